import { join, resolve } from 'node:path';

/** Where the PBX keeps what it makes, and what it is given. */
export interface Folders {
  recordings: string;
  /** Messages. */
  mailboxes: string;
  /** Of somebody's own. */
  sounds: string;
}

export function foldersIn(folder: string): Folders {
  const absolute = resolve(folder);
  return { recordings: join(absolute, 'recordings'), mailboxes: join(absolute, 'mailboxes'), sounds: join(absolute, 'sounds') };
}
