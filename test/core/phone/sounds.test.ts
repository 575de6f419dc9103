import { describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../../components/core/phone/phone-port.ts';
import { createSounds, soundFor } from '../../../components/core/phone/sounds/sounds.ts';
import { busyTone, messageTone, ringback, ringtone, waitingTone } from '../../../components/core/phone/sounds/tones.ts';
import { FakeDevices } from './support/fake-devices.ts';

const rate = 8_000;
const call = (part: Partial<PhoneCall>): PhoneCall => ({ id: 'c', direction: 'incoming', state: 'ringing', held: false, ...part }) as PhoneCall;
const loudness = (samples: Float32Array, from: number, to: number) => Math.max(...samples.slice(from * rate, to * rate).map(Math.abs));

/** Share of a signal's power at one frequency (Goertzel). */
function powerAt(samples: Float32Array, pitch: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * pitch) / rate);
  let [before, last, total] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + factor * last - before];
    total += sample * sample;
  }
  return (2 * (last * last + before * before - factor * last * before)) / (samples.length * total);
}

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

  it.each([ringtone, ringback, busyTone, waitingTone, messageTone])('neither clip nor click', (tone) => {
    const samples = tone(rate);
    expect(loudness(samples, 0, samples.length / rate)).toBeLessThan(1);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.02);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.02);
  });

  it('leave a pause in the ringtone', () => {
    expect(loudness(ringtone(rate), 2.2, 4)).toBe(0);
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
  it('plays one sound at a time on its own device, and rests when there is none', () => {
    const context = new FakeContext();
    const devices = Object.assign(new FakeDevices(), { audioContext: () => context as unknown as AudioContext });
    devices.chosen = { microphone: '', speaker: 'headset', ringer: 'loudspeaker' };
    const sounds = createSounds(devices);
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
    const context = Object.assign(new FakeContext(), { setSinkId: undefined, createMediaStreamDestination: () => ({ stream: 'the sound' }) });
    const devices = Object.assign(new FakeDevices(), { audioContext: () => context as unknown as AudioContext });
    devices.chosen = { microphone: '', speaker: '', ringer: 'loudspeaker' };
    const heard: string[] = [];
    const sounds = createSounds(devices, (device) => ({
      play: (stream) => heard.push(`${String(stream)} on ${device}`),
      setDevice: () => undefined,
      stop: () => heard.push('stopped'),
    }));
    sounds.play('ringtone');
    sounds.play('ringback');
    expect(heard).toEqual(['the sound on loudspeaker', 'stopped']);
  });
});
