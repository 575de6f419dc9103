/** ITU-T G.711 μ-law by tables; samples have 16 bits. */

export const frameSamples = 160;
export const sampleRate = 8000;
/** The μ-law byte of 0. */
export const silentByte = 0xff;

const bias = 132;
const clip = 32635;

function expand(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + bias) << ((value >> 4) & 7)) - bias;
  return value & 0x80 ? -magnitude : magnitude;
}

function compress(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(clip, Math.abs(sample)) + bias;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

const expanded = Int16Array.from({ length: 256 }, (_, byte) => expand(byte));
/** By the sample plus 32768. */
const compressed = Uint8Array.from({ length: 65536 }, (_, index) => compress(index - 32768));

export const fromUlaw = (byte: number): number => expanded[byte] ?? 0;

export function toUlaw(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let index = 0; index < samples.length; index++) bytes[index] = compressed[(samples[index] ?? 0) + 32768] ?? silentByte;
  return bytes;
}
