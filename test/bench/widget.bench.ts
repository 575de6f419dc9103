import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';
import type { Row } from '../../scripts/bench.ts';
import { launchBrowser } from '../e2e/support/browser.ts';
import { type Gateway, startGateway } from '../e2e/support/gateway.ts';

/*
 * What the chat costs the page it stands on, and how long a visitor waits for it: Chromium with the CPU four times slower,
 * everything on loopback, the demo's shop as the host page. Each visit is a new browser profile: nothing is cached.
 */
const throttle = 4;
const visits = 7;

interface Cost {
  longTasks: number;
  longest: number;
  shift: number;
  script: number;
}

interface Watch {
  tasks: number[];
  shift: number;
  /** From the click to the first frame in which the message field has the focus, ms; 0 until then. */
  opened: number;
}

declare global {
  interface Window {
    watch: Watch;
  }
}

/** Runs before the page's own scripts. */
function install(): void {
  const watch: Watch = { tasks: [], shift: 0, opened: 0 };
  window.watch = watch;
  new PerformanceObserver((list) => watch.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watch.shift += (entry as PerformanceEntry & { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
  const focused = (): boolean => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active instanceof HTMLTextAreaElement;
  };
  // Looked at in every frame: a focus that moves inside one shadow root tells nobody outside.
  addEventListener(
    'click',
    ({ timeStamp }) => {
      const look = (): void => {
        if (focused()) setTimeout(() => (watch.opened = performance.now() - timeStamp));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { capture: true, once: true },
  );
}

async function visit<Result>(browser: Browser, gateway: Gateway, blocked: boolean, work: (page: Page, cdp: CDPSession) => Promise<Result>): Promise<Result> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(install);
  if (blocked) await page.route('**/chat-button.js', (route) => route.abort());
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  try {
    await page.goto(`${gateway.demoUrl}/shop.html`);
    // The same waiting in both cases: it runs script of its own in the page.
    await page.locator(blocked ? 'pbx-chat-button a' : 'pbx-chat-button button').waitFor();
    return await work(page, cdp);
  } finally {
    await context.close();
  }
}

async function cost(page: Page, cdp: CDPSession): Promise<Cost> {
  // Two idle periods: whatever wanted to run after loading has run.
  await page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(() => done(null)))));
  const { metrics } = await cdp.send('Performance.getMetrics');
  const script = (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
  const { tasks, shift } = await page.evaluate(() => ({ tasks: window.watch.tasks, shift: window.watch.shift }));
  return { longTasks: tasks.length, longest: Math.max(0, ...tasks), shift, script };
}

/** Nothing was reached for before: the press comes out of nowhere, as by a keyboard shortcut or a page's own button. */
async function coldOpen(page: Page): Promise<number> {
  await page.evaluate(() => document.querySelector('pbx-chat-button')?.shadowRoot?.querySelector('button')?.click());
  return openedIn(page);
}

/** A figure, or an error: a window that never opens must not hang the bench. */
async function openedIn(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.watch.opened, undefined, { timeout: 30_000 });
  return handle.jsonValue();
}

async function openAfterHover(page: Page): Promise<{ time: number; longest: number }> {
  await page.locator('pbx-chat-button button').hover();
  await page.locator('pbx-chat-window').waitFor({ state: 'attached' });
  await page.evaluate(() => new Promise((done) => requestIdleCallback(() => done(null))));
  await page.evaluate(() => (window.watch.tasks.length = 0));
  await page.mouse.down();
  await page.mouse.up();
  const time = await openedIn(page);
  await page.evaluate(() => new Promise((done) => requestIdleCallback(() => done(null))));
  return { time, longest: await page.evaluate(() => Math.max(0, ...window.watch.tasks)) };
}

async function repeat<Result>(work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let count = 0; count < visits; count += 1) results.push(await work());
  return results;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export async function run(): Promise<Row[]> {
  const [gateway, browser] = [await startGateway(), await launchBrowser()];
  try {
    const bare = await repeat(() => visit(browser, gateway, true, cost));
    const withButton = await repeat(() => visit(browser, gateway, false, cost));
    const cold = await repeat(() => visit(browser, gateway, false, coldOpen));
    const hovered = await repeat(() => visit(browser, gateway, false, openAfterHover));
    const of = (costs: Cost[], key: keyof Cost): number => median(costs.map((one) => one[key]));
    const reference = (key: keyof Cost): { reference: number; referenceName: string } => ({ reference: of(bare, key), referenceName: 'page without it' });
    return [
      { name: 'chat button: long tasks of the host page', value: of(withButton, 'longTasks'), unit: '', target: 0, ...reference('longTasks'), note: `${throttle} × slower CPU, median of ${visits} first visits` },
      { name: 'chat button: longest task', value: of(withButton, 'longest'), unit: 'ms', target: 50, ...reference('longest') },
      { name: 'chat button: layout shift', value: of(withButton, 'shift'), unit: '', target: 0, ...reference('shift') },
      { name: 'chat button: script of the whole page', value: of(withButton, 'script'), unit: 'ms', target: 25, ...reference('script'), note: 'the measuring script, which runs in both, included' },
      { name: 'chat window: click to focused input, cold', value: median(cold), unit: 'ms', target: 250 },
      { name: 'chat window: click to focused input, after hover', value: median(hovered.map(({ time }) => time)), unit: 'ms', target: 100 },
      { name: 'chat window: longest task at the click', value: median(hovered.map(({ longest }) => longest)), unit: 'ms', target: 50, note: '0: none over 50 ms' },
    ];
  } finally {
    await browser.close();
    await gateway.stop();
  }
}
