import type { CallActions } from '../../../ports/call-actions.ts';
import { originate } from './calling-in.ts';
import type { ActionTools } from './calling-in.ts';
import type { Conferences } from './conference.ts';
import { flip } from './flip.ts';
import type { Monitoring } from './monitoring.ts';
import type { Muting } from './muting.ts';
import type { Parking } from './parking.ts';
import { pickUp } from './pick-up.ts';
import type { Recordings } from './recording.ts';
import { join, redirect } from './transfer.ts';

export interface ActionsOptions extends ActionTools {
  parking: Parking;
  recordings: Recordings;
  conferences: Conferences;
  monitoring: Monitoring;
  muting: Muting;
}

/** What can be done with calls on Asterisk, besides what phones do themselves. */
export function callActions(options: ActionsOptions): CallActions {
  const { parking, recordings, conferences, monitoring, muting } = options;
  return {
    originate: (from, number) => originate(options, from, number),
    redirect: (legId, number, more) => redirect(options, legId, number, more),
    join: (legId, otherLegId) => join(options, legId, otherLegId),
    park: (legId, by, slot) => parking.park(legId, by, slot),
    pickUp: (callId, by) => pickUp(options, callId, by),
    flip: (legId, deviceId) => flip(options, legId, deviceId),
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
