import { defaultReach } from '@klapka/protocol';
import type { InboundRoute, Reach } from '@klapka/protocol';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import type { PbxExtension, PbxHours, PbxPlan, PbxTrunk } from '../../../server/ports/pbx-plan.ts';

/** Asked in this order. */
export type Carrier = 'main' | 'other';

export const anna: PbxExtension = { number: '1001', name: 'Anna', outboundRights: 'all', callerId: '+420111000001' };
const bert: PbxExtension = { number: '1002', name: 'Bert', outboundRights: 'home' };
const extensions: PbxExtension[] = [anna, bert, { number: '1003', name: 'Cyril' }];
export const route = (to: string, more: Partial<InboundRoute> = {}): InboundRoute => ({ name: 'In', trunkId: null, number: null, to, hoursId: null, closedTo: null, holidayTo: null, ...more });
export const hours = (override: PbxHours['override']): PbxHours => ({ id: 'office', name: 'Office', timeZone: 'Europe/Prague', open: [], holidays: [], override });
export const forwarding = (always: string): Reach => ({ ...defaultReach('available'), external: { always, busy: null, noAnswer: null }, internal: { always, busy: null, noAnswer: null } });

export const trunkOf = (ports: Readonly<Record<Carrier, number>>, id: Carrier, more: Partial<PbxTrunk> = {}): PbxTrunk => ({
  id, name: id, server: `127.0.0.1:${ports[id]}`, username: null, password: null, registers: false, addresses: [], callerId: '+420999000000', maximumCalls: 10, ...more,
});

export const planOf = (ports: Readonly<Record<Carrier, number>>, more: Partial<PbxPlan> = {}): PbxPlan => ({
  ...emptyPlan, extensions, outsideCallsPerMinute: 100,
  trunks: [trunkOf(ports, 'main'), trunkOf(ports, 'other')],
  outboundRoutes: [{ name: 'Out', prefix: '0', strip: 1, prepend: '', trunkIds: ['main', 'other'] }],
  outboundRights: [
    { id: 'all', rules: [{ prefix: '', allowed: true }] },
    { id: 'home', rules: [{ prefix: '000', allowed: false }, { prefix: '0', allowed: true }] },
  ],
  ...more,
});
