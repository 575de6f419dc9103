import type { Ringtone } from '../../devices/devices-port.ts';

/** One round of a sound as samples between -1 and 1; players repeat it. */
export type Tone = (sampleRate: number) => Float32Array<ArrayBuffer>;

interface Note {
  /** Hz */
  pitch: number;
  /** Seconds from the start of the round. */
  at: number;
  /** Seconds. */
  length: number;
  loudness: number;
  /** A struck note dies away; a held one keeps its loudness. */
  shape: 'struck' | 'held';
}

/** Ramps at both ends, in seconds: a tone cut hard clicks. */
const ramp = 0.012;

function render(seconds: number, notes: readonly Note[]): Tone {
  return (sampleRate) => {
    const samples = new Float32Array(Math.round(seconds * sampleRate));
    for (const note of notes) {
      const start = Math.round(note.at * sampleRate);
      const count = Math.min(Math.round(note.length * sampleRate), samples.length - start);
      for (let index = 0; index < count; index += 1) {
        const time = index / sampleRate;
        const edge = Math.min(1, time / ramp, (note.length - time) / ramp);
        const angle = 2 * Math.PI * note.pitch * time;
        // A second harmonic makes a struck note sound of wood rather than of a test set.
        const wave = note.shape === 'struck' ? (Math.sin(angle) + 0.25 * Math.sin(2 * angle)) * Math.exp(-5 * time) : Math.sin(angle);
        samples[start + index] = (samples[start + index] ?? 0) + wave * edge * note.loudness;
      }
    }
    return samples;
  };
}

const struck = (pitch: number, at: number): Note => ({ pitch, at, length: 0.7, loudness: 0.3, shape: 'struck' });
const f4 = 349.23;
const a4 = 440;
const e5 = 659.26;
const g5 = 783.99;
const b5 = 987.77;
const c6 = 1046.5;
const d6 = 1174.66;
const eb6 = 1244.51;

/** Each has pitches and a rhythm of its own, so that two desks side by side know whose phone it is. */
export const ringtones: Record<Ringtone, Tone> = {
  /** Two rising figures, then a rest: four seconds. */
  rise: render(4, [0, 0.9].flatMap((at) => [struck(e5, at), struck(g5, at + 0.15), struck(b5, at + 0.3), struck(d6, at + 0.45)])),
  /** A warble of one second, then two of rest, as bells of telephones ring. */
  bell: render(3, Array.from({ length: 20 }, (_, index): Note => ({ pitch: index % 2 ? eb6 : c6, at: index * 0.05, length: 0.05, loudness: 0.35, shape: 'held' }))),
  /** Two low notes going down, then a long rest: five seconds. */
  chime: render(5, [struck(a4, 0), struck(f4, 0.6)].map((note): Note => ({ ...note, length: 1.2, loudness: 0.45 }))),
};

/** Ringing tone of most of Europe: 425 Hz, one second on, four off (ETSI TR 101 041-2). */
export const ringback = render(5, [{ pitch: 425, at: 0, length: 1, loudness: 0.12, shape: 'held' }]);

/** Busy tone of most of Europe: 425 Hz, half a second on, half off. */
export const busyTone = render(1, [{ pitch: 425, at: 0, length: 0.5, loudness: 0.12, shape: 'held' }]);

/** A new message: two soft rising taps, once. */
export const messageTone = render(0.9, [
  { ...struck(g5, 0), loudness: 0.18 },
  { ...struck(d6, 0.14), loudness: 0.18 },
]);

/** A second call while talking: two soft taps every six seconds. */
export const waitingTone = render(6, [
  { ...struck(g5, 0), loudness: 0.15 },
  { ...struck(g5, 0.25), loudness: 0.15 },
]);
