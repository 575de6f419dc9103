// The built Storybook as tests and the visual comparison see it: built from a checkout, served from a folder, one page for all stories.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { root } from './root.ts';
import { run } from './run.ts';

export interface StoryEntry {
  id: string;
  title: string;
  name: string;
  type: 'story' | 'docs';
}

/** Choices of the toolbar, by name: `{ theme: 'dark', direction: 'rtl' }`. */
export type StoryGlobals = Readonly<Record<string, string>>;

/** What every clock of a story shows, ms since the epoch: 21 September 2026, 16:13 in Prague. */
const now = 1_790_000_000_000;

/** Builds the Storybook of a checkout into a folder; throws with what Storybook said. */
export async function buildStorybook(folder: string, checkout = root): Promise<void> {
  const script = join(checkout, 'node_modules/storybook/dist/bin/dispatcher.js');
  const { code, output } = await run(process.execPath, ['--conditions=klapka-source', script, 'build', '-c', 'stories/.storybook', '-o', folder, '--disable-telemetry'], {
    cwd: checkout,
    quiet: true,
    env: { NODE_ENV: 'production', VITEST: undefined, FORCE_COLOR: '0' },
  });
  if (code !== 0) throw new Error(`The Storybook of ${checkout} cannot be built:\n${output}`);
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};

export interface Served {
  origin: string;
  stop: () => Promise<void>;
}

/** Serves a folder on a free port of this machine. */
export async function serveFolder(folder: string): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(folder, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    if (!file.startsWith(folder) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'max-age=3600' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, stop };
}

export async function storyEntries(origin: string): Promise<StoryEntry[]> {
  const { entries } = (await (await fetch(`${origin}/index.json`)).json()) as { entries: Record<string, StoryEntry> };
  return Object.values(entries);
}

/** What Storybook's preview puts on its page, as far as it is used here. */
interface Preview {
  __STORYBOOK_PREVIEW__?: { ready: () => Promise<void> };
  __STORYBOOK_ADDONS_CHANNEL__: {
    emit: (event: string, detail: object) => void;
    on: (event: string, listener: (detail: unknown) => void) => void;
    off: (event: string, listener: (detail: unknown) => void) => void;
  };
}

/** In the page: shows a story and waits until its journey has ended. */
function showInPage(storyId: string): Promise<void> {
  const { __STORYBOOK_ADDONS_CHANNEL__: channel } = globalThis as unknown as Preview;
  return new Promise((done, failed) => {
    const broken = ['storyMissing', 'storyErrored', 'storyThrewException', 'playFunctionThrewException'];
    const leave = (): void => {
      channel.off('storyFinished', finished);
      for (const event of broken) channel.off(event, fail);
    };
    const finished = (detail: unknown): void => {
      if ((detail as { storyId: string }).storyId !== storyId) return;
      leave();
      done();
    };
    const fail = (error: unknown): void => {
      leave();
      const { message, description } = (error ?? {}) as { message?: string; description?: string };
      failed(new Error(`${storyId}: ${message ?? description ?? String(error)}`));
    };
    channel.on('storyFinished', finished);
    for (const event of broken) channel.on(event, fail);
    channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
  });
}

const framesInPage = (): Promise<void> => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))); });

/** One page in which story after story is shown; every clock stands still, nothing moves, and nobody outside is asked. */
export class StoryPage {
  readonly page: Page;
  readonly #origin: string;
  #underWay = 0;
  #opened = '';

  private constructor(page: Page, origin: string) {
    this.page = page;
    this.#origin = origin;
    page.on('request', () => { this.#underWay += 1; });
    for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end as 'requestfinished', () => { this.#underWay -= 1; });
  }

  static async open(browser: Browser, origin: string): Promise<StoryPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Prague' });
    await context.route((url) => url.origin !== origin, (route) => route.abort());
    const page = await context.newPage();
    await page.clock.setFixedTime(now);
    return new StoryPage(page, origin);
  }

  /** Shows a story with these choices. A document of its own for each title: a fake gateway stays in its page. */
  async show({ id, title }: StoryEntry, globals: StoryGlobals = {}): Promise<void> {
    const wanted = `${title}?${JSON.stringify(globals)}`;
    if (this.#opened !== wanted) {
      this.#underWay = 0;
      await this.page.goto(`${this.#origin}/iframe.html?viewMode=story&clock=${now}`);
      await this.page.waitForFunction(() => (globalThis as unknown as Preview).__STORYBOOK_PREVIEW__ !== undefined);
      await this.page.evaluate(() => (globalThis as unknown as Preview).__STORYBOOK_PREVIEW__?.ready());
      // By the channel: the address says them only together with a story. axe has its own run.
      await this.page.evaluate((chosen) => (globalThis as unknown as Preview).__STORYBOOK_ADDONS_CHANNEL__.emit('updateGlobals', { globals: chosen }), { a11y: { manual: true }, ...globals });
      this.#opened = wanted;
    }
    await this.page.evaluate(showInPage, id);
    await this.settle();
  }

  /** Two frames: container queries and observers of size have had their say. */
  async frames(): Promise<void> {
    await this.page.evaluate(framesInPage);
  }

  /** Two frames without a request under way, twice: what is fetched on demand has come and is rendered. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await this.frames();
      quiet = this.#underWay <= 0 ? quiet + 1 : 0;
    }
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
