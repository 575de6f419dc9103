import type { MixingDesk } from './mixing-desk.ts';
import type { RecordingChannels, RecordingLimits, RecordingResult } from './methods.ts';
import { frameSamples, sampleRate } from './ulaw.ts';
import type { WavFile } from './wav.ts';

const millisecondsPerFrame = 20;
/** Frames written at once: a second. */
const pieceFrames = 50;
/** Seconds that may wait for the disk. */
const longestQueue = 60;
/** Mean height of a frame's samples above which it is a voice; a quiet room is below, about -48 dB of the loudest. */
const voiceLevel = 128;

export type SoundFile = Pick<WavFile, 'bytes' | 'samples' | 'write' | 'close'>;

export interface RecordingOptions {
  desk: MixingDesk;
  channels: RecordingChannels;
  limits: RecordingLimits;
  /** A limit was reached and the file is complete. */
  ended(reason: 'silence' | 'maximum'): void;
  /** The disk failed; nothing more is written. */
  failed(reason: string): void;
}

/** One file that is being recorded. Frames are collected on the audio path; writing them waits for the disk elsewhere. */
export class Recording {
  readonly #options: RecordingOptions;
  readonly #file: SoundFile;
  readonly #sides: number;
  #channels: RecordingChannels;
  #piece: Int16Array;
  #pieceFrames = 0;
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #frames = 0;
  #voiced = 0;
  #silentFrames = 0;
  #broken = false;
  #finished: Promise<void> | null = null;
  paused = false;

  constructor(file: SoundFile, options: RecordingOptions) {
    this.#file = file;
    this.#options = options;
    this.#channels = options.channels;
    this.#sides = options.channels.right ? 2 : 1;
    this.#piece = this.#newPiece();
  }

  /** Whose voices are wanted; nobody's after its end. */
  get legs(): readonly string[] {
    return !this.running ? [] : [...this.#channels.left, ...(this.#channels.right ?? [])];
  }

  get running(): boolean {
    return this.#finished === null;
  }

  set channels(channels: RecordingChannels) {
    this.#channels = channels;
  }

  #newPiece(): Int16Array {
    return new Int16Array(pieceFrames * frameSamples * this.#sides);
  }

  /** Both sides get the same 20 ms, voice or silence, so they stay in step whatever arrives. */
  tick(): void {
    if (!this.running || this.paused) return;
    const heardLeft = this.#add(this.#channels.left, 0);
    const heardRight = this.#sides === 2 && this.#add(this.#channels.right ?? [], 1);
    this.#frames++;
    this.#pieceFrames++;
    const voice = heardLeft || heardRight;
    if (voice) this.#voiced++;
    this.#silentFrames = voice ? 0 : this.#silentFrames + 1;
    if (this.#pieceFrames === pieceFrames) this.#hand();
    this.#checkLimits();
  }

  #add(legIds: readonly string[], side: number): boolean {
    const sum = this.#options.desk.sum(legIds);
    if (!sum) return false;
    let height = 0;
    let slot = this.#pieceFrames * frameSamples * this.#sides + side;
    for (const sample of sum) {
      this.#piece[slot] = sample;
      slot += this.#sides;
      height += Math.abs(sample);
    }
    return height / frameSamples > voiceLevel;
  }

  #checkLimits(): void {
    const { maximum = Infinity, silence = Infinity } = this.#options.limits;
    if (this.#frames * millisecondsPerFrame >= maximum) this.#endItself('maximum');
    else if (this.#silentFrames * millisecondsPerFrame >= silence) this.#endItself('silence');
  }

  #endItself(reason: 'silence' | 'maximum'): void {
    void this.finish().then(() => {
      if (!this.#broken) this.#options.ended(reason);
    });
  }

  #hand(): void {
    const samples = this.#piece.subarray(0, this.#pieceFrames * frameSamples * this.#sides);
    this.#piece = this.#newPiece();
    this.#pieceFrames = 0;
    if (samples.length === 0 || this.#broken) return;
    if (this.#queued >= longestQueue) return this.#fail(new Error('The disk is too slow'));
    this.#queued++;
    this.#queue = this.#queue
      .then(() => (this.#broken ? undefined : this.#file.write(samples)))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#queued--);
  }

  #fail(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    void this.finish();
    this.#options.failed(error instanceof Error ? error.message : String(error));
  }

  /** Writes what is left and closes the file. */
  finish(): Promise<void> {
    this.#finished ??= Promise.resolve().then(() => this.#close());
    return this.#finished;
  }

  async #close(): Promise<void> {
    this.#hand();
    await this.#queue;
    await this.#file.close().catch((error: unknown) => this.#fail(error));
  }

  /** What is in the file. */
  get result(): RecordingResult {
    return { durationMs: Math.round((this.#file.samples / sampleRate) * 1000), bytes: this.#file.bytes, voiceMs: this.#voiced * millisecondsPerFrame };
  }
}
