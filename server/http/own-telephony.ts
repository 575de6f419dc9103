import { Hours } from '@klapka/protocol';
import { z } from 'zod';
import type { HoursSwitch } from '../domain/directory/hours-switch.ts';
import { telephonyOf } from '../domain/directory/telephony.ts';
import type { StoragePort } from '../ports/storage.ts';
import { callerOf, type Route, route } from './routes.ts';

/** What a page offers to choose from: business hours to switch, reasons for a pause. */
export function ownTelephonyRoutes(hours: HoursSwitch, storage: StoragePort): Route[] {
  const Switchable = Hours.pick({ name: true, override: true }).extend({ id: z.string() });
  return [
    route({
      method: 'get', path: '/api/hours', access: 'signed-in', summary: 'Business hours one may switch',
      answer: z.array(Switchable), status: 200, handle: (call) => hours.list(callerOf(call).actor),
    }),
    route({
      method: 'get', path: '/api/pause-reasons', access: 'signed-in', summary: 'Why an agent may pause; empty: in their own words',
      answer: z.array(z.string()), status: 200, handle: async () => (await telephonyOf(storage.read)).pauseReasons,
    }),
  ];
}
