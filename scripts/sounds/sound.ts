// Work on samples: floats of -1 to 1 at 8 kHz, as the telephone has them.
import { toUlaw } from '../../server/adapters/pbx/embedded/media/ulaw.ts';

export const rate = 8000;

/** Half the width of the filter, in samples of the slower rate. */
const reach = 24;
/** Hz kept; a telephone carries nothing above. */
const passband = 3600;

/** Brings samples to 8 kHz by a windowed sinc (Blackman). */
export function resample(samples: Float64Array, from: number): Float64Array {
  const length = Math.floor((samples.length * rate) / from);
  const step = from / rate;
  const cut = (2 * passband) / from;
  const half = reach * step;
  return Float64Array.from({ length }, (_, index) => {
    const centre = index * step;
    let sum = 0;
    for (let at = Math.max(0, Math.ceil(centre - half)); at <= Math.min(samples.length - 1, centre + half); at++) {
      const distance = at - centre;
      const phase = Math.PI * cut * distance;
      const sinc = distance === 0 ? 1 : Math.sin(phase) / phase;
      const turn = (Math.PI * distance) / half;
      sum += (samples[at] ?? 0) * cut * sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
    }
    return sum;
  });
}

/** Takes away what lies below 120 Hz, which a telephone does not carry, and any offset. */
export function withoutRumble(samples: Float64Array): Float64Array {
  const keep = Math.exp((-2 * Math.PI * 120) / rate);
  let before = 0;
  let out = 0;
  return samples.map((sample) => {
    out = keep * (out + sample - before);
    before = sample;
    return out;
  });
}

/** Height below which a beginning or an end counts as silence. */
const silence = 0.01;

/** Cuts the silence off both ends and leaves so many ms of it. */
export function trim(samples: Float64Array, before: number, after: number): Float64Array {
  const first = samples.findIndex((sample) => Math.abs(sample) > silence);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > silence);
  const start = Math.max(0, first - Math.round((before * rate) / 1000));
  const trimmed = samples.slice(start, last + 1);
  const tail = new Float64Array(Math.round((after * rate) / 1000));
  return Float64Array.of(...trimmed, ...tail);
}

/** Leaves so many ms of every longer silence within. */
export function shortenPauses(samples: Float64Array, most: number): Float64Array {
  const longest = (most * rate) / 1000;
  let quiet = 0;
  return samples.filter((sample) => {
    quiet = Math.abs(sample) > silence ? 0 : quiet + 1;
    return quiet <= longest;
  });
}

/** Root mean square of what is no silence. */
function loudness(samples: Float64Array): number {
  const loud = samples.filter((sample) => Math.abs(sample) > silence);
  return Math.sqrt(loud.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, loud.length));
}

export const decibels = (level: number): number => 10 ** (level / 20);

/** Speech of -18 dB of full scale, but no peak above -3 dB. */
export function level(samples: Float64Array): Float64Array {
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  const gain = Math.min(decibels(-18) / loudness(samples), decibels(-3) / peak);
  return samples.map((sample) => sample * gain);
}

export const ulaw = (samples: Float64Array): Buffer => toUlaw(Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767)));
