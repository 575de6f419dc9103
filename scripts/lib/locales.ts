// How much of each language is there, by the texts English has; and which of those nobody shows.
import { existsSync, globSync, readFileSync } from 'node:fs';
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

async function tableOf(file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(file).href);
  return isTable(module) ? module['default'] : {};
}

async function textsOf(file: string): Promise<string[] | null> {
  return existsSync(file) ? keysOf(await tableOf(file)) : null;
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

/** The code that shows the texts of an English table; those of the errors are asked for by the gateway's codes. */
function codeOf(file: string): string[] {
  if (file.startsWith('widget/')) return ['widget/window/*.ts'];
  const room = basename(file, '.ts');
  return room === 'common' ? ['components/*/*.ts'] : [`components/${room}/**/*.ts`, 'components/shared/*.ts'];
}

/** `components/locales/en/dialer.ts: call`, one each: no code names it. Of a table within (one text for each code) only the name of the table is looked for. */
export async function unusedTexts(base: string = root): Promise<string[]> {
  const files = [...globSync('components/locales/en/*.ts', { cwd: base }), 'widget/window/locales/en.ts'].filter((file) => basename(file) !== 'errors.ts');
  const unused = await Promise.all(files.toSorted().map(async (file) => {
    const table = await tableOf(join(base, file));
    const code = globSync(codeOf(file), { cwd: base }).map((path) => readFileSync(join(base, path), 'utf8')).join('\n');
    const named = (key: string): boolean => new RegExp(`\\.${key}\\b|(['"])${key}\\1|[{,]\\s*${key}\\s*[,}:]`).test(code);
    return isTable(table) ? Object.keys(table).filter((key) => !named(key)).map((key) => `${file}: ${key}`) : [];
  }));
  return unused.flat();
}
