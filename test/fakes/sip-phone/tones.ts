/** μ-law tones and their detection, for proving who hears whom. */

const rate = 8000;
/** Samples looked at: 100 ms, resolution 10 Hz. */
const windowSize = 800;

/** ITU-T G.711 μ-law of one 16-bit sample. */
export function toUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(32635, Math.abs(Math.round(sample))) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

export function fromUlaw(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + 132) << ((value >> 4) & 7)) - 132;
  return value & 0x80 ? -magnitude : magnitude;
}

/** One frame of 20 ms; `frame` counts them, so that the wave goes on. Frequency 0 is silence. */
export function toneFrame(frequency: number, frame: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: 160 }, (_, index) => toUlaw(8000 * Math.sin((2 * Math.PI * frequency * (frame * 160 + index)) / rate))));
}

/** Hears the last 100 ms. */
export class Ear {
  readonly #samples = new Float64Array(windowSize);
  #filled = 0;

  hear(payload: Uint8Array): void {
    this.#samples.copyWithin(0, payload.length);
    payload.forEach((byte, index) => (this.#samples[windowSize - payload.length + index] = fromUlaw(byte)));
    this.#filled = Math.min(windowSize, this.#filled + payload.length);
  }

  forget(): void {
    this.#samples.fill(0);
    this.#filled = 0;
  }

  get full(): boolean {
    return this.#filled === windowSize;
  }

  get silent(): boolean {
    return this.full && this.#energy() / windowSize < 50 * 50;
  }

  #energy(): number {
    return this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
  }

  /** Share of the energy at the frequency, 0 to 1 (Goertzel). */
  share(frequency: number): number {
    const energy = this.#energy();
    if (!this.full || energy / windowSize < 50 * 50) return 0;
    const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
    let before = 0;
    let last = 0;
    for (const sample of this.#samples) [before, last] = [last, sample + coefficient * last - before];
    const power = last * last + before * before - coefficient * last * before;
    return (2 * power) / (windowSize * energy);
  }
}
