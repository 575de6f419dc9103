import type { MediaEvents, MediaEngine, RecordingChannels, RecordingLimits, RecordingResult } from './methods.ts';
import type { MixingDesk } from './mixing-desk.ts';
import { Recording } from './recording.ts';
import { WavFile } from './wav.ts';

export interface RecordingsOptions {
  desk: MixingDesk;
  events: Pick<MediaEvents, 'recordingEnded' | 'recordingFailed'>;
  /** Other legs are recorded, or none any more. */
  changed(): void;
}

/** The files that are being recorded, and those nobody has asked about since they ended by themselves. */
export class Recordings implements Pick<MediaEngine, 'record' | 'changeRecording' | 'pauseRecording' | 'stopRecording'> {
  readonly #options: RecordingsOptions;
  readonly #started = new Map<string, Promise<Recording>>();
  readonly #recordings = new Map<string, Recording>();

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  async record(recordingId: string, channels: RecordingChannels, file: string, limits: RecordingLimits = {}): Promise<void> {
    if (this.#started.has(recordingId)) throw new Error('There is such a recording');
    const { desk, events, changed } = this.#options;
    const ended = (reason: 'silence' | 'maximum'): void => {
      changed();
      events.recordingEnded(recordingId, reason);
    };
    const failed = (reason: string): void => {
      changed();
      events.recordingFailed(recordingId, reason);
    };
    const starting = WavFile.create(file, channels.right ? 2 : 1).then((sound) => new Recording(sound, { desk, channels, limits, ended, failed }));
    this.#started.set(recordingId, starting);
    try {
      this.#recordings.set(recordingId, await starting);
      changed();
    } catch (error) {
      this.#started.delete(recordingId);
      throw error;
    }
  }

  changeRecording(recordingId: string, channels: RecordingChannels): void {
    const recording = this.#recordings.get(recordingId);
    if (recording) recording.channels = channels;
    this.#options.changed();
  }

  pauseRecording(recordingId: string, paused: boolean): void {
    const recording = this.#recordings.get(recordingId);
    if (recording) recording.paused = paused;
  }

  async stopRecording(recordingId: string): Promise<RecordingResult> {
    const recording = await this.#started.get(recordingId);
    if (!recording) throw new Error('No such recording');
    const finished = recording.finish();
    this.#options.changed();
    await finished;
    this.#started.delete(recordingId);
    this.#recordings.delete(recordingId);
    return recording.result;
  }

  get legs(): readonly string[] {
    return [...this.#recordings.values()].flatMap(({ legs }) => legs);
  }

  /** Whether anything is written at this time. */
  get running(): boolean {
    return [...this.#recordings.values()].some(({ running }) => running);
  }

  tick(): void {
    for (const recording of this.#recordings.values()) recording.tick();
  }

  /** The files are complete when it resolves. */
  async stopAll(): Promise<void> {
    await Promise.allSettled([...this.#started.keys()].map((recordingId) => this.stopRecording(recordingId)));
  }
}
