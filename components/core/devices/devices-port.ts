import type { ErrorCode } from '@klapka/protocol';

export interface AudioDevice {
  id: string;
  label: string;
}

export type MicrophonePermission = 'unknown' | 'prompt' | 'granted' | 'refused' | 'blocked-by-policy' | 'missing' | 'insecure';

/** Microphones, speakers and ringers of this browser, and the choice among them (kept per browser). */
export interface DevicesPort {
  readonly permission: MicrophonePermission;
  readonly microphones: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
  /** Empty string: the system's default. */
  readonly chosen: { readonly microphone: string; readonly speaker: string; readonly ringer: string };
  /** Whether a speaker can be chosen at all (`setSinkId`). */
  readonly canChooseOutput: boolean;
  readonly error: ErrorCode | null;
  /** The browser plays no sound before the first gesture: incoming calls would ring unheard. */
  readonly soundLocked: boolean;
  onChange(listener: () => void, signal: AbortSignal): void;
  choose(kind: 'microphone' | 'speaker' | 'ringer', id: string): void;
  /** Asks for permission by opening the microphone once; resolves to the error or null. */
  request(): Promise<ErrorCode | null>;
  /** The short sound of a new message, on the ringer; silence where the page may make no sound yet. */
  playMessage(): Promise<void>;
}
