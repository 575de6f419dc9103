// The byte budgets: brotli (quality 11) of every file a page fetches, added up. They are conditions: over is a failure.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { root } from '../lib/root.ts';

interface Chunk {
  fileName: string;
  imports: string[];
  dynamicImports: string[];
  modules: string[];
}

export interface SizeRow {
  name: string;
  bytes: number;
  budget: number;
  /** What the field ships for the same, in bytes brotli, with its source. */
  peer: string;
}

const output = join(root, 'dist/browser');
const kB = 1024;

function chunksOf(name: string): Map<string, Chunk> {
  // The manifest is written by our own rollup.config.mjs a moment before.
  const chunks = JSON.parse(readFileSync(join(output, `size/${name}.json`), 'utf8')) as Chunk[];
  return new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
}

const bytesOf = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + readFileSync(join(output, `${file}.br`)).length, 0);

/** All files reached from `starts`, by static imports, and by dynamic ones too where `lazy` says so. */
function closure(chunks: Map<string, Chunk>, starts: string[], lazy: (file: string) => boolean = () => false): Set<string> {
  const seen = new Set<string>();
  const queue = [...starts];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const chunk = chunks.get(file);
    if (!chunk || seen.has(file)) continue;
    seen.add(file);
    queue.push(...chunk.imports, ...chunk.dynamicImports.filter(lazy));
  }
  return seen;
}

const without = (files: Set<string>, taken: Set<string>): Set<string> => new Set([...files].filter((file) => !taken.has(file)));

function elementRows(): SizeRow[] {
  const chunks = chunksOf('elements');
  const made = (pattern: RegExp): string[] => [...chunks.values()].filter(({ modules }) => modules.some((id) => pattern.test(id))).map(({ fileName }) => fileName);
  const isLocale = (file: string): boolean => chunks.get(file)?.modules.every((id) => id.includes('components/locales/')) ?? false;
  const isEntry = (file: string): boolean => file.startsWith('es/') || file.startsWith('cdn/') || file === 'client.js';
  const everything = (file: string): boolean => !isLocale(file);

  const shell = closure(chunks, ['es/provider.js', 'es/dialer.js']);
  const connection = without(closure(chunks, made(/components\/core\/(index|create-session|connection\/)/).filter((file) => !isEntry(file)), (file) => chunks.get(file)?.modules.some((id) => id.includes('socket.io-client')) ?? false), shell);
  const phone = without(without(closure(chunks, made(/components\/core\/phone\//)), shell), connection);
  const dialerAll = closure(chunks, ['es/provider.js', 'es/dialer.js'], everything);
  const inCall = without(without(without(dialerAll, shell), connection), phone);
  const rows: SizeRow[] = [
    { name: 'dialer: shell, before anything is connected', bytes: bytesOf(shell), budget: 12 * kB, peer: '' },
    { name: 'dialer: connection', bytes: bytesOf(connection), budget: 13 * kB, peer: 'socket.io-client alone 12 349 B' },
    { name: 'dialer: phone, after first paint', bytes: bytesOf(phone), budget: 48 * kB, peer: 'sip.js core alone 44 706 B' },
    { name: 'dialer: in-call and settings, on demand', bytes: bytesOf(inCall), budget: 12 * kB, peer: '' },
    { name: 'dialer with the phone, everything', bytes: bytesOf(dialerAll), budget: 85 * kB, peer: 'Yeastar SDK UI 505 052 B; Telnyx without UI 63 630 B' },
  ];
  const shared = closure(chunks, ['es/provider.js']);
  const all = closure(chunks, ['cdn/klapka.js'], everything);
  const entries = [...chunks.keys()].filter((file) => file.startsWith('es/') && !['es/provider.js', 'es/dialer.js'].includes(file));
  for (const entry of entries.toSorted()) {
    const others = new Set(entries.filter((other) => other !== entry).concat('es/dialer.js').flatMap((other) => [...closure(chunks, [other])]));
    const own = without(without(closure(chunks, [entry]), shared), new Set([...others].filter((file) => isEntry(file) && file !== entry)));
    rows.push({ name: `${entry.slice(3, -3)}, beside the shared chunk`, bytes: bytesOf(own), budget: 15 * kB, peer: '' });
  }
  rows.push({ name: 'all elements together', bytes: bytesOf(all), budget: 170 * kB, peer: '' });
  return rows;
}

export function sizeRows(): SizeRow[] {
  const button = closure(chunksOf('button'), ['chat-button.js']);
  const window = closure(chunksOf('window'), ['chat/window.js']);
  return [
    { name: 'chat button, before a click', bytes: bytesOf(button), budget: 1000, peer: 'Rocket.Chat 2 732 + 62 452 B; Chatwoot 337 037 B' },
    { name: 'chat window, first usable, everything', bytes: bytesOf(button) + bytesOf(window), budget: 14 * kB, peer: 'deep-chat 91 852 B; Chatwoot 473 609 B' },
    ...elementRows(),
  ];
}

/** One line for each budget that is exceeded. Builds first where the build is stale. */
export function sizeCheck(): Promise<string[]> {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return Promise.resolve([stderr]);
  return Promise.resolve(sizeRows().flatMap(({ name, bytes, budget }) => (bytes > budget ? [`${name}: ${bytes} B brotli, the budget is ${budget}`] : [])));
}
