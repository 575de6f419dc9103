import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../ports/clock.ts';
import type { FilePort } from '../../ports/file.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { isPlayable } from './wav.ts';

/** Of one sound: five minutes at 8 kHz and 16 bits. */
export const soundBytes = 5 * 1024 * 1024;

export interface SoundsDeps {
  storage: StoragePort;
  files: FilePort;
  clock: Clock;
}

/** Greetings and announcements of the company's own. */
export class Sounds {
  readonly #deps: SoundsDeps;
  /** What the running PBX was given. */
  readonly #put = new Set<string>();

  constructor(deps: SoundsDeps) {
    this.#deps = deps;
  }

  /** Answers its name: that of the same sound is the same. Throws TYPE_NOT_ALLOWED where it is none a PBX plays. */
  async keep(wav: Buffer): Promise<string> {
    const { storage, files, clock } = this.#deps;
    if (!isPlayable(wav)) throw new DomainError('TYPE_NOT_ALLOWED', 'Sounds are WAV files with one channel, 16 bits or μ-law, 8 to 48 kHz');
    const name = createHash('sha256').update(wav).digest('base64url');
    if ((await storage.read.sounds.get(name)) !== null) return name;
    const storageKey = newId();
    await files.put(storageKey, wav);
    await storage.write((tx) => tx.sounds.insert({ name, storageKey, bytes: wav.length, createdAt: clock.now() }));
    return name;
  }

  /** Puts to the PBX what it was not given yet. Answers those that are not there, and those it does not take. */
  async give(pbx: Pick<PbxPort, 'putSound'>, names: readonly string[]): Promise<string[]> {
    const missing: string[] = [];
    for (const name of new Set(names)) {
      if (this.#put.has(name)) continue;
      const sound = await this.#deps.storage.read.sounds.get(name);
      const file = sound && (await this.#deps.files.get(sound.storageKey));
      const wav = file && (await buffer(file.stream));
      if (wav && (await pbx.putSound(name, wav).then(() => true, () => false))) this.#put.add(name);
      else missing.push(name);
    }
    return missing;
  }
}
