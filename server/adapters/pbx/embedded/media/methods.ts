import type { Direction } from './sdp.ts';

/** Sounds that play in a loop. The milliwatt is a tone of 1000 Hz, ringing what a caller hears until somebody answers. */
export type SoundName = 'hold-music' | 'milliwatt' | 'ringing';

/**
 * What a leg hears: other legs, a sound, itself, or nothing. One leg is passed through as it comes, telephone events
 * included; several are mixed. Each leg has a source of its own, so whisper is: the agent hears `[customer, supervisor]`,
 * the customer `[agent]`, the supervisor `[agent, customer]`; a conference: everybody hears the others.
 */
export type Source = { legs: readonly string[] } | { sound: SoundName } | { echo: true } | null;

export interface Answer {
  sdp: string;
  /** What the phone said it does: `sendonly` and `inactive` mean that it holds. */
  direction: Direction;
}

/** Whose voices are on which side of the file; without `right` it is mono. Legs of one side are mixed. */
export interface RecordingChannels {
  left: readonly string[];
  right?: readonly string[];
}

/** When a recording ends by itself; without them it never does. */
export interface RecordingLimits {
  /** ms of sound in the file. */
  maximum?: number;
  /** ms without a voice, from the beginning or after one. */
  silence?: number;
}

export interface RecordingResult {
  durationMs: number;
  /** Size of the file. */
  bytes: number;
  /** ms in which anybody spoke: a message without a voice is none. */
  voiceMs: number;
}

/** Audio without encryption, as desk phones and carriers have it; without this it is WebRTC's. */
export interface PlainMedia {
  /** Ours, as the other side reaches it. */
  address: string;
  /** The only address that audio comes from and goes to; null: the one it tells. */
  peer: string | null;
}

/** The media thread's methods, as the SIP thread calls them. A failure's error name is `SdpError` where the other side is to blame. */
export interface MediaEngine {
  /** What a leg is first described as it stays. */
  answer(legId: string, offer: string, plain?: PlainMedia): Promise<Answer>;
  offer(legId: string, plain?: PlainMedia): Promise<string>;
  acceptAnswer(legId: string, answer: string): { direction: Direction };
  /** The same source again changes nothing: music goes on where it is. */
  hear(legId: string, source: Source): void;
  /** A muted leg is heard by nobody, recordings included; its digits are still reported. Lasts until it is taken back. */
  mute(legId: string, muted: boolean): void;
  /**
   * Plays prompts one after the other instead of the leg's source, which then goes on: names in the folder of the sounds
   * (`cs/vm-intro`, `beep`), or absolute paths of recordings (.wav, .ulaw). Waits until the leg is connected; another
   * announcement to the same leg, `stopAnnouncing` and the end of the leg interrupt it. What cannot be read is left out.
   */
  announce(legId: string, prompts: readonly string[]): Promise<'played' | 'interrupted'>;
  stopAnnouncing(legId: string): void;
  /**
   * Records what legs say into a new WAV file, 8 kHz 16 bit, from now on; music and announcements are not in it, nor what
   * is said at a phone that holds. A leg may come later or go. Resolves when the file is open, rejects where it cannot be made or the recording is there already.
   */
  record(recordingId: string, channels: RecordingChannels, file: string, limits?: RecordingLimits): Promise<void>;
  /** Other legs from now on, for example after a transfer. A mono file stays mono. */
  changeRecording(recordingId: string, channels: RecordingChannels): void;
  /** What is said during a pause is left out, and so is its time. */
  pauseRecording(recordingId: string, paused: boolean): void;
  /** Once for every recording, also for one that has ended by itself or failed: it says what is in the file. */
  stopRecording(recordingId: string): Promise<RecordingResult>;
  close(legId: string): void;
}

/** What the media thread tells. */
export interface MediaEvents {
  connected(legId: string): void;
  /** Nothing was received from the phone for the configured time; `false` when it is heard again. */
  quiet(legId: string, quiet: boolean): void;
  failed(legId: string, reason: string): void;
  /** A key was pressed (RFC 4733): one of `0-9*#A-D`, told once, as soon as its first packet is there. */
  digit(legId: string, digit: string): void;
  /** A limit was reached and the file is complete. */
  recordingEnded(recordingId: string, reason: 'silence' | 'maximum'): void;
  /** The disk failed; what was written before is in the file. */
  recordingFailed(recordingId: string, reason: string): void;
}
