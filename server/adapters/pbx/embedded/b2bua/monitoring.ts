import type { MonitorMode } from '@klapka/protocol';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import { gone } from './transfer.ts';

/** Calls a phone in as a listener beside one leg of a talk. */
export function monitor(call: Call, beside: SipLeg, device: Device, mode: MonitorMode): void {
  const talks = call.state.is('answered') && !call.parked && call.participants.length >= 2 && call.participants.includes(beside);
  if (!talks || call.liveLegs.some((leg) => leg.device === device)) throw gone();
  const to = call.board.party(device.extensionNumber);
  const attempt = call.ringBeside({ from: beside.party, to, role: 'monitor', header: 'X-Klapka-Answer: outgoing' }, [device], (leg, answer) => {
    if (!call.participants.includes(attached.beside)) return call.depart(leg, 'cancelled', 'pbx');
    call.settle(attempt, leg);
    call.monitors.push(leg);
    leg.state.advance('talking');
    call.takeAnswer(leg, answer);
    call.tell();
  });
  const attached = { beside, mode };
  for (const leg of attempt.legs) leg.monitors = attached;
  call.tell();
}

export function setMonitorMode(call: Call, leg: SipLeg, mode: MonitorMode): void {
  if (!leg.monitors || !leg.state.is('talking')) throw gone();
  leg.monitors.mode = mode;
  call.connect();
  call.tell();
}
