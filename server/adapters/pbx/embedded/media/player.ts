import type { MediaFrame } from './out-stream.ts';
import { frameSamples, sampleRate, silentByte, toUlaw } from './ulaw.ts';

/** Digital milliwatt (ITU-T G.711, table 6): 1000 Hz at 0 dBm0 as eight μ-law bytes. */
export const milliwatt = Buffer.concat(Array<Buffer>(20).fill(Buffer.from([0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e])));

/** What a caller hears until somebody answers: 425 Hz, a second of five (ITU-T E.180, most of Europe). */
export const ringing = toUlaw(Int16Array.from({ length: 5 * sampleRate }, (_, index) => (index < sampleRate ? Math.round(6000 * Math.sin((2 * Math.PI * 425 * index) / sampleRate)) : 0)));

/** Something a leg hears that is made here, one frame of 20 ms a tick. */
export interface Playing {
  /** Null at its end. */
  next(): MediaFrame | null;
}

function frameOf(payload: Buffer, index: number): MediaFrame {
  return { payload, sequence: index & 0xffff, timestamp: (index * frameSamples) >>> 0, marker: index === 0, kind: 'audio' };
}

/** Plays μ-law bytes in a loop. */
export class Player implements Playing {
  readonly #sound: Buffer;
  #frame = 0;

  constructor(sound: Buffer) {
    this.#sound = sound.subarray(0, Math.floor(sound.length / frameSamples) * frameSamples);
  }

  next(): MediaFrame {
    const start = (this.#frame * frameSamples) % this.#sound.length;
    return frameOf(this.#sound.subarray(start, start + frameSamples), this.#frame++);
  }
}

/** Plays μ-law sounds one after the other, once. The last frame of each is filled up with silence. */
export class Announcement implements Playing {
  readonly finished: Promise<'played' | 'interrupted'>;
  readonly #finish: (how: 'played' | 'interrupted') => void;
  #frames: Buffer[] | null = null;
  #frame = 0;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<'played' | 'interrupted'>();
    this.finished = promise;
    this.#finish = resolve;
  }

  /** Whether it is what the leg hears; until its sounds are read, the leg's source goes on. */
  get audible(): boolean {
    return this.#frames !== null;
  }

  start(sounds: readonly Buffer[]): void {
    this.#frames = sounds.flatMap(framesOf);
  }

  next(): MediaFrame | null {
    const payload = this.#frames?.[this.#frame];
    if (payload) return frameOf(payload, this.#frame++);
    this.#finish('played');
    return null;
  }

  interrupt(): void {
    this.#finish('interrupted');
  }
}

function framesOf(sound: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(sound.length / frameSamples) }, (_, index) => {
    const frame = sound.subarray(index * frameSamples, (index + 1) * frameSamples);
    return frame.length === frameSamples ? frame : Buffer.concat([frame, Buffer.alloc(frameSamples - frame.length, silentByte)]);
  });
}
