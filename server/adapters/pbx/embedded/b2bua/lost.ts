import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';

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
