import type { BrowserContext, Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';
import { fillSignIn, signIn } from './support/sign-in.ts';

/* Two tabs of one browser are one signed-in device: what one does with the sign-in, the other shows without a reload. */

const gateway = shared(() => startGateway());
const browser = shared(() => launchBrowser());
let context: BrowserContext;
let tabs: [Page, Page];

beforeEach(async () => {
  context = await browser().newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  tabs = [await arrive(), await arrive()];
});
afterEach(() => context.close());

async function arrive(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(gateway().url);
  await page.getByLabel('Extension or e-mail').waitFor();
  return page;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const isIn = (page: Page) => page.getByRole('textbox', { name: 'Number' }).waitFor();
const isOut = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();

async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByText(entry, { exact: true }).first().click();
}

describe('two tabs of one browser', () => {
  it('are signed in by one, are one device with one phone, and are signed out by the other', async () => {
    const [first, second] = tabs;
    await signIn(first, '1003', gateway().password);
    await Promise.all([isIn(first), isIn(second)]);
    // The first took the phone or the second did: exactly one of them says that it is elsewhere.
    const elsewhere = (page: Page) => page.getByText('The phone is open in another window').isVisible();
    await expect.poll(async () => (await Promise.all(tabs.map(elsewhere))).filter(Boolean).length, { timeout: 15_000 }).toBe(1);

    await choose(second, 'Sign out');
    await Promise.all([isOut(first), isOut(second)]);
    // For good: a reload does not bring it back.
    await first.reload();
    await isOut(first);
    expect(await first.evaluate(() => JSON.stringify(localStorage))).not.toContain('refreshToken');
  });

  it('both stay signed in when both sign in at the same moment', async () => {
    await Promise.all(tabs.map((page) => fillSignIn(page, '1004', gateway().password)));
    // From inside the pages, so that neither is a round trip of this test behind the other.
    await Promise.all(tabs.map((page) => page.getByRole('button', { name: 'Sign in', exact: true }).evaluate((button: HTMLButtonElement) => button.click())));
    await Promise.all(tabs.map(isIn));
    await Promise.all(tabs.map((page) => page.reload()));
    await Promise.all(tabs.map(isIn));
  });

  it('stay signed in when the password is changed in one, while another browser is signed out with the reason', async () => {
    const [first, second] = tabs;
    await signIn(first, '1005', gateway().password);
    await Promise.all(tabs.map(isIn));
    const other = await browser().newContext({ locale: 'en-GB' });
    const elsewhere = await other.newPage();
    await elsewhere.goto(gateway().url);
    await signIn(elsewhere, '1005', gateway().password);
    await isIn(elsewhere);

    await choose(first, 'Change password');
    const password = 'another horse, another battery';
    await first.getByLabel('Current password').fill(gateway().password);
    await first.getByLabel('New password').fill(password);
    await press(first, 'Save password');
    await isOut(elsewhere);
    await elsewhere.getByText('Please sign in again.').waitFor();
    await Promise.all(tabs.map((page) => page.reload()));
    await Promise.all([isIn(first), isIn(second)]);
    await signIn(elsewhere, '1005', password);
    await isIn(elsewhere);
    await other.close();
  });
});
