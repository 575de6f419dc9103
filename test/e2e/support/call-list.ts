import { expect, it } from 'vitest';
import type { Desk } from './desk.ts';
import type { Person } from './person.ts';

/** The list of extensions in the client, and the calls of others that some may manage, on every PBX. */
export function callList(desk: () => Desk): void {
  it('shows what colleagues do while they do it, and on what they are signed in', async () => {
    const { ann, bob, eve } = desk();
    const row = ann.row('1004');
    await ann.sees('1004', 'Available');
    await row.getByRole('img', { name: 'Signed in: browser' }).waitFor();
    await ann.row('1008').getByRole('img', { name: 'No phone signed in' }).waitFor();
    await eve.dial('1004');
    await ann.sees('1004', 'Ringing');
    await bob.answer();
    await ann.sees('1004', 'On a call');
    await bob.press('Hang up');
    await ann.sees('1004', 'Available');
    const choose = async (state: string) => {
      await bob.press(/^Account of /);
      await bob.page.locator('pbx-account-menu').getByText(state, { exact: true }).filter({ visible: true }).last().click();
      await bob.page.keyboard.press('Escape');
    };
    await choose('Do not disturb');
    await ann.sees('1004', 'Do not disturb');
    await choose('Available');
    await ann.sees('1004', 'Available');
  });

  it('calls, also a mobile, copies the number, keeps favourites and filters', async () => {
    const { ann, bob } = desk();
    const row = ann.row('1004');
    await row.hover();
    await row.getByRole('button', { name: 'Copy number 1004' }).click();
    await expect.poll(() => ann.page.evaluate(() => navigator.clipboard.readText())).toBe('1004');
    await row.getByRole('button', { name: 'Call David Novák', exact: true }).click();
    await bob.incoming.waitFor();
    await ann.press('Hang up');
    await bob.idle();
    await row.hover();
    await row.getByRole('button', { name: 'Mobile of David Novák' }).click();
    // This company has no outside line.
    await ann.calls.getByText(/The call could not be made|does not exist|may not call/).first().waitFor();
    await ann.calls.getByText('+420600001004').first().waitFor();
    await ann.close();
    await row.hover();
    await row.getByRole('button', { name: 'Favourite: David Novák' }).click();
    await ann.press('Favourites');
    const rows = ann.page.locator('pbx-extension-list').getByRole('row');
    // The heading is one of them.
    await expect.poll(() => rows.count()).toBe(2);
    await row.hover();
    await row.getByRole('button', { name: 'Favourite: David Novák' }).click();
    await expect.poll(() => row.count()).toBe(0);
    await ann.press('Favourites');
    await ann.page.getByRole('combobox', { name: 'Department' }).selectOption('Office');
    await expect.poll(() => rows.count()).toBe(5);
    await ann.page.getByRole('combobox', { name: 'Department' }).selectOption('');
  });

  it('lets a supervisor pick up, listen, whisper, join in, pass on and hang up, and nobody else', async () => {
    const { ann, bob, eve, arrive } = desk();
    const sup = await arrive('1002', 1900);
    try {
      await picksUp(sup, ann, bob);
      await listens(sup, ann, bob);
      expect(await eve.row('1004').getByRole('button', { name: /^(Manage calls|Pick up for)/ }).count()).toBe(0);
      const bar = sup.page.getByRole('group', { name: 'Manage calls: David Novák' });
      await bar.getByLabel('To whom: name or number').fill('1005');
      await bar.getByRole('button', { name: 'Transfer' }).click();
      await eve.answer();
      await Promise.all([ann.hears(eve, [bob]), eve.hears(ann), bob.idle()]);
      await manage(sup, '1005', 'Emma Schneider');
      await sup.page.getByRole('group', { name: 'Manage calls: Emma Schneider' }).getByRole('button', { name: 'Hang up' }).click();
      await Promise.all([ann.idle(), eve.idle()]);
    } finally {
      await sup.leave();
    }
  });
}

async function manage(person: Person, number: string, name: string): Promise<void> {
  const button = person.row(number).getByRole('button', { name: `Manage calls: ${name}` });
  await person.row(number).hover();
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
}

async function picksUp(sup: Person, ann: Person, bob: Person): Promise<void> {
  await ann.dial('1004');
  await bob.incoming.waitFor();
  await sup.row('1004').hover();
  await sup.row('1004').getByRole('button', { name: 'Pick up for David Novák' }).click();
  await Promise.all([ann.hears(sup), sup.hears(ann), bob.idle()]);
  await sup.calls.getByRole('button', { name: 'Hang up' }).click();
  await ann.idle();
}

/** Ann and Bob talk on behind it, with Bob's calls open to be managed. */
async function listens(sup: Person, ann: Person, bob: Person): Promise<void> {
  await ann.connect(bob);
  await manage(sup, '1004', 'David Novák');
  await sup.page.getByRole('group', { name: 'Manage calls: David Novák' }).getByRole('button', { name: 'Listen' }).click();
  await sup.hears([ann, bob]);
  await Promise.all([ann.hears(bob, [sup]), bob.hears(ann, [sup])]);
  await sup.calls.getByRole('button', { name: 'Whisper' }).click();
  await Promise.all([bob.hears([ann, sup]), ann.hears(bob, [sup])]);
  await sup.calls.getByRole('button', { name: 'Join in' }).click();
  await Promise.all([bob.hears([ann, sup]), ann.hears([bob, sup])]);
  await sup.calls.getByRole('button', { name: 'Hang up' }).click();
  await Promise.all([bob.hears(ann, [sup]), ann.hears(bob, [sup])]);
}
