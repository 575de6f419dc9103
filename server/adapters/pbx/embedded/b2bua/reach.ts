import type { Call as CallRow, CallEndReason, DeviceKind, Forwarding, Party, Reach } from '@klapka/protocol';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import type { Destination, Dialling, ExtensionDestination } from './switchboard.ts';

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

const nowhere: Forwarding = { always: null, busy: null, noAnswer: null };

/** How an extension is reached now by a colleague, or by somebody outside. */
export function extensionDestination(party: Party, reach: Reach | undefined, phones: Device[], ringTimeout: number, outside: boolean): ExtensionDestination {
  if (!reach) return { kind: 'extension', party, devices: phones, later: [], ringTimeout, rings: true, forwarding: nowhere };
  const { rings, internal, external, first, second, ringSeconds } = reach;
  const of = (kinds: readonly DeviceKind[]): Device[] => (rings ? phones.filter(({ link }) => kinds.includes(link.kind)) : []);
  const later = of(second.filter((kind) => !first.includes(kind)));
  return { kind: 'extension', party, devices: of(first), later, ringTimeout: ringSeconds * 1000, rings, forwarding: outside ? external : internal };
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
  call.reach(call.board.destination(number, { by: party.number, outside: call.outside === 'in' }), { ...options, passed, sentOn: { by: party, ...(options.sentOn?.note === undefined ? {} : { note: options.sentOn.note }) } });
  return true;
}

/** Why nothing can come of calling it; null where something can. */
export function refusalOf(destination: Destination): CallEndReason | null {
  if (destination.kind === 'unknown') return 'unknown-number';
  if (destination.kind === 'forbidden') return 'forbidden';
  return destination.kind === 'extension' && !isReachable(destination) ? 'not-registered' : null;
}

/** For whom somebody is sent on who waits: a caller from inside by their own rights, one from outside by nobody's. */
export function sentFrom(call: Call): Dialling {
  if (call.outside === 'in') return { outside: true };
  const by = call.participants[0]?.device.extensionNumber;
  return by ? { by } : {};
}
