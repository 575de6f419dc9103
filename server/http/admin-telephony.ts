import { Hours, InboundRoute, Menu, OutboundRight, OutboundRoute, RingGroup, Telephony, Trunk } from '@klapka/protocol';
import { z } from 'zod';
import type { Admin } from '../domain/admin/index.ts';
import type { RouteItems } from '../ports/storage-routes.ts';
import type { RoutePart, RoutesAdmin } from '../domain/admin/routes.ts';
import type { TrunkStates } from '../domain/directory/trunk-states.ts';
import { soundBytes } from '../domain/sounds/sounds.ts';
import { AdminHours, AdminInboundRoute, AdminMenu, AdminOutboundRight, AdminOutboundRoute, AdminRingGroup, AdminTrunk, SoundKept } from './answers.ts';
import { changeOf } from './changes.ts';
import { fileRoute, param, type Route, route } from './routes.ts';

const access = 'administrator' as const;

/** Where calls go, and what is the same for every phone. */
export function telephonyRoutes({ routes, telephony, sounds }: Admin, trunks: TrunkStates): Route[] {
  const showTrunk = ({ password, ...trunk }: Trunk & { id: string }): object => ({ ...trunk, hasPassword: password !== null, ...trunks.of(trunk.id) });
  return [
    ...partRoutes(routes, { kind: 'ring-group', path: 'ring-groups', one: 'ring group', schema: RingGroup, answer: AdminRingGroup }),
    ...partRoutes(routes, { kind: 'menu', path: 'menus', one: 'menu', schema: Menu, answer: AdminMenu }),
    ...partRoutes(routes, { kind: 'hours', path: 'hours', one: 'set of business hours', schema: Hours, answer: AdminHours }),
    ...partRoutes(routes, { kind: 'trunk', path: 'trunks', one: 'trunk', schema: Trunk, answer: AdminTrunk, show: showTrunk }),
    ...partRoutes(routes, { kind: 'inbound-route', path: 'inbound-routes', one: 'inbound route', schema: InboundRoute, answer: AdminInboundRoute }),
    ...partRoutes(routes, { kind: 'outbound-route', path: 'outbound-routes', one: 'outbound route', schema: OutboundRoute, answer: AdminOutboundRoute }),
    ...rightRoutes(routes),
    route({ method: 'get', path: '/api/admin/telephony', access, summary: 'What is the same for every phone', answer: Telephony, status: 200, handle: () => telephony.get() }),
    route({
      method: 'patch', path: '/api/admin/telephony', access, summary: 'Change language, feature codes, how much is dialled outside, or why agents pause',
      body: changeOf(Telephony), answer: Telephony, status: 200, handle: ({ body }) => telephony.update(body),
    }),
    fileRoute({
      method: 'put', path: '/api/admin/sounds', access, summary: 'Keep a sound (WAV, mono, 16 bits or μ-law); its name says what is in it',
      file: { type: 'audio/wav', bytes: soundBytes }, answer: SoundKept, status: 200, handle: async ({ body }) => ({ name: await sounds.keep(body) }),
    }),
  ];
}

interface Part<Kind extends RoutePart> {
  kind: Kind;
  path: string;
  one: string;
  schema: z.ZodObject & z.ZodType<RouteItems[Kind]>;
  answer: z.ZodType;
  show?: (item: RouteItems[Kind] & { id: string }) => object;
}

function partRoutes<Kind extends RoutePart>(routes: RoutesAdmin, { kind, path: name, one, schema, answer, show = (item) => item }: Part<Kind>): Route[] {
  const path = `/api/admin/${name}`;
  const Change = changeOf(schema) as unknown as z.ZodType<Partial<RouteItems[Kind]>>;
  return [
    route({ method: 'get', path, access, summary: `Every ${one}`, answer: z.array(answer), status: 200, handle: async () => (await routes.list(kind)).map(show) }),
    route({ method: 'post', path, access, summary: `A new ${one}`, body: schema, answer, status: 201, handle: async ({ body }) => show(await routes.create(kind, body)) }),
    route({
      method: 'patch', path: `${path}/:id`, access, summary: `Change a ${one}`, body: Change, answer, status: 200,
      handle: async (call) => show(await routes.update(kind, param(call, 'id'), call.body)),
    }),
    route({ method: 'delete', path: `${path}/:id`, access, summary: `Delete a ${one} nothing leads to`, status: 204, handle: (call) => routes.remove(kind, param(call, 'id')) }),
  ];
}

function rightRoutes(routes: RoutesAdmin): Route[] {
  const path = '/api/admin/outbound-rights';
  const Rights = z.strictObject({ rights: z.array(OutboundRight).max(1000) });
  return [
    route({ method: 'get', path, access, summary: 'Who may dial what outside', answer: z.array(AdminOutboundRight), status: 200, handle: () => routes.list('outbound-right') }),
    route({
      method: 'put', path, access, summary: 'Replace who may dial what outside', body: Rights, answer: z.array(AdminOutboundRight), status: 200,
      handle: ({ body }) => routes.setRights(body.rights),
    }),
  ];
}
