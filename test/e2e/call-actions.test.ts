import type { Page } from 'playwright';
import { describe, expect, it, vi } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { openClient } from './support/client-page.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';

/* What people do with a call, through the buttons of the client, on the embedded PBX; who hears whom is measured. */

const gateway = shared(() => startGateway());
const browser = shared(() => launchBrowser());

interface Person {
  page: Page;
  tone: number;
}

async function arrive(extension: string, tone: number): Promise<Person> {
  return { page: await openClient({ browser: browser(), gateway: gateway(), extension, tone }), tone };
}

/** Each of these tones, and none of the others. */
function hears({ page }: Person, wanted: readonly number[], silent: readonly number[] = []): Promise<void> {
  return vi.waitFor(
    async () => {
      const levels = await page.evaluate((pitches) => window.audio.heard(pitches)?.levels ?? [], [...wanted, ...silent]);
      const heard = levels.slice(0, wanted.length);
      expect(Math.min(...heard), JSON.stringify(levels)).toBeGreaterThan(-50);
      expect(Math.max(-200, ...levels.slice(wanted.length)), JSON.stringify(levels)).toBeLessThan(Math.min(...heard) - 15);
    },
    { timeout: 15_000, interval: 50 },
  );
}

const press = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();
const field = ({ page }: Person, name: string) => page.getByRole('combobox', { name });
const noCall = ({ page }: Person) => expect.poll(() => page.getByRole('button', { name: 'Hang up' }).count(), { timeout: 15_000 }).toBe(0);
const close = (...people: Person[]) => Promise.all(people.map(({ page }) => page.context().close()));

async function connect(from: Person, to: Person, number: string): Promise<void> {
  await from.page.getByRole('textbox', { name: 'Number' }).fill(number);
  await press(from, 'Call');
  await answer(to);
  await hears(from, [to.tone]);
  await hears(to, [from.tone]);
}

/** Holds the call and talks with somebody else first. */
async function consult(asking: Person, asked: Person, number: string): Promise<void> {
  await press(asking, 'Transfer');
  await field(asking, 'Name or number').fill(number);
  await press(asking, 'Ask first');
  await answer(asked);
}

async function answer(person: Person): Promise<void> {
  await person.page.getByRole('alertdialog', { name: 'Incoming call' }).waitFor();
  await press(person, 'Answer');
}

describe('a call in the client', () => {
  it('is passed on at once, with a note that is seen while it rings', async () => {
    const [ann, bob, eve] = await Promise.all([arrive('1003', 440), arrive('1004', 1000), arrive('1005', 1500)]);
    await connect(ann, bob, '1004');
    await press(bob, 'Transfer');
    await field(bob, 'Name or number').fill('1005');
    await bob.page.getByRole('textbox', { name: 'Note, shown while it rings' }).fill('Order 7');
    await press(bob, 'Transfer now');
    await eve.page.getByRole('alertdialog', { name: 'Incoming call' }).getByText('Order 7').waitFor();
    await noCall(bob);
    await answer(eve);
    await hears(ann, [eve.tone], [bob.tone]);
    await hears(eve, [ann.tone], [bob.tone]);
    // The card says with whom it is now.
    await expect.poll(() => ann.page.locator('pbx-call').getByText('1005', { exact: true }).filter({ visible: true }).count()).toBeGreaterThan(0);
    await close(ann, bob, eve);
  });

  it('is passed on after a word with the other, who hears nobody else meanwhile', async () => {
    const [ann, bob, eve] = await Promise.all([arrive('1003', 440), arrive('1004', 1000), arrive('1005', 1500)]);
    await connect(ann, bob, '1004');
    await consult(bob, eve, '1005');
    await hears(eve, [bob.tone], [ann.tone]);
    await press(bob, 'Swap');
    await hears(ann, [bob.tone], [eve.tone]);
    await press(bob, 'Connect them');
    await hears(ann, [eve.tone], [bob.tone]);
    await hears(eve, [ann.tone], [bob.tone]);
    await noCall(bob);
    await close(ann, bob, eve);
  });

  it('becomes a conference: two calls merged, a member muted and removed', async () => {
    const [ann, bob, eve] = await Promise.all([arrive('1003', 440), arrive('1004', 1000), arrive('1005', 1500)]);
    await connect(ann, bob, '1004');
    await consult(bob, eve, '1005');
    await hears(bob, [eve.tone]);
    await press(bob, 'Merge');
    await hears(ann, [bob.tone, eve.tone]);
    await hears(eve, [ann.tone, bob.tone]);
    await bob.page.getByText('Conference of 3').filter({ visible: true }).first().waitFor();
    const members = bob.page.getByRole('list', { name: 'In the conference' });
    await members.getByRole('listitem').nth(1).getByRole('button', { name: /^Mute / }).click();
    await members.getByRole('button', { name: /^Unmute / }).waitFor();
    await members.getByRole('button', { name: /^Unmute / }).click();
    await members.getByRole('listitem').nth(2).getByRole('button', { name: /^Remove / }).click();
    await members.waitFor({ state: 'detached' });
    await hears(bob, [ann.tone], [eve.tone]);
    await close(ann, bob, eve);
  });

  it('is parked with music, says where, and comes back with one press', async () => {
    const [ann, bob] = await Promise.all([arrive('1003', 440), arrive('1004', 1000)]);
    await connect(ann, bob, '1004');
    await press(bob, 'Park');
    await press(bob, 'First free slot');
    await bob.page.getByText(/^Parked on /).filter({ visible: true }).first().waitFor();
    await hears(ann, [523], [bob.tone]);
    await press(bob, 'Retrieve');
    await hears(ann, [bob.tone]);
    await hears(bob, [ann.tone]);
    await press(bob, 'Hang up');
    await noCall(ann);
    await close(ann, bob);
  });

  it('goes on at another browser of the same person, and says how its line is', async () => {
    const [ann, desk, sofa] = await Promise.all([arrive('1003', 440), arrive('1004', 1000), arrive('1004', 1500)]);
    await connect(ann, desk, '1004');
    await press(desk, 'Line quality');
    const figures = desk.page.getByRole('group', { name: 'Line quality' });
    await figures.getByText('PCMU').waitFor();
    await figures.getByText('direct').waitFor();
    await press(desk, 'Switch device');
    // The one there is, or whichever of several answers first: browsers of the tests before are signed in still.
    await desk.page.getByRole('group', { name: 'Switch device' }).locator('.panel-actions button').last().click();
    await answer(sofa);
    await hears(ann, [sofa.tone], [desk.tone]);
    await hears(sofa, [ann.tone]);
    await noCall(desk);
    await close(ann, desk, sofa);
  });
});
