// What is written and changed for a new thing, worked out before anything is touched.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../lib/root.ts';

export interface Plan {
  /** New files by path. */
  files: Record<string, string>;
  /** Existing files by path, and what becomes of their text. */
  changes: Record<string, (text: string) => string>;
  /** What the person does next, one line each. */
  next: string[];
  /** Whether the manifest says something new afterwards. */
  manifest?: boolean;
}

export type Values = Readonly<Record<string, string>>;

export const pascal = (name: string): string => name.replaceAll(/(^|-)(\w)/g, (_match, _dash: string, letter: string) => letter.toUpperCase());
const words = (name: string): string => name.replaceAll('-', ' ').replace(/^\w/, (letter) => letter.toUpperCase());

/** A room's name as the key of an object. */
export const localeKey = (room: string): string => (/^\w+$/.test(room) ? room : `'${room}'`);

/** The templates of a folder with their values in place, by file name without `.tmpl`. */
export function templates(folder: string, name: string, more: Values = {}): Record<string, string> {
  const values: Values = { name, Name: pascal(name), Title: words(name), ...more };
  const fill = (text: string): string => text.replaceAll(/\{\{(\w+)\}\}/g, (_match, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`The template asks for ${key}`);
    return value;
  });
  const home = join(root, 'scripts/templates', folder);
  return Object.fromEntries(globSync('*.tmpl', { cwd: home }).map((file) => [basename(file, '.tmpl'), fill(readFileSync(join(home, file), 'utf8'))]));
}

/** A template that must be there. */
export function one(all: Record<string, string>, file: string): string {
  const text = all[file];
  if (text === undefined) throw new Error(`There is no template ${file}`);
  return text;
}

/** Puts a line among those that `like` matches, in order. */
export function insertSorted(text: string, like: RegExp, line: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((other) => like.test(other) && other > line);
  const last = lines.findLastIndex((other) => like.test(other));
  lines.splice(at === -1 ? last + 1 : at, 0, line);
  return lines.join('\n');
}

type Exports = Record<string, unknown>;

/** Adds entries to a package's exports map, those of the rooms in order. */
export function addExports(text: string, added: Exports): string {
  const manifest = JSON.parse(text) as { exports: Exports } & Record<string, unknown>;
  const entries = Object.entries(manifest.exports);
  const general = entries.findIndex(([path]) => path === './theme') + 1;
  const rest = [...entries.slice(general), ...Object.entries(added)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ ...manifest, exports: Object.fromEntries([...entries.slice(0, general), ...rest]) }, null, 2)}\n`;
}

/** Writes it all, or nothing where a file is there already. */
export function carryOut({ files, changes }: Plan, base: string = root): void {
  const taken = Object.keys(files).filter((path) => existsSync(join(base, path)));
  if (taken.length > 0) throw new Error(`There already: ${taken.join(', ')}`);
  const changed = Object.entries(changes).map(([path, change]) => [path, change(readFileSync(join(base, path), 'utf8'))] as const);
  for (const [path, text] of [...Object.entries(files), ...changed]) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
}
