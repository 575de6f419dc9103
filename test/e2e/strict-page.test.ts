import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright';
import { expect, test } from 'vitest';
import { recording, type ScenarioName } from '../../components/testing/index.ts';
import { homes, type Manifest } from '../../scripts/lib/manifest.ts';
import { launchBrowser } from './support/browser.ts';
import { complaintsOf } from './support/chat-people.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';
import type { RealFiles } from './support/strict-page.ts';
import { png, startStrictSite, type Script } from './support/strict-site.ts';

/*
 * Every element, as it is built, on a page with the strictest policy an embedder may send: nothing inline, nothing from
 * another origin, Trusted Types. The page has its own copy of the modules; the gateway is another origin, which the policy
 * lets in by `connect-src` alone. Photos, pictures and recordings come from it, fetched with the token.
 */

interface Shown {
  scenario: ScenarioName;
  properties?: Record<string, unknown>;
  /** What is there when the element has its content. */
  content: (page: Page) => Locator;
  /** Photos and pictures in it. */
  pictures?: number;
  /** It has a recording to play. */
  recording?: true;
}

const conversationId = 'conversation-2';
const text = (words: string | RegExp) => (page: Page): Locator => page.locator('main').getByText(words).first();
const elements: Record<string, Shown> = {
  'pbx-account-menu': { scenario: 'photos', content: (page) => page.getByRole('button', { name: /Jana Nováková/ }), pictures: 1 },
  'pbx-admin': { scenario: 'normal', content: text('Petr Svoboda') },
  'pbx-call': { scenario: 'photosOnCall', properties: { size: 'maximised' }, content: text('Petr Svoboda'), pictures: 1 },
  'pbx-client': { scenario: 'chatFiles', properties: { section: 'inbox' }, content: text('Alice') },
  'pbx-composer': { scenario: 'chat', properties: { conversationId }, content: (page) => page.getByRole('textbox') },
  'pbx-conversation': { scenario: 'chatFiles', properties: { conversationId }, content: text('Listen:'), pictures: 2, recording: true },
  'pbx-device-check': { scenario: 'normal', content: (page) => page.getByRole('button', { name: 'Start the check' }) },
  'pbx-device-settings': { scenario: 'normal', content: (page) => page.getByRole('combobox').first() },
  'pbx-dialer': { scenario: 'photosOnCall', content: text('Petr Svoboda'), pictures: 2 },
  'pbx-extension-list': { scenario: 'photos', content: text('Petr Svoboda'), pictures: 8 },
  'pbx-inbox': { scenario: 'chatFiles', properties: { conversationId }, content: text('Listen:'), pictures: 2, recording: true },
  'pbx-incoming-call': { scenario: 'photosOnCall', content: text('Eva Dvořáková'), pictures: 1 },
  'pbx-provider': { scenario: 'photos', content: text('Petr Svoboda'), pictures: 8 },
  'pbx-sign-in': { scenario: 'notConnected', content: (page) => page.getByRole('textbox').first() },
};
/** Those of a public page; they have no session, so they speak to the gateway itself. */
const ofVisitors = ['pbx-chat-button', 'pbx-chat-window'];

const site = shared(() => startStrictSite());
const gateway = shared(async () => {
  const started = await startGateway({ origins: [site().origin] });
  site().gateway = started.url;
  return started;
});
const browser = shared(() => launchBrowser());
const wav = Buffer.from(await recording(2).arrayBuffer());

/** Puts a file on the gateway as agent 1001; its address. */
async function uploaded(name: string, content: Buffer): Promise<string> {
  const headers = { 'X-File-Name': name, Authorization: `Bearer ${gateway().token('1001')}`, 'Content-Type': 'application/octet-stream' };
  const { id } = (await (await fetch(`${gateway().url}/api/files`, { method: 'POST', headers, body: new Uint8Array(content) })).json()) as { id: string };
  return `/api/files/${id}`;
}

async function open(): Promise<{ page: Page; complaints: () => Promise<string[]> }> {
  const page = await browser().newPage();
  const said = complaintsOf(page);
  await page.goto(site().page(['/strict/page.js', '/cdn/klapka.js', '/chat-button.js'].map((src) => ({ src }))));
  await page.waitForFunction(() => customElements.get('pbx-sign-in') && customElements.get('pbx-chat-button'));
  return { page, complaints: async () => [...said, ...(await page.evaluate(() => window.strictPage.violations))] };
}

/** A page whose elements show files of the gateway. */
async function openConnected(): ReturnType<typeof open> {
  const opened = await open();
  const real: RealFiles = { picture: await uploaded('photo.png', png), recording: await uploaded('recording.wav', wav) };
  await opened.page.evaluate(([address, token, files]) => window.strictPage.connect(address, token, files), [gateway().url, gateway().token('1001'), real] as const);
  await opened.page.waitForFunction(() => window.strictPage.isConnected);
  return opened;
}

/** Presses "Play" and waits until the sound is on. */
async function play(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
  const audio = page.locator('audio');
  await audio.waitFor();
  await expect.poll(() => audio.evaluate((one: HTMLAudioElement) => one.error === null && one.src.startsWith('blob:') && one.currentTime > 0)).toBe(true);
}

/** Pictures that were fetched and can be seen. */
const pictures = (page: Page): Promise<number> => page.evaluate(() => {
  const inside = (root: ParentNode): HTMLImageElement[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [...(one instanceof HTMLImageElement ? [one] : []), ...(one.shadowRoot ? inside(one.shadowRoot) : [])]);
  return inside(document).filter(({ complete, naturalWidth }) => complete && naturalWidth > 0).length;
});

test('says which elements there are: every one of the manifests', () => {
  const manifests = homes.map((home) => JSON.parse(readFileSync(new URL(`../../${home}/custom-elements.json`, import.meta.url), 'utf8')) as Manifest);
  const tags = manifests.flatMap(({ modules }) => modules.flatMap(({ declarations = [] }) => declarations.map(({ tagName }) => tagName)));
  expect([...Object.keys(elements), ...ofVisitors].toSorted()).toEqual(tags.toSorted());
});

test('a violation is seen: the page would not notice otherwise that it has no policy', async () => {
  const { page, complaints } = await open();
  await page.evaluate(() => {
    const image = new Image();
    image.src = 'https://elsewhere.example/picture.png';
    document.body.append(image);
  });
  await expect.poll(complaints).toContainEqual(expect.stringMatching(/^img-src: https:\/\/elsewhere\.example/));
  await page.close();
});

test('every element renders with its content, photos, pictures and recordings, without one violation or address of the gateway', async () => {
  const { page, complaints } = await openConnected();
  for (const [tag, { scenario, properties = {}, content, pictures: wanted = 0, recording: plays }] of Object.entries(elements)) {
    await page.evaluate(([name, state, given]) => window.strictPage.show(name, state, given), [tag, scenario, properties] as const);
    await content(page).waitFor({ timeout: 10_000 }).catch((error: unknown) => { throw new Error(tag, { cause: error }); });
    await expect.poll(() => pictures(page), { message: tag, timeout: 5000 }).toBeGreaterThanOrEqual(wanted);
    if (plays) await play(page, /^Play recording\.wav/);
    expect(await complaints(), tag).toEqual([]);
    expect(await page.evaluate((origin) => window.strictPage.addresses(origin), gateway().url), tag).toEqual([]);
  }
  await page.close();
});

test('every element goes through every scenario without one violation', async () => {
  const { page, complaints } = await openConnected();
  for (const [tag, { properties = {} }] of Object.entries(elements)) {
    await page.evaluate(async ([name, given]) => {
      for (const scenario of window.strictPage.scenarios) await window.strictPage.show(name, scenario, given);
    }, [tag, properties] as const);
    expect(await complaints(), tag).toEqual([]);
  }
  await page.close();
});

test('a visitor and an agent show each other pictures and play a recording, without one violation', async () => {
  const admin = async (method: string, path: string, body: object, token = ''): Promise<Response> =>
    fetch(gateway().url + path, { method, headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
  const { accessToken } = (await (await admin('POST', '/api/auth/sign-in', { login: '1001', password: gateway().password, device: { id: randomUUID(), name: 'Test' } })).json()) as { accessToken: string };
  expect((await admin('PATCH', '/api/admin/chat-buttons/demo', { origins: [site().origin] }, accessToken)).status).toBe(200);

  const { page, complaints } = await open();
  await page.evaluate((address) => {
    const button = document.createElement('pbx-chat-button');
    button.setAttribute('gateway', address);
    button.setAttribute('button', 'demo');
    document.querySelector('main')?.append(button);
  }, gateway().url);
  await page.getByRole('button', { name: /^Chat with us/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles([{ name: 'boots.png', mimeType: 'image/png', buffer: png }, { name: 'creak.wav', mimeType: 'audio/wav', buffer: wav }]);
  await dialog.getByRole('textbox', { name: 'Message' }).fill('It looks like this: https://example.com/boots');
  await dialog.getByRole('button', { name: 'Send' }).click();
  const sent = dialog.getByRole('log').locator('img[alt="boots.png"]');
  await sent.waitFor();
  expect(await sent.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);
  await dialog.getByRole('link', { name: 'https://example.com/boots' }).waitFor();

  // The agent, on a page of the same kind, with the whole way to the gateway.
  const { page: desk, complaints: ofDesk } = await open();
  await desk.evaluate(([address, token]) => {
    const provider = Object.assign(document.createElement('pbx-provider'), { gateway: address, token });
    provider.append(document.createElement('pbx-inbox'));
    document.querySelector('main')?.append(provider);
  }, [gateway().url, gateway().token('1001')] as const);
  await desk.getByText('It looks like this:').first().click();
  const shown = desk.getByRole('button', { name: /^Show boots\.png large/ }).locator('img');
  await shown.waitFor();
  expect(await shown.evaluate((image: HTMLImageElement) => [image.src.slice(0, 5), image.naturalWidth])).toEqual(['blob:', 1]);
  await play(desk, /^Play creak\.wav/);
  const [download] = await Promise.all([desk.waitForEvent('download'), desk.getByRole('button', { name: /^Download creak\.wav/ }).click()]);
  expect(download.suggestedFilename()).toBe('creak.wav');
  expect(readFileSync(await download.path())).toEqual(wav);
  expect(await desk.evaluate((origin) => window.strictPage.addresses(origin), gateway().url)).toEqual([]);
  expect([...(await complaints()), ...(await ofDesk())]).toEqual([]);
  await Promise.all([page.close(), desk.close()]);
});

/** A page with these scripts, and the console's warnings. */
async function pageWith(...scripts: Script[]): Promise<{ page: Page; warnings: string[] }> {
  const page = await browser().newPage();
  const warnings: string[] = [];
  page.on('console', (message) => { if (message.type() === 'warning') warnings.push(message.text()); });
  await page.goto(site().page(scripts), { waitUntil: 'load' });
  return { page, warnings };
}

test('no name is left on the page but those of the elements, and what Lit shares among its copies', async () => {
  const names = async (...scripts: Script[]): Promise<string[]> => {
    const { page, warnings } = await pageWith(...scripts);
    const all = await page.evaluate(() => Object.getOwnPropertyNames(window));
    expect(warnings).toEqual([]);
    await page.close();
    return all;
  };
  const before = new Set(await names());
  const after = await names({ src: '/cdn/klapka.js' }, { src: '/chat-button.js' }, { src: '/chat/window.js' });
  expect(after.filter((name) => !before.has(name)).toSorted()).toEqual(['litElementVersions', 'litHtmlVersions', 'litPropertyMetadata', 'reactiveElementVersions']);
});

test('a second copy, of another build, warns once for each element, and elements of both work together', async () => {
  const { page, warnings } = await pageWith({ src: '/strict/page.js' }, { src: '/phone.js' }, { src: '/cdn/klapka.js' }, { src: '/cdn/klapka.js?again' });
  const taken = (): string[] => warnings.flatMap((said) => /^<(.+?)> is already defined/.exec(said)?.[1] ?? []);
  expect(taken().toSorted()).toEqual(['pbx-dialer', 'pbx-provider']);
  // The provider is the first copy's, the list in it the second's.
  await page.evaluate(() => window.strictPage.show('pbx-provider', 'normal', {}));
  await text('Petr Svoboda')(page).waitFor();
  await page.evaluate(() => window.strictPage.show('pbx-dialer', 'onCall', {}));
  await page.getByRole('button', { name: 'Hold' }).waitFor();
  expect(taken()).toHaveLength(new Set(taken()).size);
  await page.close();
});

test('the scripts are what their hashes say, and a browser refuses another', async () => {
  const hashes = (await (await fetch(`${gateway().url}/integrity.json`)).json()) as Record<string, string>;
  const elements = { 'cdn/klapka.js': 'pbx-inbox', 'phone.js': 'pbx-dialer', 'chat-button.js': 'pbx-chat-button' };
  for (const [file, tag] of Object.entries(elements)) {
    expect(hashes[file], file).toMatch(/^sha384-[A-Za-z0-9+/]{64}$/);
    for (const [of, defined] of [[file, true], ['client.js', false]] as const) {
      const { page } = await pageWith({ src: `/${file}`, integrity: hashes[of] ?? '' });
      expect(await page.evaluate((name) => customElements.get(name) !== undefined, tag), `${file} with the hash of ${of}`).toBe(defined);
      await page.close();
    }
  }
});
