import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Ringtone } from '../../../components/core/devices/devices-port.ts';
import type { PhoneCall } from '../../../components/core/phone/phone-port.ts';
import { createSounds, soundFor } from '../../../components/core/phone/sounds/sounds.ts';
import { busyTone, messageTone, ringback, ringtones, waitingTone } from '../../../components/core/phone/sounds/tones.ts';
import { FakeDevices } from './support/fake-devices.ts';

const rate = 8_000;
const call = (part: Partial<PhoneCall>): PhoneCall => ({ id: 'c', direction: 'incoming', state: 'ringing', held: false, ...part }) as PhoneCall;
const loudness = (samples: Float32Array, from: number, to: number) => Math.max(...samples.slice(from * rate, to * rate).map(Math.abs));

/** A signal's energy at one frequency (Goertzel). */
function energyAt(samples: Float32Array, pitch: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * pitch) / rate);
  let [before, last] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample + factor * last - before];
  return (2 * (last * last + before * before - factor * last * before)) / samples.length;
}

/** Share of a signal's power at one frequency. */
const powerAt = (samples: Float32Array, pitch: number): number => energyAt(samples, pitch) / samples.reduce((total, sample) => total + sample * sample, 0);

describe('the tones', () => {
  it('ring back as in Europe: 425 Hz, one second on, four off', () => {
    const samples = ringback(rate);
    expect(samples).toHaveLength(5 * rate);
    expect(powerAt(samples.slice(0, rate), 425)).toBeGreaterThan(0.95);
    expect(loudness(samples, 1, 5)).toBe(0);
  });

  it('are busy at 425 Hz, half a second on, half off', () => {
    const samples = busyTone(rate);
    expect(samples).toHaveLength(rate);
    expect(powerAt(samples.slice(0, rate / 2), 425)).toBeGreaterThan(0.95);
    expect(loudness(samples, 0.5, 1)).toBe(0);
  });

  it.each([...Object.values(ringtones), ringback, busyTone, waitingTone, messageTone])('neither clip nor click', (tone) => {
    const samples = tone(rate);
    expect(loudness(samples, 0, samples.length / rate)).toBeLessThan(1);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.02);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.02);
  });

  /** Pitches of each ringtone, Hz, when it sounds and how long a round of it is, s. */
  const heard: Record<Ringtone, { pitches: number[]; sounds: [from: number, to: number]; round: number }> = {
    rise: { pitches: [659, 784, 988, 1175], sounds: [0, 2.1], round: 4 },
    bell: { pitches: [1047, 1245], sounds: [0, 1], round: 3 },
    chime: { pitches: [349, 440], sounds: [0, 1.8], round: 5 },
  };
  const all = [...new Set(Object.values(heard).flatMap(({ pitches }) => pitches))];

  it.each(Object.keys(heard) as Ringtone[])('ring with pitches and a rhythm of its own: %s', (name) => {
    const { pitches, sounds: [from, to], round } = heard[name];
    const samples = ringtones[name](rate);
    expect(samples).toHaveLength(round * rate);
    // In slices: notes of one pitch that begin anew would cancel each other out over the whole.
    const slices = Array.from({ length: (to - from) * 20 }, (_, index) => samples.slice((from + index / 20) * rate, (from + (index + 1) / 20) * rate));
    const power = (pitch: number) => slices.reduce((sum, slice) => sum + energyAt(slice, pitch), 0);
    const strongest = all.toSorted((one, other) => power(other) - power(one)).slice(0, pitches.length);
    expect(strongest.toSorted((one, other) => one - other)).toEqual(pitches);
    expect(loudness(samples, from, to)).toBeGreaterThan(0.3);
    expect(loudness(samples, to, round)).toBeLessThan(0.002);
  });
});

describe('which sound is heard', () => {
  const none = new Set<string>();
  it('is the ringtone for a call that comes in, softer while talking', () => {
    expect(soundFor([call({})], none, false)).toBe('ringtone');
    expect(soundFor([call({}), call({ state: 'talking' })], none, false)).toBe('waiting');
    expect(soundFor([call({}), call({ state: 'talking', held: true })], none, false)).toBe('ringtone');
  });

  it('is ringback for a call that rings there, but not over the PBX’s own', () => {
    const dialled = call({ direction: 'outgoing' });
    expect(soundFor([dialled], none, false)).toBe('ringback');
    expect(soundFor([dialled], new Set(['c']), false)).toBeNull();
    expect(soundFor([call({ direction: 'outgoing', state: 'dialling' })], none, false)).toBeNull();
  });

  it('is none once nothing rings, whatever rang before', () => {
    expect(soundFor([call({ state: 'ended' })], none, false)).toBeNull();
    expect(soundFor([call({ state: 'answering' })], none, false)).toBeNull();
    expect(soundFor([], none, false)).toBeNull();
    expect(soundFor([call({ state: 'ended' })], none, true)).toBe('busy');
  });
});

/** An AudioContext that remembers what sounds. */
class FakeContext {
  sampleRate = rate;
  destination = {};
  playing: string[] = [];
  sinks: string[] = [];
  state = 'suspended';
  buffers = 0;
  gains: number[] = [];
  createGain = () => {
    const gain = { value: 1 };
    return { gain, connect: () => this.gains.push(gain.value) };
  };
  createBuffer = () => ({ id: String((this.buffers += 1)), copyToChannel: () => undefined });
  createBufferSource() {
    const source = {
      buffer: null as { id: string } | null,
      loop: false,
      connect: () => undefined,
      start: () => this.playing.push(source.buffer?.id ?? ''),
      stop: () => (this.playing = this.playing.filter((id) => id !== source.buffer?.id)),
      disconnect: () => undefined,
    };
    return source;
  }
  resume = async () => void (this.state = 'running');
  suspend = async () => void (this.state = 'suspended');
  setSinkId = async (id: string) => void this.sinks.push(id);
}

describe('playing', () => {
  const page = new AbortController();
  afterEach(() => vi.unstubAllGlobals());

  function start(more: object = {}) {
    const context = Object.assign(new FakeContext(), more);
    const devices = Object.assign(new FakeDevices(), { audioContext: () => context as unknown as AudioContext });
    return { context, devices };
  }

  it('plays one sound at a time on its own device, and rests when there is none', () => {
    const { context, devices } = start();
    devices.chosen = { microphone: '', speaker: 'headset', ringer: 'loudspeaker' };
    const sounds = createSounds({ devices, signal: page.signal });
    sounds.play('ringtone');
    sounds.play('ringtone');
    expect(context.playing).toEqual(['1']);
    sounds.play('ringback');
    expect(context.playing).toEqual(['2']);
    expect(context.sinks).toEqual(['loudspeaker', 'headset']);
    expect(context.state).toBe('running');
    sounds.play(null);
    expect(context.playing).toEqual([]);
    expect(context.state).toBe('suspended');
  });

  it('goes through an element where only elements can choose a device', () => {
    const { devices } = start({ setSinkId: undefined, createMediaStreamDestination: () => ({ stream: 'the sound' }) });
    devices.chosen = { microphone: '', speaker: '', ringer: 'loudspeaker' };
    const heard: string[] = [];
    const makeSpeaker = (device: string) => ({
      play: (stream: MediaStream) => heard.push(`${String(stream)} on ${device}`),
      setDevice: () => undefined,
      stop: () => heard.push('stopped'),
    });
    const sounds = createSounds({ devices, signal: page.signal, makeSpeaker });
    sounds.play('ringtone');
    sounds.play('ringback');
    expect(heard).toEqual(['the sound on loudspeaker', 'stopped']);
  });

  it('rings as loud as the person wants, and what is heard in the ear stays as loud as it was', () => {
    const { context, devices } = start();
    devices.chooseSounds({ volume: 0.5 });
    const sounds = createSounds({ devices, signal: page.signal });
    sounds.play('ringtone');
    sounds.play('waiting');
    expect(context.gains).toEqual([0.25, 1]);
  });

  it('does not ring where a person or a page wants none, and what a person chose is stronger', () => {
    const { context, devices } = start();
    const sounds = createSounds({ devices, signal: page.signal });
    const rings = (): boolean => {
      sounds.play('ringtone');
      const [sound] = context.playing;
      sounds.play(null);
      return sound !== undefined;
    };
    expect(rings()).toBe(true);
    devices.setPageSounds({ ringtone: 'none' });
    expect(rings()).toBe(false);
    devices.chooseSounds({ ringtone: 'chime' });
    expect(rings()).toBe(true);
    devices.chooseSounds({ ringtone: 'none' });
    devices.setPageSounds({ ringtone: 'bell' });
    expect(rings()).toBe(false);
    sounds.play('ringback');
    expect(context.playing).toHaveLength(1);
  });

  it('rings with its own until the page’s is there, and for good where it never comes', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { context, devices } = start();
    const answers: ((answer: object) => void)[] = [];
    const asked = vi.fn(() => new Promise((resolve) => answers.push(resolve)));
    vi.stubGlobal('fetch', asked);
    vi.stubGlobal('OfflineAudioContext', class {
      decodeAudioData = async () => ({ id: 'the page’s', numberOfChannels: 1, getChannelData: () => new Float32Array([0, 0.5]) });
    });
    devices.setPageSounds({ ringtone: 'https://page.example/ring.mp3' });
    const sounds = createSounds({ devices, signal: page.signal });
    const ring = (): string | undefined => {
      sounds.play('ringtone');
      const [sound] = context.playing;
      sounds.play(null);
      return sound;
    };
    expect([asked.mock.calls.length, ring()]).toEqual([1, '1']);
    answers[0]?.({ ok: false, status: 404 });
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
    expect(ring()).toBe('1');
    // The ring asked again: the server may be back.
    answers[1]?.({ ok: true, arrayBuffer: async () => new ArrayBuffer(8) });
    await vi.waitFor(() => expect(ring()).toBe('the page’s'));
    expect([asked.mock.calls.length, warn.mock.calls.length]).toEqual([2, 1]);
    expect(warn.mock.calls[0]?.[0]).toContain('https://page.example/ring.mp3');
    warn.mockRestore();
  });
});
