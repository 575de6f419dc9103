// `npm run bench`: measures and prints a table; `npm run bench -- fan-out` only what has these letters in its file or row.
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './lib/root.ts';

/** One figure. Times and rates are targets: a missed one is printed and explained, it fails nothing. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** The peer's or the floor's figure of the same run. */
  reference?: number;
  referenceName?: string;
  target?: number;
  /** `max`: at most the target. */
  direction?: 'max' | 'min';
  note?: string;
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const matches = (text: string): boolean => wanted.length === 0 || wanted.some((word) => text.toLowerCase().includes(word.toLowerCase()));
const figure = (value: number | undefined): string => (value === undefined ? '' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 }));

function verdict({ value, target, direction = 'max' }: Row): string {
  if (target === undefined) return '';
  return (direction === 'max' ? value <= target : value >= target) ? '✓' : '✗';
}

function print(rows: Row[]): void {
  const width = Math.max(10, ...rows.map(({ name }) => name.length));
  for (const row of rows) {
    const reference = row.reference === undefined ? '' : `${row.referenceName ?? 'reference'} ${figure(row.reference)}`;
    console.log(`${verdict(row).padEnd(2)}${row.name.padEnd(width)} ${figure(row.value).padStart(10)} ${row.unit.padEnd(12)} ${row.target === undefined ? '' : `target ${figure(row.target)}`.padEnd(14)} ${reference}`);
    if (row.note) console.log(`    ${row.note}`);
  }
}

const files = globSync('test/bench/*.bench.ts', { cwd: root }).toSorted();
// A bench is run when its file is named, or when no file is and a row may be.
const named = files.filter((file) => matches(basename(file)));
for (const file of named.length > 0 ? named : files) {
  console.log(`\n── ${basename(file, '.bench.ts')} ──`);
  const { run } = (await import(join(root, file))) as { run: () => Promise<Row[]> };
  const rows = await run();
  print(named.length > 0 ? rows : rows.filter(({ name }) => matches(name)));
}
