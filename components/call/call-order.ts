import type { PhoneCall } from '../controllers/index.ts';

/** Which call has the card: the one that is talked on or set up, then a held one; the newest of equals. */
function rank(call: PhoneCall): number {
  if (call.state === 'ended') return 0;
  if (call.held) return 1;
  return call.holdPending ? 2 : 3;
}

/** A call that went wrong stays with its reason and "Redial"; one that was hung up goes by itself. */
export function staysAfterEnd({ state, direction, endReason }: PhoneCall): boolean {
  if (state !== 'ended') return false;
  if (endReason === 'lost' || endReason === 'pbx-restarted') return true;
  return direction === 'outgoing' && endReason !== 'hung-up' && endReason !== 'cancelled' && endReason !== 'transferred';
}

/**
 * Calls of this phone but those still ringing here and those that rang in vain, the one in hand first. `failed` is shown
 * although the phone has forgotten it, `dismissed` is not although the phone still knows it.
 */
export function callsShown(calls: readonly PhoneCall[], failed: PhoneCall | null, dismissed: string): PhoneCall[] {
  const live = calls.filter((call) => call.id !== dismissed && (call.direction === 'outgoing' || call.state === 'answering' || call.answeredAt !== null));
  const all = failed && !live.some((call) => call.id === failed.id) ? [failed, ...live] : live;
  const going = all.filter((call) => call.state !== 'ended');
  return (going.length > 0 ? going : all).toSorted((a, b) => rank(b) - rank(a) || b.startedAt - a.startedAt);
}
