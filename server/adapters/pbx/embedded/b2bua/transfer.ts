import type { RedirectOptions } from '../../../../ports/call-actions.ts';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import type { Destination } from './switchboard.ts';

export const gone = (): PbxError => new PbxError('CALL_GONE', 'The call has ended or is in no state for this');

/** Sends one leg to a number, as if it had dialled it. */
export function redirect(call: Call, leg: SipLeg, destination: Destination, options: Pick<RedirectOptions, 'by' | 'note'>, returnTo: (() => Destination) | null): void {
  if (!mayMove(call, leg)) throw gone();
  if (destination.kind === 'unknown' || destination.kind === 'forbidden') throw new PbxError('UNKNOWN_NUMBER', 'The number leads nowhere');
  const { by, note } = options;
  call.isolate(leg);
  call.parking?.leave(call);
  call.reach(destination, {
    ...(by === undefined ? {} : { sentOn: { by: call.board.party(by), ...(note === undefined ? {} : { note }) } }),
    ...(returnTo === null ? {} : { returnTo }),
  });
}

/** Whether the leg can be taken out of what it is in: it talks with one other, waits for somebody, or on a slot nobody has taken it from. */
function mayMove(call: Call, leg: SipLeg): boolean {
  return call.participants.includes(leg) && call.participants.length <= 2 && !call.claimed;
}

/** Two legs of two calls talk with each other; the first call goes on with both. */
export function join(first: Call, leg: SipLeg, second: Call, otherLeg: SipLeg): void {
  if (first === second || leg.device === otherLeg.device) throw gone();
  if (rings(first, leg) && talks(second, otherLeg)) return joinRinging(first, second, otherLeg);
  if (!talks(first, leg)) throw gone();
  if (rings(second, otherLeg)) return joinLater(first, leg, second);
  if (!talks(second, otherLeg)) throw gone();
  second.give(otherLeg);
  first.isolate(leg);
  otherLeg.role = 'callee';
  first.to = otherLeg.party;
  moveMonitors(second, first, otherLeg);
  first.take(otherLeg);
  second.end('transferred', 'pbx');
  first.connect();
  first.tell();
}

const talks = (call: Call, leg: SipLeg): boolean =>
  call.state.is('answered') && !call.parked && call.participants.length === 2 && call.participants.includes(leg);
const rings = (call: Call, leg: SipLeg): boolean => call.main?.pending === true && call.main.legs.includes(leg) && !call.claimed;

/** The second call rings for the leg of the first from now on. */
function joinLater(first: Call, leg: SipLeg, second: Call): void {
  const attempt = second.main;
  const by = second.participants[0]?.party ?? second.from;
  if (!attempt) throw gone();
  second.main = null;
  second.attempts.delete(attempt);
  first.isolate(leg);
  first.takeOver(attempt, { by });
  second.end('transferred', 'pbx');
}

/** The first call rings on, for the leg of the second. */
function joinRinging(first: Call, second: Call, otherLeg: SipLeg): void {
  const [before] = first.participants;
  const attempt = first.main;
  if (!before || !attempt) throw gone();
  second.give(otherLeg);
  moveMonitors(second, first, otherLeg);
  first.take(otherLeg);
  otherLeg.role = 'caller';
  first.from = otherLeg.party;
  first.release(before, { reason: 'transferred' });
  first.takeOver(attempt, { by: before.party });
  second.end('transferred', 'pbx');
}

export function moveMonitors(from: Call, to: Call, beside: SipLeg): void {
  for (const monitor of from.monitors.filter(({ monitors }) => monitors?.beside === beside)) {
    from.give(monitor);
    to.take(monitor);
  }
}
