import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SoundName } from '@klapka/protocol';
import { PbxError } from '../../../ports/pbx-error.ts';
import { ulawOfWav } from './media/wav.ts';

/** Greetings and announcements of somebody's own, as files of a folder: what is under a name never changes. */

/** About four minutes. */
const maximumBytes = 4 * 1024 * 1024;

export const ownSoundFile = (folder: string, name: string): string => join(folder, `${name}.wav`);

export async function putOwnSound(folder: string, name: string, wav: Uint8Array): Promise<void> {
  if (!SoundName.safeParse(name).success) throw new PbxError('NOT_SUPPORTED', 'This is no name of a sound');
  const file = ownSoundFile(folder, name);
  if (await isThere(file)) return;
  check(wav);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Whoever is killed here leaves no half sound under the name.
  const unfinished = join(folder, `${randomUUID()}.part`);
  try {
    await writeFile(unfinished, wav, { mode: 0o600, flush: true });
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

const isThere = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

function check(wav: Uint8Array): void {
  if (wav.length > maximumBytes) throw new PbxError('NOT_SUPPORTED', 'The sound is too long');
  try {
    if (ulawOfWav(Buffer.from(wav)).length > 0) return;
  } catch (error) {
    throw new PbxError('NOT_SUPPORTED', 'The sound cannot be played', { cause: error });
  }
  throw new PbxError('NOT_SUPPORTED', 'There is nothing in the sound');
}
