// Sounds of no language: short tones, and the hold music.
import type { ToneName } from '../../server/adapters/pbx/shared/sounds/prompts.ts';
import { rate, ulaw } from './sound.ts';

/** A tone and how long it sounds, in ms; frequency 0 is silence. */
type Note = readonly [frequency: number, milliseconds: number];

const height = 0.25;
/** ms in which a tone comes and goes, so that it does not click. */
const edge = 8;

function played(notes: readonly Note[]): Buffer {
  const parts = notes.map(([frequency, milliseconds]) => {
    const length = Math.round((milliseconds * rate) / 1000);
    const ramp = (edge * rate) / 1000;
    return Float64Array.from({ length }, (_, index) => height * Math.min(1, index / ramp, (length - index) / ramp) * Math.sin((2 * Math.PI * frequency * index) / rate));
  });
  return ulaw(Float64Array.of(...parts.flatMap((part) => [...part])));
}

const chordSeconds = 4;
/** C5, the loudest all the time: a test finds the music by its frequency. */
const pedal = 523.25;
const chords = [
  [130.81, 261.63, 329.63, 392.0],
  [110.0, 261.63, 329.63, 440.0],
  [87.31, 261.63, 349.23, 440.0],
  [103.83, 261.63, 311.13, 415.3],
];
const musicLength = rate * chordSeconds * chords.length;

/** Whole periods in the file, so that the loop has no click. */
const seamless = (frequency: number): number => Math.round((frequency * musicLength) / rate) / (musicLength / rate);

function swell(seconds: number): number {
  const position = seconds / chordSeconds;
  return position < 0 || position > 1.25 ? 0 : Math.sin((Math.PI * position) / 1.25) ** 2;
}

/** Four soft chords of four seconds, each holding the same note. */
function holdMusic(): Buffer {
  const total = chords.length * chordSeconds;
  return ulaw(Float64Array.from({ length: musicLength }, (_, index) => {
    const seconds = index / rate;
    const tone = (frequency: number): number => Math.sin(2 * Math.PI * seamless(frequency) * seconds);
    let value = tone(pedal) * 0.3 * (0.85 + 0.15 * Math.cos((2 * Math.PI * seconds) / chordSeconds));
    chords.forEach((chord, position) => {
      const since = (seconds - position * chordSeconds + total) % total;
      for (const frequency of chord) value += tone(frequency) * 0.07 * swell(since);
    });
    return value * 0.55;
  }));
}

export const tones: Readonly<Record<ToneName, () => Buffer>> = {
  beep: () => played([[1000, 300]]),
  beeperr: () => played([[440, 150], [0, 50], [330, 250]]),
  'confbridge-join': () => played([[523.25, 120], [783.99, 180]]),
  'confbridge-leave': () => played([[783.99, 120], [523.25, 180]]),
  'record-on': () => played([[1400, 250]]),
  'record-off': () => played([[1400, 100], [0, 80], [1000, 150]]),
  'transfer-tone': () => played([[659.25, 100], [0, 40], [659.25, 100]]),
  'hold-music': holdMusic,
};
