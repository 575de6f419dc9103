import type { Extension } from '@klapka/protocol';

/** Without accents and case: "dvorak" finds Dvořák. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Rows keep their identity until they change, so what was folded once stays good. */
const folded = new WeakMap<Extension, string>();

function textOf(row: Extension): string {
  let text = folded.get(row);
  if (text === undefined) folded.set(row, (text = ` ${fold(row.name)} `));
  return text;
}

/** How well a row fits: its number first, then the beginning of a name, then anywhere; 0 not at all. */
function fit(row: Extension, words: readonly string[]): number {
  const [first = ''] = words;
  if (words.length === 1 && row.number.startsWith(first)) return 3;
  const text = textOf(row);
  if (words.every((word) => text.includes(` ${word}`))) return 2;
  return words.every((word) => text.includes(word)) ? 1 : 0;
}

/** The few people that fit what is typed best, but for oneself. */
export function findPeople(rows: Iterable<Extension>, typed: string, most = 6): Extension[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const fits: [Extension, number][] = [];
  for (const row of rows) {
    const value = row.self ? 0 : fit(row, words);
    if (value > 0) fits.push([row, value]);
  }
  return fits.toSorted(([a, one], [b, other]) => other - one || a.name.localeCompare(b.name)).slice(0, most).map(([row]) => row);
}
