// How much of each language is there, by the texts English has; whether a form of one says only what differs; and what nobody shows.
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

/** Texts by their paths: `call`, `presence.away`. */
type Texts = ReadonlyMap<string, unknown>;

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** An empty text says nothing, so it is none. */
function textsIn(value: unknown, path = ''): [string, unknown][] {
  if (isTable(value)) return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, path ? `${path}.${key}` : key));
  return value === '' || value === undefined ? [] : [[path, value]];
}

async function tableOf(file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(file).href);
  return isTable(module) ? module['default'] : {};
}

async function textsOf(base: string, file: string): Promise<Texts | null> {
  return existsSync(join(base, file)) ? new Map(textsIn(await tableOf(join(base, file)))) : null;
}

/** Agents' elements and the chat window. */
function filesOf(base: string, language: string): string[] {
  const rooms = globSync('components/locales/en/*.ts', { cwd: base }).map((file) => basename(file)).toSorted();
  return [...rooms.map((room) => `components/locales/${language}/${room}`), `widget/window/locales/${language}.ts`];
}

/** A form in private use (`cs-x-informal`) is laid over its language. */
const baseOf = (language: string): string | null => /^(.+?)-x-/.exec(language)?.[1] ?? null;

const languagesIn = (base: string): string[] => globSync('components/locales/*/', { cwd: base }).map((folder) => basename(folder)).filter((language) => language !== 'en').toSorted();

/** Every language but English; not the forms of one, which lack most texts on purpose. */
export async function localeCoverage(base: string = root): Promise<Coverage[]> {
  const english = await Promise.all(filesOf(base, 'en').map(async (file) => [...await textsOf(base, file) ?? []]));
  const languages = languagesIn(base).filter((language) => baseOf(language) === null);
  return Promise.all(languages.map(async (language): Promise<Coverage> => {
    const missing: string[] = [];
    for (const [index, file] of filesOf(base, language).entries()) {
      const own = await textsOf(base, file);
      if (!own) missing.push(`${file} is missing`);
      missing.push(...(english[index] ?? []).filter(([key]) => !own?.has(key)).map(([key]) => `${file}: ${key}`));
    }
    const of = english.flat().length;
    return { language, of, texts: of - missing.filter((one) => !one.endsWith(' is missing')).length, missing };
  }));
}

/** What a form of a language says that its language does not know, or says the same way; one line each. */
export async function formProblems(base: string = root): Promise<string[]> {
  const problems: string[] = [];
  for (const language of languagesIn(base)) {
    const under = baseOf(language);
    if (under === null) continue;
    const theirs = filesOf(base, under);
    for (const [index, file] of filesOf(base, language).entries()) {
      const [own, general] = [await textsOf(base, file), await textsOf(base, theirs[index] ?? '')];
      for (const [key, text] of own ?? []) {
        if (!general?.has(key)) problems.push(`${file}: ${key} is no text of ${under}`);
        else if (String(general.get(key)) === String(text)) problems.push(`${file}: ${key} is said the same way in ${under}`);
      }
    }
  }
  return problems;
}

/** The code that shows the texts of an English table: a room, or a part of one that comes by itself and has a table of its name (`call/actions/` has `call-actions.ts`). Those of the errors are asked for by the gateway's codes. */
function codeOf(file: string): string[] {
  if (file.startsWith('widget/')) return ['widget/window/*.ts'];
  const room = basename(file, '.ts');
  return room === 'common' ? ['components/*/*.ts'] : [`components/${room}/**/*.ts`, `components/${room.replace('-', '/')}/*.ts`, `components/*/${room}.ts`, 'components/shared/*.ts'];
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
