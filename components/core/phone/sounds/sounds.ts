import type { AudioDevices } from '../../devices/devices.ts';
import { createSpeaker, type Speaker } from '../media/speaker.ts';
import type { PhoneCall } from '../phone-port.ts';
import { pageSound, readySound } from './page-sound.ts';
import { lead, ownRingtone, render, ringtoneOf, toRinger, type SinkContext } from './play.ts';
import { busyTone, ringback, ringtones, waitingTone, type Tone } from './tones.ts';

export type SoundName = 'ringtone' | 'waiting' | 'ringback' | 'busy';

export interface Sounds {
  /** Plays this sound until another or none is asked for. */
  play(sound: SoundName | null): void;
}

/** What should be heard now. Worked out from the calls anew at every change, so that no sound outlives its reason. */
export function soundFor(calls: readonly PhoneCall[], earlyMedia: ReadonlySet<string>, busy: boolean): SoundName | null {
  const talking = calls.some((call) => call.state === 'talking' && !call.held);
  if (calls.some((call) => call.direction === 'incoming' && call.state === 'ringing')) return talking ? 'waiting' : 'ringtone';
  const dialled = calls.find((call) => call.direction === 'outgoing' && call.state === 'ringing');
  if (dialled && !talking) return earlyMedia.has(dialled.id) ? null : 'ringback';
  return busy && !talking ? 'busy' : null;
}

const tones: Record<Exclude<SoundName, 'ringtone'>, Tone> = { waiting: waitingTone, ringback, busy: busyTone };

interface SoundsDeps {
  devices: AudioDevices;
  /** Ends the watch over the page's sounds. */
  signal: AbortSignal;
  makeSpeaker?: (device: string) => Speaker;
}

interface Playing {
  name: SoundName;
  source: AudioBufferSourceNode;
  speaker: Speaker | null;
}

/**
 * Plays through the page's AudioContext: one looped buffer, so that a tab in the background, whose timers are slowed
 * down, rings on in time, and stopping is one call.
 */
export function createSounds(deps: SoundsDeps): Sounds {
  return new ContextSounds(deps);
}

class ContextSounds implements Sounds {
  #devices: AudioDevices;
  #makeSpeaker: (device: string) => Speaker;
  #buffers = new Map<Tone, AudioBuffer>();
  #playing: Playing | null = null;
  #prepared = '';

  constructor({ devices, signal, makeSpeaker = createSpeaker }: SoundsDeps) {
    this.#devices = devices;
    this.#makeSpeaker = makeSpeaker;
    devices.onChange(() => this.#prepare(), signal);
    this.#prepare();
  }

  play(name: SoundName | null): void {
    if (this.#playing?.name === (name ?? undefined)) return;
    const hadSound = this.#playing !== null;
    this.#stop();
    this.#playing = name && this.#start(name);
    // A running context keeps the sound card awake.
    if (hadSound && !this.#playing) void this.#devices.audioContext()?.suspend().catch(() => undefined);
  }

  #start(name: SoundName): Playing | null {
    const devices = this.#devices;
    const rings = name === 'ringtone';
    if (rings && ringtoneOf(devices) === 'none') return null;
    const context: SinkContext | null = devices.audioContext();
    if (!context) return null;
    const source = context.createBufferSource();
    source.buffer = rings ? this.#ringtone(context) : this.#own(context, tones[name]);
    source.loop = true;
    const way = rings ? toRinger(devices) : { device: devices.chosen.speaker, canChooseOutput: devices.canChooseOutput };
    const speaker = lead(source, context, { ...way, makeSpeaker: this.#makeSpeaker });
    source.start();
    // Where no gesture was made yet this stays pending; `soundLocked` tells the person.
    void context.resume().catch(() => undefined);
    return { name, source, speaker };
  }

  #stop(): void {
    if (!this.#playing) return;
    const { source, speaker } = this.#playing;
    source.stop();
    source.disconnect();
    speaker?.stop();
    this.#playing = null;
  }

  #own(context: BaseAudioContext, tone: Tone): AudioBuffer {
    const buffer = this.#buffers.get(tone) ?? render(context, tone);
    this.#buffers.set(tone, buffer);
    return buffer;
  }

  /** A call rings at once: with our own tone where the page's is not there, or not yet. */
  #ringtone(context: BaseAudioContext): AudioBuffer {
    const name = ringtoneOf(this.#devices);
    const own = ownRingtone(name);
    const ready = own ? undefined : readySound(name);
    if (!own && !ready) void pageSound(name);
    return ready ?? this.#own(context, own ?? ringtones.rise);
  }

  /** Fetches the page's ringtone before the first call. */
  #prepare(): void {
    const name = ringtoneOf(this.#devices);
    if (name === this.#prepared) return;
    this.#prepared = name;
    if (name !== 'none' && !ownRingtone(name)) void pageSound(name);
  }
}
