import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/root.ts';

const folder = join(root, 'stories/snapshots');
const fileOf = (title: string): string => `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.aria.txt`;
const heading = /^== (.+) ==$/m;

/** `KLAPKA_UPDATE_SNAPSHOTS=1` writes what is seen instead of comparing it. */
export const updating = process.env['KLAPKA_UPDATE_SNAPSHOTS'] === '1';

/** The kept trees of a title, by the story's name. */
export function readTrees(title: string): Map<string, string> {
  const [path] = globSync(fileOf(title), { cwd: folder });
  if (path === undefined) return new Map();
  const [, ...parts] = readFileSync(join(folder, path), 'utf8').split(heading);
  return new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, (parts[index + 1] ?? '').trim()]] : [])));
}

export function writeTrees(title: string, trees: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fileOf(title)), `${title}\n${[...trees].map(([name, tree]) => `\n== ${name} ==\n${tree}\n`).join('')}`);
}

/** Files of titles that are no more. */
export function strayFiles(titles: readonly string[]): string[] {
  const known = titles.map(fileOf);
  const stray = globSync('*.aria.txt', { cwd: folder }).filter((file) => !known.includes(file));
  if (updating) for (const file of stray) rmSync(join(folder, file));
  return updating ? [] : stray;
}
