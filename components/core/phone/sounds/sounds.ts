import type { AudioDevices } from '../../devices/devices.ts';
import { createSpeaker, type Speaker } from '../media/speaker.ts';
import type { PhoneCall } from '../phone-port.ts';
import { lead, render, type SinkContext } from './play.ts';
import { busyTone, ringback, ringtone, waitingTone, type Tone } from './tones.ts';

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

const tones: Record<SoundName, { tone: Tone; device: 'ringer' | 'speaker' }> = {
  ringtone: { tone: ringtone, device: 'ringer' },
  waiting: { tone: waitingTone, device: 'speaker' },
  ringback: { tone: ringback, device: 'speaker' },
  busy: { tone: busyTone, device: 'speaker' },
};

/**
 * Plays through the page's AudioContext: one looped buffer, so that a tab in the background, whose timers are slowed
 * down, rings on in time, and stopping is one call.
 */
export function createSounds(devices: AudioDevices, makeSpeaker: (device: string) => Speaker = createSpeaker): Sounds {
  const buffers = new Map<SoundName, AudioBuffer>();
  let playing: { name: SoundName; source: AudioBufferSourceNode; speaker: Speaker | null } | null = null;

  const stop = () => {
    if (!playing) return;
    playing.source.stop();
    playing.source.disconnect();
    playing.speaker?.stop();
    playing = null;
  };

  return {
    play(name) {
      if (playing?.name === (name ?? undefined)) return;
      const hadSound = playing !== null;
      stop();
      if (!name) {
        // A running context keeps the sound card awake.
        if (hadSound) void devices.audioContext()?.suspend().catch(() => undefined);
        return;
      }
      const context: SinkContext | null = devices.audioContext();
      if (!context) return;
      const source = context.createBufferSource();
      const buffer = buffers.get(name) ?? render(context, tones[name].tone);
      buffers.set(name, buffer);
      source.buffer = buffer;
      source.loop = true;
      const speaker = lead(source, context, { device: devices.chosen[tones[name].device], canChooseOutput: devices.canChooseOutput, makeSpeaker });
      source.start();
      playing = { name, source, speaker };
      // Where no gesture was made yet this stays pending; `soundLocked` tells the person.
      void context.resume().catch(() => undefined);
    },
  };
}
