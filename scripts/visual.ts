// `npm run visual`: pictures of every story, light, dark and right to left, of this tree and of where its branch left main (or of
// `npm run visual -- <commit>`), taken in one run and compared. A difference is no failure: .cache/visual/index.html is to be looked at.
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

interface Difference {
  story: StoryEntry;
  look: string;
  /** Null: only one side has the story. */
  pixels: number | null;
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

/** One side of the comparison: its stories, and a page to show them in. */
class Side {
  readonly stories: ReadonlyMap<string, StoryEntry>;
  readonly #served: Served;
  readonly #page: StoryPage;

  private constructor(stories: ReadonlyMap<string, StoryEntry>, served: Served, page: StoryPage) {
    this.stories = stories;
    this.#served = served;
    this.#page = page;
  }

  static async open(browser: Browser, built: string): Promise<Side> {
    const served = await serveFolder(built);
    const stories = (await storyEntries(served.origin)).filter(({ type }) => type === 'story');
    return new Side(new Map(stories.map((story) => [story.id, story])), served, await StoryPage.open(browser, served.origin));
  }

  async picture(id: string, globals: StoryGlobals): Promise<Buffer | null> {
    const story = this.stories.get(id);
    if (!story) return null;
    await this.#page.show(story, globals);
    return this.#page.page.screenshot({ animations: 'disabled', caret: 'hide', fullPage: true });
  }

  async close(): Promise<void> {
    await this.#page.close();
    await this.#served.stop();
  }
}

function keep(name: string, picture: Buffer | null): string | undefined {
  if (!picture) return undefined;
  writeFileSync(join(folder, 'pictures', name), picture);
  return `pictures/${name}`;
}

async function compareStory(story: StoryEntry, look: string, pair: readonly [Buffer | null, Buffer | null], page: Page): Promise<Difference | null> {
  const [before, after] = pair;
  if (before && after && before.equals(after)) return null;
  const compared = before && after ? await comparePictures(page, before, after) : null;
  if (compared?.pixels === 0) return null;
  const name = `${story.id}-${look.replaceAll(' ', '-')}`;
  const kept = { before: keep(`${name}-before.png`, before), difference: keep(`${name}-difference.png`, compared?.picture ?? null), after: keep(`${name}-after.png`, after) };
  const pictures = Object.fromEntries(Object.entries(kept).filter(([, path]) => path !== undefined));
  return { story, look, pixels: compared?.pixels ?? null, pictures };
}

async function compareAll(before: Side, after: Side, page: Page): Promise<Difference[]> {
  const differences: Difference[] = [];
  const stories = new Map([...before.stories, ...after.stories]);
  for (const [look, globals] of Object.entries(looks)) {
    for (const [id, story] of stories) {
      const pair = await Promise.all([before.picture(id, globals), after.picture(id, globals)]);
      const found = await compareStory(story, look, pair, page);
      if (found) differences.push(found);
    }
    console.log(`${look}: ${stories.size} stories, ${differences.filter((one) => one.look === look).length} differ`);
  }
  return differences;
}

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function report(commit: string, differences: readonly Difference[]): string {
  const rows = differences.map(({ story, look, pixels, pictures }) => {
    const images = Object.entries(pictures).map(([kind, path]) => `<figure><figcaption>${kind}</figcaption><a href="${path}"><img src="${path}" alt="${kind}" loading="lazy"></a></figure>`);
    const said = pixels !== null ? `${pixels} pixels differ` : pictures.before ? 'gone' : 'new';
    return `<section><h2>${escape(story.title)} · ${escape(story.name)} · ${look}</h2><p>${said}</p><div>${images.join('')}</div></section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Visual comparison</title>
<style>body{font:14px/1.5 system-ui;margin:24px;background:#f5f6f9}section{margin-block:24px;padding:16px;background:#fff;border-radius:12px}h2{font-size:15px;margin:0}div{display:flex;gap:12px}figure{flex:1;margin:0;min-width:0}img{max-width:100%;border:1px solid #ccd}</style>
<h1>${differences.length === 0 ? 'No story looks different' : `${differences.length} pictures differ`}</h1><p>Compared with ${escape(git('log', '-1', '--format=%h %s', commit))}.</p>${rows.join('\n')}</html>`;
}

const commit = baseCommit();
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'pictures'), { recursive: true });
console.log(`Compared with ${git('log', '-1', '--format=%h %s', commit)}`);
await buildBase(commit, join(folder, 'before'));
await buildStorybook(join(folder, 'after'));
const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserFlags });
try {
  const sides = await Promise.all([Side.open(browser, join(folder, 'before')), Side.open(browser, join(folder, 'after'))]);
  const differences = await compareAll(sides[0], sides[1], await browser.newPage());
  writeFileSync(join(folder, 'index.html'), report(commit, differences));
  await Promise.all(sides.map((side) => side.close()));
  console.log(`${differences.length} pictures differ: ${join(folder, 'index.html')}`);
} finally {
  await browser.close();
}
