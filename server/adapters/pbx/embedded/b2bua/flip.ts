import { PbxError } from '../../../../ports/pbx-error.ts';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import { farSideOf } from './row.ts';
import { gone } from './transfer.ts';

/** Rings other devices of a leg's extension; the talk goes on where it is until one has answered and its media is there. */
export function flip(call: Call, leg: SipLeg, devices: readonly Device[]): void {
  if (!leg.state.is('talking') || !call.participants.includes(leg)) throw gone();
  if (devices.length === 0) throw new PbxError('NOT_REGISTERED', 'No such phone is there');
  const attempt = call.ringBeside({ from: farSideOf(call, leg), to: leg.party, role: leg.role }, devices, (next, answer) => {
    const swap = (): void => {
      if (next.state.is('ended')) return;
      if (!call.participants.includes(leg)) return call.depart(next, 'hung-up', 'pbx');
      call.settle(attempt, next);
      call.replace(leg, next);
      call.connect();
      call.absences.forget(leg);
      call.past.push(leg);
      leg.hangUp();
      call.tell();
    };
    Promise.all([call.acceptAnswer(next, answer), call.board.mediaReady(next.id)]).then(swap, (error: unknown) => {
      call.board.log(`A call could not flip: ${String(error)}`);
      call.depart(next, 'failed', 'pbx');
    });
  });
}
