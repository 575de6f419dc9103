import type { ErrorCode } from '@klapka/protocol';

export interface AudioDevice {
  id: string;
  label: string;
}

export type MicrophonePermission = 'unknown' | 'prompt' | 'granted' | 'refused' | 'blocked-by-policy' | 'missing' | 'insecure';

/** Ringtones the phone makes itself. */
export type Ringtone = 'rise' | 'bell' | 'chime';

/** What a person chose to hear. */
export interface SoundChoice {
  /** Empty: whatever the page has. */
  readonly ringtone: Ringtone | 'none' | '';
  /** Of ringtone and message tone, 0–1. */
  readonly volume: number;
}

/** What a page has instead of our own sounds. */
export interface PageSounds {
  /** Address of an audio file, one of our own ringtones by name, `none`, or empty: `rise`. */
  readonly ringtone: string;
  /** Address of an audio file, `none`, or empty: our own. */
  readonly messageTone: string;
}

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
  /** Kept per browser, and stronger than the page's sounds. */
  readonly sounds: SoundChoice;
  readonly pageSounds: PageSounds;
  /** Asks for permission by opening the microphone once; resolves to the error or null. */
  request(): Promise<ErrorCode | null>;
  chooseSounds(choice: Partial<SoundChoice>): void;
  /** `<pbx-provider>` does it by its attributes; an application without elements by itself. */
  setPageSounds(sounds: Partial<PageSounds>): void;
  /** One round of the ringtone as a call would sound now; resolves when it is over, or stopped by the signal. */
  playRingtone(signal: AbortSignal): Promise<void>;
  /** The short sound of a new message, on the ringer; silence where the page may make no sound yet. */
  playMessage(): Promise<void>;
}
