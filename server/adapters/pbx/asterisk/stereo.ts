import { wavHeader } from '../shared/wav.ts';
import type { Sound } from './ari.ts';

/** Bytes of each side that are put together at once. */
const pieceBytes = 16_384;
const sampleBytes = 2;

/** A WAV of two channels out of two files of samples of 16 bits. The shorter one is silent at its end. */
export async function* stereo(left: Sound, right: Sound): AsyncGenerator<Uint8Array> {
  const bytes = Math.ceil(Math.max(left.bytes, right.bytes) / sampleBytes) * sampleBytes;
  const [first, second] = [new Side(left), new Side(right)];
  try {
    yield wavHeader(2, bytes * 2);
    for (let at = 0; at < bytes; at += pieceBytes) {
      const length = Math.min(pieceBytes, bytes - at);
      yield interleaved(...await Promise.all([first.take(length), second.take(length)]));
    }
  } finally {
    await Promise.all([first.leave(), second.leave()]);
  }
}

function interleaved(left: Buffer, right: Buffer): Buffer {
  const both = Buffer.alloc(left.length * 2);
  for (let at = 0; at < left.length; at += sampleBytes) {
    left.copy(both, at * 2, at, at + sampleBytes);
    right.copy(both, at * 2 + sampleBytes, at, at + sampleBytes);
  }
  return both;
}

class Side {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor({ body }: Sound) {
    this.#reader = body.getReader();
  }

  /** So many bytes, zeros where there are no more. */
  async take(length: number): Promise<Buffer> {
    const taken = Buffer.alloc(length);
    for (let at = 0; at < length; ) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, length - at);
      taken.set(piece, at);
      at += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return taken;
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }
}
