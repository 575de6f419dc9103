import { noCallActions } from '../../../ports/call-actions.ts';
import type { CallActions, DeviceRef } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { Conferences } from './conference.ts';
import type { Monitoring } from './monitoring.ts';
import type { Muting } from './muting.ts';
import type { Picture } from './picture.ts';
import type { Recordings } from './recording.ts';
import type { SipGate } from './sip/gate.ts';
import { plain } from './switchboard.ts';
import type { Switchboard } from './switchboard.ts';

export interface ActionsOptions {
  picture: Picture;
  gate: SipGate;
  switchboard: Switchboard;
  clock: Clock;
  nameOf(number: string): string | undefined;
  /** ms a phone that is called in may take to answer. */
  ringTimeout: number;
  recordings: Recordings;
  conferences: Conferences;
  monitoring: Monitoring;
  muting: Muting;
  /** Resolves when a device is told to be registered, or that takes too long. */
  registered(deviceId: string): Promise<void>;
}

/** What can be done with calls on Asterisk, besides what phones do themselves. What is not here yet refuses. */
export function callActions(options: ActionsOptions): CallActions {
  const { recordings, conferences, monitoring, muting } = options;
  return {
    ...noCallActions,
    originate: (from, number) => originate(options, from, number),
    merge: (callId, otherCallId) => conferences.merge(callId, otherCallId),
    invite: (callId, number, by) => conferences.invite(callId, number, by),
    drop: async (legId) => conferences.drop(legId),
    mute: (legId, muted) => muting.mute(legId, muted),
    monitor: (legId, by, mode) => monitoring.monitor(legId, by, mode),
    setMonitorMode: (legId, mode) => monitoring.setMode(legId, mode),
    record: (callId, state) => recordings.record(callId, state),
    recordingAudio: (recordingId) => recordings.audio(recordingId),
    deleteRecording: (recordingId) => recordings.delete(recordingId),
  };
}

/** Where the device is. Asterisk tells of a registration a moment after the phone has it. */
export async function addressOf({ picture, gate, registered }: Pick<ActionsOptions, 'picture' | 'gate' | 'registered'>, { extensionNumber, deviceId }: DeviceRef): Promise<string> {
  if (picture.addressOf(extensionNumber, deviceId) === undefined && gate.isOpen(extensionNumber, deviceId)) await registered(deviceId);
  const uri = picture.addressOf(extensionNumber, deviceId);
  if (uri === undefined) throw new PbxError('NOT_REGISTERED', 'The phone to be called in is not there');
  return uri;
}

async function originate(options: ActionsOptions, from: DeviceRef, number: string): Promise<{ callId: string }> {
  const { picture, gate, switchboard, clock, nameOf, ringTimeout } = options;
  const { extensionNumber, deviceId } = from;
  const uri = await addressOf(options, from);
  if (!plain.test(number)) throw new PbxError('UNKNOWN_NUMBER', 'No number to dial');
  const callId = switchboard.newId(clock.now());
  picture.calls.expectCaller(callId, number, await switchboard.isService(number) ? 'to-pbx' : 'to-phone');
  const taken = await switchboard.callIn({
    uniqueId: callId, extensionNumber, uri, from: { number, name: nameOf(number) },
    headers: { 'X-Klapka-Answer': 'outgoing', 'X-Klapka-Ticket': gate.admit(extensionNumber, deviceId) },
    place: 'klapka-dial', extension: number, within: ringTimeout,
  });
  if (taken) return { callId };
  picture.calls.unexpect(callId);
  throw new PbxError('PBX_UNAVAILABLE', 'Asterisk does not call the phone');
}
