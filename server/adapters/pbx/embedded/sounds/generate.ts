import { writeFileSync } from 'node:fs';

/**
 * Makes the hold music: `node server/adapters/pbx/embedded/sounds/generate.ts`. Four soft chords of four seconds, each
 * holding the note C5 = 523.25 Hz, which is the loudest all the time: a test finds it by its frequency.
 */
const rate = 8000;
const chordSeconds = 4;
const pedal = 523.25;
const chords = [
  [130.81, 261.63, 329.63, 392.0],
  [110.0, 261.63, 329.63, 440.0],
  [87.31, 261.63, 349.23, 440.0],
  [103.83, 261.63, 311.13, 415.3],
];

/** ITU-T G.711 μ-law of one 16-bit sample. */
function toUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(32635, Math.abs(sample)) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

const length = rate * chordSeconds * chords.length;
/** Whole periods in the file, so that the loop has no click. */
const seamless = (frequency: number): number => Math.round((frequency * length) / rate) / (length / rate);

function swell(seconds: number): number {
  const position = seconds / chordSeconds;
  return position < 0 || position > 1.25 ? 0 : Math.sin((Math.PI * position) / 1.25) ** 2;
}

function sampleAt(index: number): number {
  const seconds = index / rate;
  const tone = (frequency: number): number => Math.sin(2 * Math.PI * seamless(frequency) * seconds);
  const total = chords.length * chordSeconds;
  let value = tone(pedal) * 0.3 * (0.85 + 0.15 * Math.cos((2 * Math.PI * seconds) / chordSeconds));
  chords.forEach((chord, position) => {
    const since = (seconds - position * chordSeconds + total) % total;
    for (const frequency of chord) value += tone(frequency) * 0.07 * swell(since);
  });
  return Math.round(value * 18000);
}

const sound = Uint8Array.from({ length }, (_, index) => toUlaw(sampleAt(index)));
writeFileSync(new URL('hold-music.ulaw', import.meta.url), sound);
