// `npm run visual`: pictures of every story, light, dark and right to left, of this tree and of where its branch left main (or of
// `npm run visual -- <commit>`), taken in one run and compared. A difference is no failure: .cache/visual/index.html is to be looked at.
// The report is written after each look, so that a run that was stopped leaves what it found.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { browserFlags } from './browser-flags.ts';
import { findBrowser } from './find-browser.ts';
import { comparePictures } from './lib/pictures.ts';
import { root } from './lib/root.ts';
import { buildStorybook, serveFolder, storyEntries, StoryPage, type Served, type StoryEntry, type StoryGlobals } from './lib/storybook.ts';

const folder = join(root, '.cache/visual');
const looks: Readonly<Record<string, StoryGlobals>> = { light: { theme: 'light' }, dark: { theme: 'dark' }, 'right to left': { theme: 'light', direction: 'rtl' } };

/** A story is shown in less than a second; one that hangs must not hold up all the others, ms. */
const patience = 60_000;

interface Difference {
  story: StoryEntry;
  look: string;
  /** Null: only one side has the story, or one could not show it. */
  pixels: number | null;
  /** Why a side has no picture of a story it has. */
  problem: string;
  pictures: { before?: string; difference?: string; after?: string };
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Where this branch left main; on main itself, what was committed last, or before that where nothing is changed. */
function baseCommit(): string {
  const named = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  if (named) return git('rev-parse', '--verify', `${named}^{commit}`);
  const head = git('rev-parse', 'HEAD');
  const base = git('merge-base', 'HEAD', 'main');
  if (base !== head) return base;
  return git('status', '--porcelain', '--untracked-files=no') === '' ? git('rev-parse', 'HEAD~1') : head;
}

/** The Storybook of another commit, built beside this one with the packages of this tree. */
async function buildBase(commit: string, output: string): Promise<void> {
  const checkout = join(folder, 'base');
  git('worktree', 'prune');
  git('worktree', 'add', '--detach', '--force', checkout, commit);
  try {
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    await buildStorybook(output, checkout);
  } finally {
    git('worktree', 'remove', '--force', checkout);
  }
}

/** A picture of a story; none where that commit has no such story, or where it could not be shown. */
interface Shot {
  picture: Buffer | null;
  problem: string;
}

/** One side of the comparison: its stories, and a page to show them in. */
class Side {
  readonly stories: ReadonlyMap<string, StoryEntry>;
  readonly #browser: Browser;
  readonly #served: Served;
  #page: StoryPage;

  private constructor(browser: Browser, stories: readonly StoryEntry[], served: Served, page: StoryPage) {
    this.#browser = browser;
    this.stories = new Map(stories.map((story) => [story.id, story]));
    this.#served = served;
    this.#page = page;
  }

  static async open(browser: Browser, built: string): Promise<Side> {
    const served = await serveFolder(built);
    const stories = (await storyEntries(served.origin)).filter(({ type }) => type === 'story');
    return new Side(browser, stories, served, await StoryPage.open(browser, served.origin));
  }

  async shot(id: string, globals: StoryGlobals): Promise<Shot> {
    const story = this.stories.get(id);
    if (!story) return { picture: null, problem: '' };
    try {
      return { picture: await inTime(this.#picture(story, globals)), problem: '' };
    } catch (error) {
      // Whatever it left behind, the next story begins in a page of its own.
      await this.#page.close();
      this.#page = await StoryPage.open(this.#browser, this.#served.origin);
      return { picture: null, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  async #picture(story: StoryEntry, globals: StoryGlobals): Promise<Buffer> {
    await this.#page.show(story, globals);
    return this.#page.page.screenshot({ animations: 'disabled', caret: 'hide', fullPage: true });
  }

  async close(): Promise<void> {
    await this.#page.close();
    await this.#served.stop();
  }
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not shown within ${patience / 1000} s`)), patience);
  // When the page is closed under it, nobody waits for it any more.
  work.catch(() => undefined);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function keep(name: string, picture: Buffer | null): string | undefined {
  if (!picture) return undefined;
  writeFileSync(join(folder, 'pictures', name), picture);
  return `pictures/${name}`;
}

async function compareStory(story: StoryEntry, look: string, shots: readonly [Shot, Shot], page: Page): Promise<Difference | null> {
  const [before, after] = [shots[0].picture, shots[1].picture];
  const problem = [['before', shots[0].problem], ['after', shots[1].problem]].flatMap(([side, said]) => (said ? [`${side}: ${said}`] : [])).join('; ');
  if (before && after && before.equals(after)) return null;
  const compared = before && after ? await comparePictures(page, before, after) : null;
  if (compared?.pixels === 0) return null;
  const name = `${story.id}-${look.replaceAll(' ', '-')}`;
  const kept = { before: keep(`${name}-before.png`, before), difference: keep(`${name}-difference.png`, compared?.picture ?? null), after: keep(`${name}-after.png`, after) };
  const pictures = Object.fromEntries(Object.entries(kept).filter(([, path]) => path !== undefined));
  return { story, look, pixels: compared?.pixels ?? null, problem, pictures };
}

const seconds = (since: number): string => `${Math.round((performance.now() - since) / 1000)} s`;

async function compareAll(before: Side, after: Side, { page, tell }: { page: Page; tell: (differences: readonly Difference[]) => void }): Promise<Difference[]> {
  const differences: Difference[] = [];
  const stories = new Map([...before.stories, ...after.stories]);
  for (const [look, globals] of Object.entries(looks)) {
    const begun = performance.now();
    for (const [id, story] of stories) {
      const found = await compareStory(story, look, await Promise.all([before.shot(id, globals), after.shot(id, globals)]), page);
      if (found) differences.push(found);
    }
    tell(differences);
    console.log(`${look}: ${stories.size} stories, ${differences.filter((one) => one.look === look).length} differ, ${seconds(begun)}`);
  }
  return differences;
}

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function report(commit: string, differences: readonly Difference[]): string {
  const rows = differences.map(({ story, look, pixels, problem, pictures }) => {
    const images = Object.entries(pictures).map(([kind, path]) => `<figure><figcaption>${kind}</figcaption><a href="${path}"><img src="${path}" alt="${kind}" loading="lazy"></a></figure>`);
    const said = problem || (pixels !== null ? `${pixels} pixels differ` : pictures.before ? 'gone' : 'new');
    return `<section><h2>${escape(story.title)} · ${escape(story.name)} · ${look}</h2><p>${escape(said)}</p><div>${images.join('')}</div></section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Visual comparison</title>
<style>body{font:14px/1.5 system-ui;margin:24px;background:#f5f6f9}section{margin-block:24px;padding:16px;background:#fff;border-radius:12px}h2{font-size:15px;margin:0}div{display:flex;gap:12px}figure{flex:1;margin:0;min-width:0}img{max-width:100%;border:1px solid #ccd}</style>
<h1>${differences.length === 0 ? 'No story looks different' : `${differences.length} pictures differ`}</h1><p>Compared with ${escape(git('log', '-1', '--format=%h %s', commit))}.</p>${rows.join('\n')}</html>`;
}

const commit = baseCommit();
const begun = performance.now();
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'pictures'), { recursive: true });
console.log(`Compared with ${git('log', '-1', '--format=%h %s', commit)}`);
await buildBase(commit, join(folder, 'before'));
await buildStorybook(join(folder, 'after'));
console.log(`Both built in ${seconds(begun)}`);
const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserFlags });
try {
  const [before, after] = await Promise.all([Side.open(browser, join(folder, 'before')), Side.open(browser, join(folder, 'after'))]);
  const tell = (differences: readonly Difference[]): void => writeFileSync(join(folder, 'index.html'), report(commit, differences));
  const differences = await compareAll(before, after, { page: await browser.newPage(), tell });
  await Promise.all([before.close(), after.close()]);
  console.log(`${differences.length} pictures differ, in ${seconds(begun)}: ${join(folder, 'index.html')}`);
} finally {
  await browser.close();
}
