import type { Ringtone, SoundChoice } from './devices-port.ts';

/** By name, so that one that is missing or misspelt does not compile. */
const ringtones: Record<Ringtone | 'none', true> = { rise: true, bell: true, chime: true, none: true };

const isRingtone = (value: unknown): value is Ringtone | 'none' => typeof value === 'string' && Object.hasOwn(ringtones, value);

/** What storage holds, as far as it is ours; anything else is as if nothing had been chosen. */
export function soundChoice({ ringtone, volume }: Readonly<Record<string, unknown>>): SoundChoice {
  return { ringtone: isRingtone(ringtone) ? ringtone : '', volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : 1 };
}
