// How much of each language is there, by the texts English has.
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.ts';

export interface Coverage {
  language: string;
  texts: number;
  of: number;
  /** `components/locales/cs/dialer.ts: call`, one each. */
  missing: string[];
}

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The paths of all texts in a table: `call`, `presence.away`. An empty text says nothing, so it is none. */
function keysOf(value: unknown, path = ''): string[] {
  if (isTable(value)) return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, path ? `${path}.${key}` : key));
  return value === '' || value === undefined ? [] : [path];
}

async function textsOf(file: string): Promise<string[] | null> {
  if (!existsSync(file)) return null;
  const module: unknown = await import(pathToFileURL(file).href);
  return isTable(module) ? keysOf(module['default']) : [];
}

/** Every language but English: agents' elements and the chat window together. */
export async function localeCoverage(base: string = root): Promise<Coverage[]> {
  const rooms = globSync('components/locales/en/*.ts', { cwd: base }).map((file) => basename(file)).toSorted();
  const files = (language: string): string[] => [...rooms.map((room) => `components/locales/${language}/${room}`), `widget/window/locales/${language}.ts`];
  const languages = globSync('components/locales/*/', { cwd: base }).map((folder) => basename(folder)).filter((language) => language !== 'en');
  const english = await Promise.all(files('en').map(async (file) => await textsOf(join(base, file)) ?? []));
  return Promise.all(languages.toSorted().map(async (language): Promise<Coverage> => {
    const missing: string[] = [];
    for (const [index, file] of files(language).entries()) {
      const own = await textsOf(join(base, file));
      const has = new Set(own);
      if (!own) missing.push(`${file} is missing`);
      missing.push(...(english[index] ?? []).filter((key) => !has.has(key)).map((key) => `${file}: ${key}`));
    }
    const of = english.flat().length;
    return { language, of, texts: of - missing.filter((one) => !one.endsWith(' is missing')).length, missing };
  }));
}
