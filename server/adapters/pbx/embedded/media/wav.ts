import { mkdir, open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { headerBytes, wavFormats, wavHeader } from '../../shared/wav.ts';
import { sampleRate, toUlaw } from './ulaw.ts';

/**
 * A WAV file that grows. Its header is true after every piece, so that a crash costs what was not yet handed over and
 * nothing else. Pieces are written one after the other, by whoever awaits `write`.
 */
export class WavFile {
  readonly #file: FileHandle;
  readonly #channels: number;
  #dataBytes = 0;

  private constructor(file: FileHandle, channels: number) {
    this.#file = file;
    this.#channels = channels;
  }

  /** Readable by its owner alone. Rejects where the file is there already. */
  static async create(path: string, channels: number): Promise<WavFile> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx', 0o600);
    await file.write(wavHeader(channels, 0), 0, headerBytes, 0);
    return new WavFile(file, channels);
  }

  get bytes(): number {
    return headerBytes + this.#dataBytes;
  }

  /** Of each channel. */
  get samples(): number {
    return this.#dataBytes / 2 / this.#channels;
  }

  /** Samples of the channels in turn. */
  async write(samples: Int16Array): Promise<void> {
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    let written = 0;
    // A disk that is nearly full takes a part, and refuses the rest.
    while (written < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, headerBytes + this.#dataBytes + written);
      written += bytesWritten;
    }
    this.#dataBytes += bytes.length;
    await this.#file.write(wavHeader(this.#channels, this.#dataBytes), 0, headerBytes, 0);
  }

  async close(): Promise<void> {
    try {
      await this.#file.datasync();
    } finally {
      await this.#file.close();
    }
  }
}

/** The sound of a WAV file of 8 kHz as μ-law, two channels as one. Throws where it is none we can play. */
export function ulawOfWav(file: Buffer): Buffer {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') throw new Error('Not a WAV file');
  let format: { code: number; channels: number } | null = null;
  for (let offset = 12; offset + 8 <= file.length; ) {
    const name = file.toString('latin1', offset, offset + 4);
    const body = file.subarray(offset + 8, Math.min(file.length, offset + 8 + file.readUInt32LE(offset + 4)));
    if (name === 'fmt ') format = formatOf(body);
    if (name === 'data' && format) return format.code === wavFormats.ulaw ? Buffer.from(body) : toUlaw(oneChannel(body, format.channels));
    offset += 8 + file.readUInt32LE(offset + 4) + (file.readUInt32LE(offset + 4) % 2);
  }
  throw new Error('A WAV file without sound');
}

function formatOf(body: Buffer): { code: number; channels: number } {
  if (body.length < 16) throw new Error('A WAV file with a broken header');
  const [code, channels, rate, bits] = [body.readUInt16LE(0), body.readUInt16LE(2), body.readUInt32LE(4), body.readUInt16LE(14)];
  const linear = code === wavFormats.linear && bits === 16 && (channels === 1 || channels === 2);
  const ulaw = code === wavFormats.ulaw && bits === 8 && channels === 1;
  if (rate !== sampleRate || (!linear && !ulaw)) throw new Error(`A WAV file of ${rate} Hz, ${bits} bits, ${channels} channels and format ${code} cannot be played`);
  return { code, channels };
}

function oneChannel(body: Buffer, channels: number): Int16Array {
  const read = (index: number): number => body.readInt16LE(index * 2);
  const length = Math.floor(body.length / 2 / channels);
  return Int16Array.from({ length }, (_, index) => (channels === 1 ? read(index) : (read(index * 2) + read(index * 2 + 1)) / 2));
}

export const readWav = async (path: string): Promise<Buffer> => ulawOfWav(await readFile(path));
