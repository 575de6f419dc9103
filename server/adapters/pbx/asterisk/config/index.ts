import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where an Asterisk of ours lives and listens. */
export interface AsteriskPlaces {
  /** Stands in front of the ids of its channels. */
  name: string;
  /** Everything it writes is below. */
  folder: string;
  /** Of its loadable modules. */
  modules: string;
  amiPort: number;
  httpPort: number;
  /** Address and UDP port carriers reach it at. */
  sipBind: string;
  amiSecret: string;
  ariSecret: string;
  /** UDP ports of the media, both included. */
  rtp: { from: number; to: number };
}

const here = fileURLToPath(new URL('.', import.meta.url));

/** The configuration files of an Asterisk of ours, name and text; those of the folder `own` in place of ours, or beside them. */
export async function asteriskConfig({ rtp, ...places }: AsteriskPlaces, own?: string): Promise<Map<string, string>> {
  const values: Record<string, string | number> = {
    ...places,
    rtpFrom: rtp.from,
    rtpTo: rtp.to,
    lockedHash: createHash('md5').update(randomBytes(32)).digest('hex'),
  };
  const from = new Map<string, string>();
  for (const folder of own === undefined ? [here] : [here, own]) {
    for (const name of await readdir(folder)) if (name.endsWith('.conf')) from.set(name, join(folder, name));
  }
  const names = [...from.keys()].toSorted();
  const texts = await Promise.all(names.map((name) => readFile(from.get(name) ?? '', 'utf8')));
  // In order, so that the same fault is always told of the same file.
  return new Map(names.map((name, at) => [name, (texts[at] ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_whole, key: string) => filled(name, key, values[key]))]));
}

function filled(file: string, key: string, value: string | number | undefined): string {
  // A line break would be a line of configuration of somebody else's choice.
  if (value === undefined || /[\r\n;\]]/.test(String(value))) throw new Error(`${file}: no usable value for ${key}`);
  return String(value);
}
