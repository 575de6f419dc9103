import type { Call as CallRow, CallEndReason, DeviceKind, Forwarding, Party, Reach } from '@klapka/protocol';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import type { Destination, ExtensionDestination } from './switchboard.ts';

export interface ReachOptions {
  /** Who sent the call on, told to whom it rings. */
  sentOn?: NonNullable<CallRow['sentOn']>;
  /** Rung where the destination is not reached: who is there by then. */
  returnTo?: () => Destination;
  /** Numbers that have sent it on by themselves so far. */
  passed?: readonly string[];
}

/** How often a call is sent on by itself at most. */
export const maximumForwards = 5;

/** What every phone of ours is. */
const ourKind: DeviceKind = 'web';
const nowhere: Forwarding = { always: null, busy: null, noAnswer: null };

/** How an extension is reached now; everybody who calls is a colleague, since no line leads outside yet. */
export function extensionDestination(party: Party, reach: Reach | undefined, devices: Device[], ringTimeout: number): ExtensionDestination {
  if (!reach) return { kind: 'extension', party, devices, later: [], ringTimeout, rings: true, forwarding: nowhere };
  const { rings, internal, first, second, ringSeconds } = reach;
  const atOnce = rings && first.includes(ourKind);
  const afterwards = rings && !atOnce && second.includes(ourKind);
  return {
    kind: 'extension', party, devices: atOnce ? devices : [], later: afterwards ? devices : [], ringTimeout: ringSeconds * 1000, rings, forwarding: internal,
  };
}

/** Whether anything can come of calling it. */
export function isReachable({ devices, later, rings, forwarding: { always, busy, noAnswer } }: ExtensionDestination): boolean {
  return devices.length + later.length > 0 || !rings || [always, busy, noAnswer].some((number) => number !== null);
}

/** Where a call goes that was not taken for this reason. Whoever declines is as good as busy. */
export function forwardedTo({ forwarding }: ExtensionDestination, reason: CallEndReason): string | null {
  if (reason === 'busy' || reason === 'declined') return forwarding.busy;
  return reason === 'no-answer' || reason === 'not-registered' ? forwarding.noAnswer : null;
}

/** Somebody who is rung in place of who was called is told who that was. Answers whether it goes anywhere. */
export function forward(call: Call, { party }: ExtensionDestination, number: string, options: ReachOptions): boolean {
  const passed = [...(options.passed ?? []), party.number];
  // Round and round it goes to nobody.
  if (passed.includes(number) || passed.length > maximumForwards) return false;
  call.reach(call.board.destination(number), { ...options, passed, sentOn: { by: party, ...(options.sentOn?.note === undefined ? {} : { note: options.sentOn.note }) } });
  return true;
}
