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
  /** With everything it shares: what a page pays that has nothing else of ours. */
  alone?: number;
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

interface Bundle {
  chunks: Map<string, Chunk>;
  /** Files made of a module that matches. */
  made: (pattern: RegExp) => string[];
  /** Not followed: another language, which comes instead of, not beside, the first. */
  everything: (file: string) => boolean;
}

function bundle(name: string): Bundle {
  const chunks = chunksOf(name);
  return {
    chunks,
    made: (pattern) => [...chunks.values()].filter(({ modules }) => modules.some((id) => pattern.test(id))).map(({ fileName }) => fileName),
    everything: (file) => !(chunks.get(file)?.modules.every((id) => id.includes('components/locales/')) ?? false),
  };
}

/** The telephone alone, as `phone.js` serves it, by when its parts are fetched. */
function phoneRows(): SizeRow[] {
  const { chunks, made, everything } = bundle('phone');
  const shell = closure(chunks, made(/components\/dialer\/dialer\.ts$/));
  // The provider is what connects, so it is weighed with the connection.
  const connection = without(closure(chunks, ['phone.js', ...made(/components\/core\/index\.ts$/)]), shell);
  const engine = without(without(closure(chunks, made(/components\/core\/phone\/engine/)), shell), connection);
  const all = closure(chunks, ['phone.js'], everything);
  const onDemand = made(/components\/dialer\/(on-demand|instead)\.ts$/);
  const actions = made(/components\/call\/actions\//);
  // The check of devices is fetched by its own element, not by a call; it counts in everything.
  const later = new Set([...actions, ...made(/components\/core\/device-check\/device-check\.ts$/)]);
  const inCall = without(without(without(closure(chunks, onDemand, (file) => everything(file) && !later.has(file)), shell), connection), engine);
  const further = [shell, connection, engine, inCall].reduce(without, closure(chunks, actions, (file) => everything(file) && !later.has(file)));
  return [
    { name: 'dialer: shell, before anything is connected', bytes: bytesOf(shell), budget: 12 * kB, peer: '' },
    { name: 'dialer: connection', bytes: bytesOf(connection), budget: 13 * kB, peer: 'stock socket.io-client alone 12 349 B' },
    { name: 'dialer: phone, after first paint', bytes: bytesOf(engine), budget: 48 * kB, peer: 'sip.js core alone 44 706 B' },
    { name: 'dialer: in-call and settings, on demand', bytes: bytesOf(inCall), budget: 12 * kB, peer: '' },
    { name: 'dialer: transfer, conference and the like, after a call began', bytes: bytesOf(further), budget: 12 * kB, peer: '' },
    { name: 'dialer with the phone, everything', bytes: bytesOf(all), budget: 85 * kB, peer: 'Yeastar SDK UI 505 052 B; Telnyx without UI 63 630 B' },
  ];
}

/** What an element costs alone, and what it adds to a page that has the dialer, without other elements it only composes. */
function elementRows(): SizeRow[] {
  const { chunks, everything } = bundle('elements');
  const files = [...chunks.keys()];
  const shell = closure(chunks, files.filter((file) => file.startsWith('assets/shell-')));
  const first = ['es/dialer.js', 'es/provider.js'];
  const shared = closure(chunks, [...first, ...files.filter((file) => file.startsWith('assets/parts-'))]);
  const entries = files.filter((file) => file.startsWith('es/') && !/^es\/(?:language\.js|locales\/)/.test(file));
  const rows = entries.toSorted().map((entry) => {
    const whole = closure(chunks, [entry]);
    const composed = entries.filter((other) => other !== entry && whole.has(other));
    const own = without(without(whole, first.includes(entry) ? shell : shared), closure(chunks, composed));
    return { name: `${entry.slice(3, -3)}, beside the shared chunks`, bytes: bytesOf(own), budget: 15 * kB, alone: bytesOf(whole), peer: '' };
  });
  const all = closure(chunks, ['cdn/klapka.js'], everything);
  return [...rows, { name: 'all elements together', bytes: bytesOf(all), budget: 170 * kB, peer: '' }];
}

export function sizeRows(): SizeRow[] {
  const button = closure(chunksOf('button'), ['chat-button.js']);
  const window = closure(chunksOf('window'), ['chat/window.js']);
  return [
    { name: 'chat button, before a click', bytes: bytesOf(button), budget: 1000, peer: 'Rocket.Chat 2 732 + 62 452 B; Chatwoot 337 037 B' },
    { name: 'chat window, first usable, everything', bytes: bytesOf(button) + bytesOf(window), budget: 14 * kB, peer: 'deep-chat 91 852 B; Chatwoot 473 609 B' },
    ...phoneRows(),
    ...elementRows(),
  ];
}

/** One line for each budget that is exceeded. Builds first where the build is stale. */
export function sizeCheck(): Promise<string[]> {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return Promise.resolve([stderr]);
  return Promise.resolve(sizeRows().flatMap(({ name, bytes, budget }) => (bytes > budget ? [`${name}: ${bytes} B brotli, the budget is ${budget}`] : [])));
}
