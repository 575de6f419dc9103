import type { Call, CallPlace, Leg, Party } from '@klapka/protocol';
import type { Channel, Tracked } from './tracked.ts';

export interface RowOptions {
  /** The name of an extension, where the number is one. */
  nameOf(number: string): string | undefined;
  /** The name of a queue, ring group, menu or mailbox. */
  nameOfPlace(number: string): string | undefined;
  deviceOf(sipCallId: string): string | undefined;
}

const order = { caller: 0, callee: 1, monitor: 2 } as const;

/** A call as it is told. Names as they are now: a call may be older than our knowledge of its extensions. */
export function rowOf(call: Tracked, options: RowOptions): Call {
  const { id, state, startedAt, answeredAt, conference, recording, outside, at, via, parked, sentOn } = call;
  const party = (number: string): Party => {
    const name = options.nameOf(number);
    return name === undefined ? { number } : { number, name };
  };
  const destination = (number: string): Party => {
    const name = outside === 'out' ? undefined : options.nameOf(number) ?? options.nameOfPlace(number);
    return name === undefined ? { number } : { number, name };
  };
  const place = (where: CallPlace): CallPlace => ({ ...where, name: options.nameOfPlace(where.number) ?? where.name });
  const told = call.channels.filter(({ hidden }) => hidden !== true).toSorted((a, b) => order[a.role] - order[b.role]);
  return {
    id, from: call.caller ?? party(call.from), to: destination(call.to), state, startedAt,
    ...(answeredAt === null ? {} : { answeredAt }),
    legs: [...told, ...call.past].map((channel) => legOf(channel, channel.outsider ?? party(channel.endpoint), options)),
    ...(conference === true ? { conference: true as const } : {}),
    ...(recording ? { recording } : {}),
    ...(outside ? { outside } : {}),
    ...(at ? { at: place(at) } : {}),
    ...(via ? { via: place(via) } : {}),
    ...(parked ? { parked: { ...parked, by: party(parked.by) } } : {}),
    ...(sentOn ? { sentOn: { ...sentOn, by: party(sentOn.by) } } : {}),
  };
}

function legOf({ uniqueId, role, state, held, away, muted, mode, sipCallId }: Channel, party: Party, { deviceOf }: RowOptions): Leg {
  const deviceId = sipCallId === undefined ? undefined : deviceOf(sipCallId);
  return {
    id: uniqueId, party, role, state,
    ...(away || held !== undefined ? { holding: away || held === true } : {}),
    ...(muted === true ? { muted: true as const } : {}),
    ...(mode ? { mode } : {}),
    ...(deviceId === undefined ? {} : { deviceId }),
    ...(sipCallId === undefined ? {} : { sipCallId }),
  };
}
