import type { MediaFrame } from './out-stream.ts';

const frameBytes = 160;

/** Digital milliwatt (ITU-T G.711, table 6): 1000 Hz at 0 dBm0 as eight μ-law bytes. */
export const milliwatt = Buffer.concat(Array<Buffer>(20).fill(Buffer.from([0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e])));

/** Plays μ-law bytes in a loop, one frame of 20 ms at a time. */
export class Player {
  readonly #sound: Buffer;
  #frame = 0;

  constructor(sound: Buffer) {
    this.#sound = sound.subarray(0, Math.floor(sound.length / frameBytes) * frameBytes);
  }

  next(): MediaFrame {
    const start = (this.#frame * frameBytes) % this.#sound.length;
    const frame: MediaFrame = {
      payload: this.#sound.subarray(start, start + frameBytes),
      sequence: this.#frame & 0xffff,
      timestamp: (this.#frame * frameBytes) >>> 0,
      marker: this.#frame === 0,
      kind: 'audio',
    };
    this.#frame++;
    return frame;
  }
}
