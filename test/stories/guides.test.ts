import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { browserFlags } from '../../scripts/browser-flags.ts';
import { findBrowser } from '../../scripts/find-browser.ts';
import { storyEntries } from '../../scripts/lib/storybook.ts';
import { committedManifest } from '../../scripts/lib/manifest.ts';

const origin = inject('storybook');
const entries = await storyEntries(origin);
const guides = entries.filter(({ type, title }) => type === 'docs' && (title === 'Start' || title.startsWith('Guides/')));

let browser: Browser;
let page: Page;
/** Whom the book asked beside its own server, and what broke. */
const trouble: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await findBrowser(), args: browserFlags });
  page = await browser.newPage();
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && !['data:', 'blob:'].includes(protocol)) trouble.push(request.url());
  });
  page.on('pageerror', (error) => trouble.push(error.message));
});
afterAll(async () => {
  await browser?.close();
});

async function read(id: string): Promise<string> {
  await page.goto(`${origin}/iframe.html?viewMode=docs&id=${id}`);
  await page.locator('#storybook-docs h1').first().waitFor();
  // Examples of code may begin with an import of their own.
  return page.locator('#storybook-docs').evaluate((docs: HTMLElement) => {
    docs.querySelectorAll('pre').forEach((code) => code.remove());
    return docs.innerText;
  });
}

describe('the book', () => {
  it('opens on its start, and asks nobody outside', async () => {
    await page.goto(`${origin}/`);
    await page.frameLocator('#storybook-preview-iframe').getByRole('heading', { name: 'Klapka', level: 1 }).waitFor();
    expect(page.url()).toContain('/docs/start--docs');
    expect(trouble).toEqual([]);
  });

  it.each(guides)('shows $title whole', async ({ id }) => {
    const text = await read(id);
    expect(text.length).toBeGreaterThan(1000);
    // Markdown that was taken for text, or an import that was taken for a paragraph.
    expect(text).not.toMatch(/^(import .* from|\| ---|\*\*|#{1,3} )/m);
    expect(trouble).toEqual([]);
  });

  it('gives each story of the chat a window of its own: it stands in a corner, and its fake gateway is the page’s', async () => {
    for (const id of ['widget-chat-button--docs', 'widget-chat-window--docs']) {
      await read(id);
      const own = entries.filter((entry) => entry.type === 'story' && entry.id.startsWith(id.replace('docs', ''))).length;
      // The first one stands on top of the page, too.
      expect(await page.locator('#storybook-docs iframe').count()).toBe(own + 1);
    }
  });

  it('links to pages there are', async () => {
    const lost: string[] = [];
    let links = 0;
    for (const { id, title } of guides) {
      await read(id);
      const targets = await page.locator('#storybook-docs a[href*="?path="]').evaluateAll((found) => found.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get('path') ?? ''));
      links += targets.length;
      lost.push(...targets.filter((path) => !entries.some((entry) => path === `/${entry.type}/${entry.id}`)).map((path) => `${title}: ${path}`));
    }
    expect(lost).toEqual([]);
    expect(links).toBeGreaterThan(5);
  });

  it('names every guide there is to read in the order of the side bar', () => {
    expect(guides.map(({ title }) => title)).toEqual(['Start', 'Guides/Embed', 'Guides/Theme', 'Guides/Accessibility', 'Guides/Security', 'Guides/Architecture', 'Guides/Writing an adapter']);
  });

  it('shows an element’s attributes, events, parts and tokens as the manifest has them', async () => {
    const declared = committedManifest('components')?.modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName === 'pbx-dialer');
    const text = await read('elements-dialer--docs');
    const names = [...(declared?.attributes ?? []), ...(declared?.events ?? []), ...(declared?.cssParts ?? []), ...(declared?.cssProperties ?? [])].map(({ name }) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !text.includes(name ?? ''))).toEqual([]);
  });
});
