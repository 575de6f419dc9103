import type { MonitorMode } from '@klapka/protocol';
import type { PbxCapabilities } from './pbx.ts';
import { PbxError } from './pbx-error.ts';

/** A phone that is to take part: one device of one extension. */
export interface DeviceRef {
  extensionNumber: string;
  deviceId: string;
}

export interface RedirectOptions {
  /** Extension that sends it on: it is named to whom it rings, with the note, and its rights count. Without one it goes nowhere outside. */
  by?: string;
  /** Words of whom sends it on, seen while it rings. */
  note?: string;
  /** Extension that is rung where the new one is busy, says no or does not answer; without one the call ends with that reason. */
  returnTo?: string;
}

/** Legs of a conference at most: who leads it, and nine others. */
export const conferenceLimit = 10;

export const recordingStates = ['on', 'paused', 'off'] as const;
export type RecordingState = (typeof recordingStates)[number];

/**
 * What can be done with calls besides ringing, answering and holding, which phones do themselves. Actions name legs and
 * calls as the events do. They resolve when the PBX has taken them; what comes of them is told by events. A phone that is
 * *called in* (`originate`, `pickUp`, `monitor`) gets an INVITE with the header `X-Klapka-Answer: outgoing` or `incoming`,
 * from the far side's number, and answers by itself.
 *
 * All reject with `PbxError`: CALL_GONE where leg or call is gone or in no state for it, NOT_SUPPORTED where the capability
 * is `none`, NOT_REGISTERED where the device to be called in is not there, PBX_UNAVAILABLE.
 */
export interface CallActions {
  /** Calls this phone in and dials `number` for it. It may still fail, by event. Resolves to the call's id. */
  originate(from: DeviceRef, number: string): Promise<{ callId: string }>;
  /**
   * Sends one leg to a number, as if it had dialled it; the leg it talked with, or that rang for it, is released. Blind
   * transfer, redirection of a ringing call and retrieval of a parked one for somebody else are all this. The call keeps its id.
   * Rejects with UNKNOWN_NUMBER and leaves everything as it is where the number leads nowhere.
   */
  redirect(legId: string, number: string, options?: RedirectOptions): Promise<void>;
  /**
   * Two legs of two calls talk with each other from now on; whom they talked with is released. The first call goes on with both,
   * the second ends as `transferred`. A leg that still rings is talked with as soon as it answers. Completes an attended transfer.
   */
  join(legId: string, otherLegId: string): Promise<void>;
  /** Everybody of two calls hears everybody else: the first goes on as a conference, the second ends as `transferred`. A device that is in both keeps its leg of the first. CALL_FULL where they are too many. */
  merge(callId: string, otherCallId: string): Promise<void>;
  /** Rings a number and takes it into the call, which is a conference from the answer on. `by`: extension that asks. CALL_FULL where nobody else may take part. */
  invite(callId: string, number: string, by: string): Promise<void>;
  /** Ends one leg. A conference goes on while two are left. */
  drop(legId: string): Promise<void>;
  /** What this leg says is heard by nobody, whatever its phone does. */
  mute(legId: string, muted: boolean): Promise<void>;
  /**
   * One leg waits on a slot, with music; the one it talked with is released. After the PBX's time it rings `by` again.
   * Without a slot on the first free one. ALREADY_TAKEN where the slot is, NOT_FOUND where there is no such slot or none is free.
   */
  park(legId: string, by: string, slot?: string): Promise<{ slot: string }>;
  /** Calls this phone in for a call that rings somewhere, or waits on a slot: first come, first served. */
  pickUp(callId: string, by: DeviceRef): Promise<void>;
  /** Calls this phone in as a listener beside one leg, which `whisper` speaks to. Nobody in the call is told. */
  monitor(legId: string, by: DeviceRef, mode: MonitorMode): Promise<void>;
  /** Of a monitor's own leg, while it listens. */
  setMonitorMode(legId: string, mode: MonitorMode): Promise<void>;
  /** `off` closes the recording, which is told by an event; `paused` leaves what is said meanwhile out or silent. */
  record(callId: string, state: RecordingState): Promise<void>;
  /** Of a recording that was closed: WAV. NOT_FOUND. */
  recordingAudio(recordingId: string): Promise<AsyncIterable<Uint8Array>>;
  /** NOT_FOUND. */
  deleteRecording(recordingId: string): Promise<void>;
  /** Rings another device of the leg's extension; the talk goes on until it answers, and there without a break. Null: all others, the first wins. */
  flip(legId: string, deviceId: string | null): Promise<void>;
}

const refuse = (): Promise<never> => Promise.reject(new PbxError('NOT_SUPPORTED', 'This PBX cannot do that'));

/** For a PBX that can do none of it, or not yet. */
export const noCallActions: CallActions = {
  originate: refuse,
  redirect: refuse,
  join: refuse,
  merge: refuse,
  invite: refuse,
  drop: refuse,
  mute: refuse,
  park: refuse,
  pickUp: refuse,
  monitor: refuse,
  setMonitorMode: refuse,
  record: refuse,
  recordingAudio: refuse,
  deleteRecording: refuse,
  flip: refuse,
};

export const noCallActionCapabilities = {
  originate: 'none',
  redirect: 'none',
  join: 'none',
  conference: 'none',
  park: 'none',
  pickUp: 'none',
  monitor: 'none',
  record: 'none',
  flip: 'none',
  reach: 'none',
  voicemail: 'none',
  queues: 'none',
  ringGroups: 'none',
  menus: 'none',
  outside: 'none',
  featureCodes: 'none',
  history: 'none',
} as const satisfies Partial<PbxCapabilities>;
