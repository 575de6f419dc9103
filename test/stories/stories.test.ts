import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { browserFlags } from '../../scripts/browser-flags.ts';
import { findBrowser } from '../../scripts/find-browser.ts';
import { storyEntries, StoryPage, type StoryEntry } from '../../scripts/lib/storybook.ts';
import { misfits } from './misfits.ts';
import { readTrees, strayFiles, updating, writeTrees } from './snapshots.ts';

const origin = inject('storybook');
const stories = (await storyEntries(origin)).filter(({ type }) => type === 'story');
const titles = [...new Set(stories.map(({ title }) => title))];

/** The least room an element asks for, px; what is not named here works in the side bar of a CRM. */
const narrowest: Readonly<Record<string, number>> = { 'Elements/Whole client': 320, 'Elements/Administration': 320, 'Theme editor': 320, 'Widget/Chat button': 320, 'Widget/Chat window': 320 };
const sideBar = 240;
const own = { width: 1280, height: 900 };
/** Room of the frame around the element. */
const frame = 32;

type Direction = 'ltr' | 'rtl';

let browser: Browser;
let shown: StoryPage;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await findBrowser(), args: browserFlags });
  shown = await StoryPage.open(browser, origin);
});
afterAll(async () => {
  await browser?.close();
});

/** As wide as the story is by itself, or with this much room for the element. */
async function resize(width: number | null): Promise<void> {
  const wanted = width === null ? own : { width: width + frame, height: own.height };
  if (shown.page.viewportSize()?.width !== wanted.width) await shown.page.setViewportSize(wanted);
  await shown.page.evaluate((room) => {
    const [story] = document.getElementsByClassName('story');
    if (!(story instanceof HTMLElement)) return;
    story.dataset['own'] ??= story.style.inlineSize;
    story.style.inlineSize = room === null ? story.dataset['own'] : `${room}px`;
  }, width);
}

async function turn(direction: Direction): Promise<void> {
  await shown.page.evaluate((dir) => { document.documentElement.dir = dir; }, direction);
  await shown.frames();
}

/** Everything that does not fit, at the story's own width and at the narrowest promised, in these directions. */
async function everywhere(title: string, directions: readonly Direction[]): Promise<string[]> {
  const lines: string[] = [];
  for (const width of [null, narrowest[title] ?? sideBar]) {
    await resize(width);
    for (const direction of directions) {
      await turn(direction);
      const found = await shown.page.evaluate(misfits);
      lines.push(...found.map((line) => `${width ?? 'own'} px, ${direction}: ${line}`));
    }
  }
  await resize(null);
  return lines;
}

describe.each(titles)('%s', (title) => {
  const all = stories.filter((story) => story.title === title);
  const kept = readTrees(title);
  const seen = new Map<string, string>();

  it.each(all)('$name: its accessibility tree is the one kept, and everything fits', async (story: StoryEntry) => {
    await shown.show(story, { theme: 'light' });
    const tree = await shown.page.locator('#storybook-root').ariaSnapshot();
    seen.set(story.name, tree);
    if (!updating) expect(tree).toBe(kept.get(story.name) ?? 'no tree is kept: see test/stories/README.md');
    expect(await everywhere(title, ['ltr', 'rtl'])).toEqual([]);
  });

  it.each(all)('$name: everything fits in words that are 40 % longer', async (story: StoryEntry) => {
    await shown.show(story, { theme: 'light', language: 'en-x-pseudo' });
    expect(await everywhere(title, ['ltr'])).toEqual([]);
  });

  afterAll(() => {
    if (updating) writeTrees(title, seen);
  });

  it('keeps no tree of a story that is gone', () => {
    const names = all.map(({ name }) => name);
    expect(updating ? [] : [...kept.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});

it('keeps no file of a title that is gone', () => {
  expect(strayFiles(titles)).toEqual([]);
});
