import type { Call, CallFeature, Device, Leg, PhoneRights } from '@klapka/protocol';
import type { PhoneCall } from '../../controllers/index.ts';
import { otherLegs } from '../../shared/far-side.ts';

/** What can be opened beneath the buttons, one at a time. */
export type Panel = 'transfer' | 'add' | 'new' | 'park' | 'flip' | 'quality' | 'keys';

/** A call as far as one can do something with it. */
export interface Situation {
  call: PhoneCall;
  /** The gateway's picture of it; absent until it came, and then nothing but the phone's own can be done. */
  row: Call | undefined;
  own: Leg | undefined;
  /** Everybody else in it. */
  others: readonly Leg[];
  /** The answered call that waits while this one is in hand. */
  waiting: { call: PhoneCall; row: Call; leg: Leg } | null;
  /** This phone only listens. */
  listening: boolean;
  rights: PhoneRights | undefined;
  /** Other signed-in browsers of the same person. */
  devices: readonly Device[];
  /** No more calls fit this phone. */
  full: boolean;
}

const mostCalls = 2;

export function situationOf(calls: readonly PhoneCall[], rowOf: (call: PhoneCall) => Call | undefined, rights: PhoneRights | undefined, devices: readonly Device[]): Situation | null {
  const [call, ...more] = calls;
  if (!call) return null;
  const row = rowOf(call);
  const own = row?.legs.find((leg) => leg.sipCallId === call.sipCallId && leg.state !== 'ended');
  const second = more.find((other) => other.state === 'talking' && other.held);
  const secondRow = second ? rowOf(second) : undefined;
  const [secondLeg, ...crowd] = second ? otherLegs(second, secondRow) : [];
  return {
    call, row, own, rights, devices,
    others: otherLegs(call, row),
    waiting: second && secondRow && secondLeg && crowd.length === 0 ? { call: second, row: secondRow, leg: secondLeg } : null,
    listening: own?.role === 'monitor',
    full: calls.filter(({ state }) => state !== 'ended').length >= mostCalls,
  };
}

/** The gateway offers it, and there is a call in progress to do it with. */
export function can({ rights, row, call, listening }: Situation, feature: CallFeature): boolean {
  return Boolean(rights?.can.includes(feature)) && row !== undefined && call.state === 'talking' && !listening;
}

/** The one that can be passed on or parked; nobody of a conference. */
export function partner({ others }: Situation): Leg | undefined {
  return others.length === 1 ? others[0] : undefined;
}
