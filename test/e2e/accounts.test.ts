import type { Page } from 'playwright';
import { describe, expect, it, vi } from 'vitest';
import { bodyOf, SmtpServer } from '../fakes/smtp-server.ts';
import { launchBrowser } from './support/browser.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';
import { signIn } from './support/sign-in.ts';

/* From the mail to the desk: an invitation and a forgotten password, as the people see them. */

const mailServer = new SmtpServer();
const mailAddress = shared(async () => ({ url: await mailServer.listen(), stop: () => mailServer.close() }));
const gateway = shared(() => startGateway({ env: { KLAPKA_SMTP_URL: mailAddress().url, KLAPKA_MAIL_FROM: 'klapka@example.com' } }));
const browser = shared(() => launchBrowser());

async function visit(address: string): Promise<Page> {
  const page = await (await browser().newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })).newPage();
  await page.goto(address);
  return page;
}

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Save the password' }).click();
}

const desk = (page: Page) => page.getByRole('textbox', { name: 'Number' }).waitFor();
const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** The link of the newest mail to this address, once there are so many. */
async function linkFor(address: string, count: number): Promise<string> {
  const mails = await vi.waitFor(() => {
    const found = mailServer.mails.filter(({ to }) => to.includes(address));
    expect(found).toHaveLength(count);
    return found;
  }, { timeout: 10_000 });
  return /https?:\/\/\S+/.exec(bodyOf(mails.at(-1)))?.[0] ?? '';
}

describe('an account', () => {
  it('is made by an administrator, taken over by the link of the mail, and gets a new password when that is forgotten', async () => {
    const address = 'olga@example.com';
    const administrator = await visit(gateway().url);
    await signIn(administrator, '1001', gateway().password);
    await administrator.getByRole('button', { name: 'Administration' }).click();
    await administrator.getByRole('button', { name: 'Invite a person' }).click();
    for (const [label, value] of [['First name', 'Olga'], ['Last name', 'Malá'], ['Extension number', '1020'], ['E-mail', address]] as const) {
      await administrator.getByLabel(label, { exact: true }).fill(value);
    }
    await administrator.getByRole('button', { name: 'Create' }).click();
    await says(administrator, 'Olga Malá has the link by e-mail.');

    const invitation = await linkFor(address, 1);
    const olga = await visit(invitation);
    await expect.poll(() => olga.url(), { message: 'the secret does not stay in the address' }).not.toContain('invitation');
    await choose(olga, 'short');
    await says(olga, /at least ten characters/);
    await choose(olga, 'quiet marble umbrella');
    await says(olga, 'The password is saved');
    await signIn(olga, address, 'quiet marble umbrella');
    await desk(olga);
    await says(olga, 'Olga Malá');

    // In a tab that is open already: the address changes behind the #, nothing is loaded.
    const elsewhere = await visit(gateway().url);
    await elsewhere.getByRole('button', { name: 'Forgotten password?' }).click();
    await elsewhere.getByLabel('Extension or e-mail').fill('1020');
    await elsewhere.getByRole('button', { name: 'Send the link' }).click();
    await says(elsewhere, /the link is on its way/);
    const reset = await linkFor(address, 2);
    await elsewhere.goto(reset);
    await choose(elsewhere, 'yellow paper lantern');
    await says(elsewhere, 'The password is saved');
    await olga.getByRole('button', { name: 'Sign in' }).waitFor();
    await signIn(elsewhere, '1020', 'quiet marble umbrella');
    await elsewhere.getByRole('alert').filter({ visible: true }).first().waitFor();
    await signIn(elsewhere, '1020', 'yellow paper lantern');
    await desk(elsewhere);
  });

  it('is not taken over by a link that was used, or cut on its way', async () => {
    const page = await visit(gateway().url);
    const link = mailServer.mails.map((mail) => /https?:\/\/\S+/.exec(bodyOf(mail))?.[0] ?? '')[0] ?? '';
    for (const useless of [link, link.slice(0, -30)]) {
      await page.goto('about:blank');
      await page.goto(useless);
      await choose(page, 'another good password');
      await says(page, /used or is too old/);
    }
  });

  it('can be taken over in a browser where somebody else is signed in, who is then signed out', async () => {
    const page = await visit(gateway().url);
    await signIn(page, '1001', gateway().password);
    await desk(page);
    await page.getByRole('button', { name: 'Administration' }).click();
    await page.getByRole('button', { name: 'New link for Filip Svoboda' }).click();
    await says(page, 'Filip Svoboda has the link by e-mail.');
    await page.goto(await linkFor('filip.svoboda@example.com', 1));
    await choose(page, 'green kettle mountain');
    await says(page, 'The password is saved');
    await signIn(page, '1006', 'green kettle mountain');
    await desk(page);
    expect(await page.getByRole('button', { name: 'Administration' }).count()).toBe(0);
  });
});
