import type { DeviceRef } from '../../../ports/call-actions.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { Arrival } from './handover.ts';
import { addressOf, callIn, caughtUp } from './calling-in.ts';
import type { ActionTools } from './calling-in.ts';
import { gone } from './refusals.ts';
import { live, rung } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeDeclined, causeElsewhere } from './translate.ts';

/** Calls a phone in for what rings somewhere, or waits on a slot: first come, first served. */
export async function pickUp(tools: ActionTools, callId: string, by: DeviceRef): Promise<void> {
  const { picture: { calls }, gate } = tools;
  const call = await caughtUp(tools, callId);
  if (!call || (!call.parked && (call.state !== 'ringing' || rung(call).length === 0))) throw gone();
  if (live(call).some(({ sipCallId }) => gate.deviceOf(sipCallId ?? '') === by.deviceId) || !calls.claim(callId)) throw gone();
  try {
    const uri = await addressOf(tools, by);
    const phone = { call, by, uri, role: 'callee', from: call.from, byItself: true, gone: () => calls.unclaim(callId) } as const;
    const taken = call.parked
      ? await callIn(tools, { ...phone, place: 'klapka-retrieve', extension: call.parked.slot, answered: () => undefined })
      : await callIn(tools, { ...phone, ...forRinging(call), answered: (leg) => answered(tools, call, leg) });
    if (!taken) throw new PbxError('PBX_UNAVAILABLE', 'Asterisk does not call the phone');
  } catch (error) {
    calls.unclaim(callId);
    throw error;
  }
}

/** A phone that has registered while its extension is rung rings, too, unless this page of it does already. */
export async function ringToo(tools: ActionTools, by: Arrival): Promise<void> {
  const { picture: { calls }, gate, switchboard } = tools;
  const known = ({ sipCallId = '' }: Readonly<Channel>): boolean => gate.deviceOf(sipCallId) === by.deviceId && (by.page === undefined || gate.pageOf(sipCallId) === by.page);
  for (const { id } of calls.snapshot()) {
    const call = calls.get(id);
    if (!call || call.state !== 'ringing' || call.to !== by.extensionNumber || rung(call).length === 0 || live(call).some(known)) continue;
    await callIn(tools, {
      call, by, uri: by.uri, role: 'callee', from: call.from, byItself: false, ...forRinging(call),
      answered: (leg) => answered(tools, call, leg),
      // A no is one for all of its phones.
      gone: (cause) => { if (cause === causeDeclined) void switchboard.hangUp(rung(call).map(({ name }) => name), causeDeclined); },
    });
  }
}

const forRinging = (call: Readonly<Tracked>): { place: 'klapka-pick-up' | 'klapka-away'; extension: string; variables: Record<string, string> } => ({
  // What rings on its own is nobody's to take from: the two are joined.
  place: rung(call).some(({ loose }) => loose === true) ? 'klapka-away' : 'klapka-pick-up', extension: call.to,
  variables: { KLAPKA_PEER: rung(call).map(({ name }) => name).join('&') },
});

function answered({ picture: { calls }, switchboard, meeting }: ActionTools, call: Readonly<Tracked>, leg: Readonly<Channel>): void {
  const ringing = rung(call).filter(({ loose }) => loose === true);
  if (ringing.length === 0) return;
  void switchboard.hangUp(calls.release(call.id, ringing.map(({ uniqueId }) => uniqueId)), causeElsewhere);
  void meeting.connect(call, leg);
}
