import { expect } from 'vitest';
import { Ear, toUlaw } from '../../fakes/sip-phone/tones.ts';

/** Tenths of a second in which a tone is most of what a channel has. */
export type Tenths = (frequency: number) => number;

/** The channels of a WAV of 8 kHz and 16 bits. */
export async function channelsOf(audio: AsyncIterable<Uint8Array>): Promise<Tenths[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of audio) pieces.push(piece);
  const file = Buffer.concat(pieces);
  expect([file.toString('latin1', 0, 4), file.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE']);
  const [channels, rate, bits] = [file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)];
  expect([rate, bits]).toEqual([8000, 16]);
  const data = file.subarray(file.indexOf('data') + 8);
  const sides = Array.from({ length: channels }, (_, side) => Array.from({ length: Math.floor(data.length / 2 / channels) }, (__, index) => data.readInt16LE((index * channels + side) * 2)));
  return sides.map((samples) => (frequency) => {
    const ear = new Ear();
    let tenths = 0;
    for (let start = 0; start + 800 <= samples.length; start += 800) {
      ear.hear(Uint8Array.from(samples.slice(start, start + 800), toUlaw));
      if (ear.share(frequency) > 0.4) tenths++;
    }
    return tenths;
  });
}
