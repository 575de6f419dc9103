import type { Ringtone } from '../../devices/devices-port.ts';
import type { AudioDevices } from '../../devices/devices.ts';
import { createSpeaker, type Speaker } from '../media/speaker.ts';
import { pageSound } from './page-sound.ts';
import { messageTone, ringtones, type Tone } from './tones.ts';

/** `AudioContext.setSinkId` is not in every browser that can choose the device of an element, for example Firefox. */
export type SinkContext = AudioContext & { setSinkId?(id: string): Promise<void> };

export function render(context: BaseAudioContext, tone: Tone): AudioBuffer {
  const samples = tone(context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  return buffer;
}

interface Way {
  /** Empty: the system's default. */
  device: string;
  canChooseOutput: boolean;
  /** 0–1 as a person sets it. */
  volume?: number;
  makeSpeaker?: (device: string) => Speaker;
}

/** Leads a sound to a device; returns the element it had to go through, if any. */
export function lead(source: AudioNode, context: SinkContext, { device, canChooseOutput, volume = 1, makeSpeaker = createSpeaker }: Way): Speaker | null {
  const gain = context.createGain();
  // Ears take loudness by its logarithm: squared, half way sounds about half as loud.
  gain.gain.value = volume ** 2;
  source.connect(gain);
  if (device && !context.setSinkId && canChooseOutput) {
    const way = context.createMediaStreamDestination();
    gain.connect(way);
    const speaker = makeSpeaker(device);
    speaker.play(way.stream);
    return speaker;
  }
  gain.connect(context.destination);
  void context.setSinkId?.(device).catch(() => undefined);
  return null;
}

type Heard = Pick<AudioDevices, 'chosen' | 'canChooseOutput' | 'sounds' | 'pageSounds'>;

/** How a sound reaches the ringer, as loud as the person wants it. */
export const toRinger = ({ chosen, canChooseOutput, sounds }: Heard): Way => ({ device: chosen.ringer, canChooseOutput, volume: sounds.volume });

/** What rings: the name of one of our ringtones, `none`, or the address of the page's. What a person chose is stronger. */
export const ringtoneOf = ({ sounds, pageSounds }: Heard): string => sounds.ringtone || pageSounds.ringtone || ('rise' satisfies Ringtone);

/** Ours of that name; undefined for the page's. */
export const ownRingtone = (name: string): Tone | undefined => (Object.hasOwn(ringtones, name) ? ringtones[name as Ringtone] : undefined);

/** One round of what would ring now. */
export async function playRingtone(context: SinkContext, devices: Heard, signal: AbortSignal): Promise<void> {
  const name = ringtoneOf(devices);
  const own = ownRingtone(name);
  const buffer = name === 'none' ? null : own ? render(context, own) : ((await pageSound(name)) ?? render(context, ringtones.rise));
  await playOnce(context, buffer, toRinger(devices), signal);
}

export async function playMessage(context: SinkContext, devices: Heard): Promise<void> {
  const address = devices.pageSounds.messageTone;
  const buffer = (address && (await pageSound(address))) || render(context, messageTone);
  await playOnce(context, buffer, toRinger(devices));
}

/** Plays a sound once in a context of its own, and closes it: the page's one falls silent and wakes with the calls. */
async function playOnce(context: SinkContext, buffer: AudioBuffer | null, way: Way, signal?: AbortSignal): Promise<void> {
  if (buffer && !signal?.aborted) {
    const source = context.createBufferSource();
    source.buffer = buffer;
    const speaker = lead(source, context, way);
    await new Promise((ended) => {
      source.addEventListener('ended', ended, { once: true });
      signal?.addEventListener('abort', () => source.stop(), { once: true });
      source.start();
    });
    speaker?.stop();
  }
  await context.close().catch(() => undefined);
}
