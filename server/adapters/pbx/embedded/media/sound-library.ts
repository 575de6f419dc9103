import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { readWav } from './wav.ts';

/** `beep`, `cs/vm-intro`, `cs/digits/20`: nothing that leads out of the folder. */
const promptName = /^[a-z0-9-]+(?:\/[a-z0-9-]+){0,2}$/i;
/** Bytes kept of the sounds in the folders; recordings are read each time. */
const keptBytes = 16 * 1024 * 1024;

/** The sounds of the folders as μ-law bytes. What the first folder lacks is taken from the next one. */
export class SoundLibrary {
  readonly #folders: readonly string[];
  readonly #warn: (message: string) => void;
  readonly #known = new Map<string, Promise<Buffer | null>>();
  #kept = 0;

  constructor(folders: readonly string[], warn: (message: string) => void) {
    this.#folders = folders;
    this.#warn = warn;
  }

  /** A prompt's name or the absolute path of a .wav or .ulaw file. Null, and a warning, where there is no such sound. */
  async load(name: string): Promise<Buffer | null> {
    if (isAbsolute(name)) return this.#read(name).catch((error: unknown) => this.#miss(name, error));
    const known = this.#known.get(name);
    if (known) return known;
    const loading = this.#find(name);
    this.#known.set(name, loading);
    const sound = await loading;
    if (sound) this.#keep(sound);
    else this.#known.delete(name);
    return sound;
  }

  #keep(sound: Buffer): void {
    this.#kept += sound.length;
    if (this.#kept <= keptBytes) return;
    this.#known.clear();
    this.#kept = 0;
  }

  async #find(name: string): Promise<Buffer | null> {
    if (!promptName.test(name)) return this.#miss(name, new Error('not a name of a sound'));
    let last: unknown = new Error('there is no folder of sounds');
    for (const folder of this.#folders) {
      try {
        return await this.#read(join(folder, `${name}.ulaw`));
      } catch (error) {
        last = error;
      }
    }
    return this.#miss(name, last);
  }

  async #read(path: string): Promise<Buffer> {
    const sound = path.endsWith('.wav') ? await readWav(path) : await readFile(path);
    if (sound.length === 0) throw new Error('an empty file');
    return sound;
  }

  #miss(name: string, error: unknown): null {
    this.#warn(`The sound ${name} cannot be played: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
