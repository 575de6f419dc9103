import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import { forward, forwardedTo } from './reach.ts';

/**
 * What happens to a call whose phone has gone: no socket, and no packet for the configured time. A lost socket alone
 * changes nothing, the phone comes back with a new one; silence alone changes nothing either, it may restart ICE.
 */
export function onSilence(call: Call, leg: SipLeg): void {
  if (!leg.state.is('talking') || !leg.quiet) return;
  // A desk phone or a carrier has no page that could take the call back.
  if (leg.device.plainMedia) call.depart(leg, 'lost', leg.role);
  else if (!leg.device.connected) call.absences.leave(leg);
}

/** Nobody came back: the one who stays goes where the extension sends who does not get it, else the call is over. */
export function onLost(call: Call, leg: SipLeg): void {
  const [stays, ...more] = call.participants.filter((candidate) => candidate !== leg);
  const home = call.board.destination(leg.party.number);
  const number = home.kind === 'extension' ? forwardedTo(home, 'no-answer') : null;
  if (!stays || stays.away || more.length > 0 || call.conference || home.kind !== 'extension' || number === null) return call.depart(leg, 'lost', leg.role);
  call.isolate(stays);
  forward(call, home, number, {});
}
