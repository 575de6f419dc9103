import type { CallEndReason, ErrorCode } from '@klapka/protocol';

/**
 * The phone of this page.
 *
 *   off ──start──▶ connecting ──▶ registered ◀──▶ reconnecting
 *                      │
 *                      └──▶ failed (error says why; start() tries again)
 *
 * `elsewhere`: another tab of this browser owns the phone; commands are passed on to it.
 */
export type PhoneStatus = 'off' | 'connecting' | 'registered' | 'reconnecting' | 'failed' | 'elsewhere';

/**
 * A SIP session as this page knows it; what the *call* is comes from the topic `calls`.
 *
 *   outgoing: dialling ──▶ ringing ──▶ talking ──▶ ended
 *   incoming: ringing ──answer──▶ answering ──▶ talking ──▶ ended
 *   taken over from the page before, whichever its direction: answering ──▶ talking ──▶ ended
 */
export type PhoneCallState = 'dialling' | 'ringing' | 'answering' | 'talking' | 'ended';

export interface PhoneCall {
  readonly id: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly state: PhoneCallState;
  readonly number: string;
  readonly name: string;
  /** SIP Call-ID; joins it to a leg of the topic `calls`. */
  readonly sipCallId: string;
  readonly muted: boolean;
  /** Held by this side, as confirmed by the PBX. */
  readonly held: boolean;
  /** A hold or resume was asked for and is not confirmed yet. */
  readonly holdPending: boolean;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: CallEndReason | null;
  /** This side's camera is on. */
  readonly camera: boolean;
  /** The far side sends pictures. */
  readonly pictures: boolean;
  /** Digits sent so far, shown by the keypad. */
  readonly digits: string;
  readonly error: ErrorCode | null;
}

/** One of a peer connection's statistics, as `RTCStatsReport` has it. */
export type CallStat = Readonly<Record<string, unknown>>;

/** The pictures of a call, in the tab that has its phone. */
export interface CallPictures {
  readonly own: MediaStreamTrack | null;
  readonly far: MediaStreamTrack | null;
}

export interface PhonePort {
  readonly status: PhoneStatus;
  readonly error: ErrorCode | null;
  /** Live calls, and those ended within the last few seconds. Objects are replaced when they change. */
  readonly calls: readonly PhoneCall[];
  onChange(listener: () => void, signal: AbortSignal): void;

  /** Registers. Safe to call twice. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Asks for the microphone ahead of time, from a gesture, so that dialling is quick. */
  prepare(): void;
  /** Dials; a live call is put on hold first. Resolves when the INVITE left, rejects with `PhoneError`. */
  dial(number: string): Promise<PhoneCall>;
  answer(callId: string): Promise<void>;
  decline(callId: string): Promise<void>;
  /** Ends the call, or cancels it while it rings. */
  hangUp(callId: string): Promise<void>;
  setMuted(callId: string, muted: boolean): void;
  /** Resuming one call puts the other on hold. */
  setHeld(callId: string, held: boolean): Promise<void>;
  /** Sends the camera's pictures beside the voice. Resolves when the PBX agreed; rejects with `CAMERA_…` where there is no camera to be had. */
  setCamera(callId: string, on: boolean): Promise<void>;
  /** Null in a tab that only looks on. */
  picturesOf(callId: string): CallPictures | null;
  /** RFC 4733 telephone events. */
  sendDtmf(callId: string, tones: string): void;
  /** What is measured of a call now. */
  report(callId: string): Promise<readonly CallStat[]>;
}

export class PhoneError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PhoneError';
    this.code = code;
  }
}
