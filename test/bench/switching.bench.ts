import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession } from 'playwright';
import type { Row } from '../../scripts/bench.ts';
import { root } from '../../scripts/lib/root.ts';
import { serveFolder } from '../../scripts/lib/storybook.ts';
import { launchBrowser } from '../e2e/support/browser.ts';

/*
 * What changing the looks or the language of a full page costs its main thread: 1,000 colleagues, 1,000 conversations, 300 messages.
 * Once as an agent has it all, in the client, and once harder than any page: the client and every element of it again, one beneath
 * the other. The page is the product's own code, minified, on loopback.
 */
const pages: Record<string, readonly string[]> = {
  'the client': ['client'],
  'every element': ['extension-list', 'inbox', 'conversation', 'composer', 'client', 'dialer', 'call', 'incoming-call', 'account-menu', 'device-settings', 'admin', 'sign-in'],
};
const rows = 1000;
const messages = 300;
const rounds = 5;
/** A task from here on is a long one to the browser, ms. */
const long = 50;

interface TraceEvent {
  name: string;
  dur?: number;
  /** Of it, what the thread really ran. */
  tdur?: number;
  pid: number;
  tid: number;
  args: { name?: string };
}

interface Cost {
  longest: number;
  /** The most that one task had of the processor: what others do on the machine lengthens a task, and hardly this. */
  processor: number;
  longTasks: number;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** A folder with the page, in chunks as a build has them: a language is fetched when it is asked for. */
async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: { page: join(root, 'test/bench/support/switching-page.ts') },
    outdir: folder, bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, conditions: ['klapka-source', 'production', 'browser'], tsconfig: join(root, 'tsconfig.json'), logLevel: 'error',
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="en"><meta charset="utf-8"><title>Switching</title><body><script type="module" src="page.js"></script></body></html>');
}

/** The longest tasks of the page's main thread while `work` runs, ms. */
async function longestDuring(cdp: CDPSession, work: () => Promise<unknown>): Promise<Omit<Cost, 'longTasks'>> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => void events.push(...(value as TraceEvent[]));
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] } });
  await work();
  const complete = new Promise((done) => cdp.once('Tracing.tracingComplete', done));
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`));
  const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid}/${tid}`));
  return { longest: Math.max(0, ...tasks.map(({ dur = 0 }) => dur)) / 1000, processor: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1000 };
}

/** A page of its own for each round: a language is fetched once a page. */
async function round(browser: Browser, origin: string, tags: readonly string[]): Promise<Map<string, Cost>> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => typeof window.fill === 'function');
    await page.evaluate(([...page]) => window.fill(...page), [tags, rows, messages] as const);
    const cdp = await context.newCDPSession(page);
    const costs = new Map<string, Cost>();
    for (const name of await page.evaluate(() => Object.keys(window.switches))) {
      await page.evaluate(() => { window.longTasks.length = 0; });
      const longest = await longestDuring(cdp, () => page.evaluate((one) => window.switches[one]?.(), name));
      costs.set(name, { ...longest, longTasks: await page.evaluate(() => window.longTasks.length) });
    }
    return costs;
  } finally {
    await context.close();
  }
}

/** What a new theme costs is the style and layout of what is drawn, in the one frame after a change on the root; a language goes from element to element. */
async function rowsOf(browser: Browser, origin: string, page: string, tags: readonly string[]): Promise<Row[]> {
  const all: Map<string, Cost>[] = [];
  for (let count = 0; count < rounds; count += 1) all.push(await round(browser, origin, tags));
  const names = [...(all[0]?.keys() ?? [])];
  const of = (name: string, key: keyof Cost): number => median(all.map((one) => one.get(name)?.[key] ?? 0));
  return [
    { name: `switching ${page}: long tasks of all switches together`, value: names.reduce((sum, name) => sum + of(name, 'longTasks'), 0), unit: '', target: 0,
      note: `${tags.length} element(s) on the page, ${rows} colleagues and conversations, ${messages} messages; median of ${rounds} pages` },
    ...names.map((name): Row => ({ name: `switching ${page}: ${name}, longest task`, value: of(name, 'longest'), unit: 'ms', target: long, reference: of(name, 'processor'), referenceName: 'of the processor' })),
  ];
}

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'klapka-switching-'));
  await bundle(folder);
  const [{ origin, stop }, browser] = [await serveFolder(folder), await launchBrowser()];
  try {
    const found: Row[] = [];
    for (const [page, tags] of Object.entries(pages)) found.push(...await rowsOf(browser, origin, page, tags));
    return found;
  } finally {
    await browser.close();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
