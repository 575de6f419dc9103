import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import { conferenceLimit } from '../../../../ports/call-actions.ts';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import type { Destination } from './switchboard.ts';
import { gone, moveMonitors } from './transfer.ts';

const full = (): PbxError => new PbxError('CALL_FULL', 'Nobody else can take part');

/** Whether others can be taken in. */
const isTalk = (call: Call): boolean => call.state.is('answered') && !call.parked && call.participants.length >= 2;

/** Everybody of two calls hears everybody else. */
export function merge(first: Call, second: Call): void {
  if (first === second || !isTalk(first) || !isTalk(second)) throw gone();
  const coming = second.participants.filter((leg) => !first.participants.some(({ device }) => device === leg.device));
  if (first.participants.length + coming.length > conferenceLimit) throw full();
  first.conference = true;
  for (const leg of coming) {
    second.give(leg);
    moveMonitors(second, first, leg);
    first.take(leg);
  }
  second.end('transferred', 'pbx');
  first.connect();
  first.tell();
}

/** Whom to ring for a number, and which lines when one has no way on. */
function endpointsOf(call: Call, destination: Destination): [Endpoint[], Endpoint[]] {
  if (destination.kind === 'extension') return [destination.devices.filter((device) => !call.liveLegs.some((leg) => leg.device === device)), []];
  if (destination.kind !== 'outside' || !call.board.mayGoOut(destination.by, call)) throw new PbxError('UNKNOWN_NUMBER', 'Nobody to be taken in has this number');
  const lines = destination.lines();
  return [lines.slice(0, 1), lines.slice(1)];
}

/** Rings a number beside the talk and takes in whoever answers. */
export function invite(call: Call, destination: Destination, by: string): void {
  if (!isTalk(call)) throw gone();
  if (call.participants.length >= conferenceLimit) throw full();
  const [devices, inTurn] = endpointsOf(call, destination);
  if (devices.length === 0) throw new PbxError('NOT_REGISTERED', 'No phone of this extension is there');
  const attempt = call.ringBeside({ from: call.board.party(by), to: destination.party, role: 'callee', inTurn }, devices, (leg, answer) => {
    // Others were faster.
    if (call.participants.length >= conferenceLimit) return call.depart(leg, 'cancelled', 'pbx');
    call.settle(attempt, leg);
    call.conference = true;
    call.participants.push(leg);
    leg.state.advance('talking');
    call.takeAnswer(leg, answer);
    call.tell();
  });
}

/** Ends one leg. */
export function drop(call: Call, leg: SipLeg): void {
  call.depart(leg, call.state.is('answered') ? 'hung-up' : 'cancelled', 'pbx');
}

export function mute(call: Call, leg: SipLeg, muted: boolean): void {
  if (!leg.state.is('talking')) throw gone();
  leg.mute(muted);
  call.tell();
}
