// What an Asterisk of ours says and plays: the sounds both PBXs use.
import { cpSync, globSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/root.ts';

const ours = join(root, 'server/adapters/pbx/shared/sounds');

/** Into `sounds` and `moh` of a folder; a sound of the company's own (`KLAPKA_SOUNDS`) takes the place of ours. */
export function copySounds(folder: string, own?: string): void {
  for (const from of own ? [ours, own] : [ours]) {
    for (const file of globSync('**/*.ulaw', { cwd: from })) cpSync(join(from, file), join(folder, 'sounds', file));
  }
  // All that is in the folder of a class of music is played.
  mkdirSync(join(folder, 'moh'), { recursive: true });
  renameSync(join(folder, 'sounds/hold-music.ulaw'), join(folder, 'moh/hold-music.ulaw'));
}
