// Speech by espeak-ng (Debian: `apt-get install espeak-ng`), which is asked for by its command and nothing else.
import { execFileSync } from 'node:child_process';
import type { Language } from '../../server/adapters/pbx/shared/sounds/prompts.ts';
import { level, resample, shortenPauses, trim, ulaw, withoutRumble } from './sound.ts';

/** After a change here: `node scripts/sounds.ts --all`. */
const voices: Readonly<Record<Language, readonly string[]>> = {
  en: ['-v', 'en-gb', '-s', '165', '-p', '45', '-a', '80'],
  cs: ['-v', 'cs', '-s', '160', '-p', '45', '-a', '80'],
};

const headerBytes = 44;

/** What espeak-ng says, as μ-law. */
export function say(language: Language, text: string): Buffer {
  const wav = execFileSync('espeak-ng', [...voices[language], '--stdout', text], { maxBuffer: 64 * 1024 * 1024 });
  const from = wav.readUInt32LE(24);
  const samples = Float64Array.from({ length: Math.floor((wav.length - headerBytes) / 2) }, (_, index) => wav.readInt16LE(headerBytes + index * 2) / 32768);
  // A number said sign by sign must not take for ever; after a sentence there is time to breathe.
  return ulaw(trim(shortenPauses(level(withoutRumble(resample(samples, from))), 150), 20, /[.!?]$/.test(text) ? 100 : 50));
}
