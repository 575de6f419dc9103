import { createSpeaker, type Speaker } from '../media/speaker.ts';
import type { Tone } from './tones.ts';

/** `AudioContext.setSinkId` is not in every browser that can choose the device of an element, for example Firefox. */
export type SinkContext = AudioContext & { setSinkId?(id: string): Promise<void> };

export function render(context: AudioContext, tone: Tone): AudioBuffer {
  const samples = tone(context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  return buffer;
}

interface Way {
  /** Empty: the system's default. */
  device: string;
  canChooseOutput: boolean;
  makeSpeaker?: (device: string) => Speaker;
}

/** Leads a sound to a device; returns the element it had to go through, if any. */
export function lead(source: AudioNode, context: SinkContext, { device, canChooseOutput, makeSpeaker = createSpeaker }: Way): Speaker | null {
  if (device && !context.setSinkId && canChooseOutput) {
    const way = context.createMediaStreamDestination();
    source.connect(way);
    const speaker = makeSpeaker(device);
    speaker.play(way.stream);
    return speaker;
  }
  source.connect(context.destination);
  void context.setSinkId?.(device).catch(() => undefined);
  return null;
}

/** Plays a sound once in a context of its own, and closes it: the page's one falls silent and wakes with the calls. */
export function playOnce(context: SinkContext, tone: Tone, way: Way): void {
  const source = context.createBufferSource();
  source.buffer = render(context, tone);
  const speaker = lead(source, context, way);
  source.addEventListener('ended', () => {
    speaker?.stop();
    void context.close().catch(() => undefined);
  });
  source.start();
}
