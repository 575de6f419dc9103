import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { Voicemail } from '@klapka/protocol';
import { channelsOf } from '../contract/pbx/audio.ts';
import { launchBrowser } from './support/browser.ts';
import { openClient } from './support/client-page.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';

/* Messages left and kept through the client's own buttons, on the embedded PBX. */

const gateway = shared(() => startGateway());
const browser = shared(() => launchBrowser());

const arrive = (extension: string, tone: number): Promise<Page> => openClient({ browser: browser(), gateway: gateway(), extension, tone });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();

async function token(login: string): Promise<string> {
  const response = await fetch(`${gateway().url}/api/auth/sign-in`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: gateway().password, device: { id: `voicemail-test-${login}`, name: 'Test' } }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

async function ask(login: string, path: string): Promise<Response> {
  return fetch(gateway().url + path, { headers: { authorization: `Bearer ${await token(login)}` } });
}

const messagesOf = async (login: string): Promise<Voicemail[]> => ((await (await ask(login, '/api/voicemails')).json()) as { voicemails: Voicemail[] }).voicemails;

/** Speaks until the mailbox has heard enough of it to be a message, then hangs up. */
async function speak(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hang up' }).filter({ visible: true }).first().waitFor();
  await expect.poll(async () => Number((await page.getByRole('timer').filter({ visible: true }).first().textContent())?.replace(/\D/g, '')), { timeout: 40_000 }).toBeGreaterThan(15);
  await press(page, 'Hang up');
}

describe('a message', () => {
  it('is left from the list without ringing anybody, and is whose mailbox it is', async () => {
    const [ann, bob] = await Promise.all([arrive('1003', 440), arrive('1004', 1000)]);
    const name = await bob.locator('pbx-extension-list').getByRole('row').filter({ hasText: 'You' }).locator('.name .ellipsis').first().textContent();
    await ann.getByRole('row').filter({ hasText: name ?? '' }).first().hover();
    await press(ann, `Leave a voicemail for ${name}`);
    await speak(ann);
    await expect.poll(async () => (await messagesOf('1004')).length, { timeout: 10_000 }).toBe(1);
    expect(await bob.getByRole('alertdialog', { name: 'Incoming call' }).count()).toBe(0);
    const [message] = await messagesOf('1004');
    expect(message).toMatchObject({ mailbox: '1004', from: { number: '1003' }, heard: false });
    const [said] = await channelsOf((await ask('1004', `/api/voicemails/${message?.id}/audio`)).body as unknown as AsyncIterable<Uint8Array>);
    expect(said?.(440)).toBeGreaterThan(9);
    expect(await messagesOf('1003')).toEqual([]);
    expect((await ask('1003', `/api/voicemails/${message?.id}/audio`)).status).toBe(404);
    await Promise.all([ann, bob].map((page) => page.context().close()));
  });

  it('is left instead of an answer, when who is called says so while it rings', async () => {
    const [ann, bob] = await Promise.all([arrive('1005', 440), arrive('1006', 1000)]);
    await ann.getByRole('textbox', { name: 'Number' }).fill('1006');
    await press(ann, 'Call');
    await bob.getByRole('alertdialog', { name: 'Incoming call' }).waitFor();
    await press(bob, 'To voicemail');
    await expect.poll(() => bob.getByRole('alertdialog', { name: 'Incoming call' }).count()).toBe(0);
    await speak(ann);
    await expect.poll(async () => (await messagesOf('1006')).map(({ from }) => from.number), { timeout: 10_000 }).toEqual(['1005']);
    await Promise.all([ann, bob].map((page) => page.context().close()));
  });
});
