import type { Page } from 'playwright';
import { describe, expect, it, vi } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { openClient } from './support/client-page.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';

/* What a new user does first: two browsers, two extensions, one call, through the client's own buttons. */

const gateway = shared(() => startGateway());
const browser = shared(() => launchBrowser());
const tones = { ann: 440, bob: 1000 };

const arrive = (extension: string, tone: number): Promise<Page> => openClient({ browser: browser(), gateway: gateway(), extension, tone });

function hears(page: Page, pitch: number): Promise<void> {
  return vi.waitFor(
    async () => {
      const heard = await page.evaluate(() => window.audio.heard([]));
      expect(Math.abs((heard?.pitch ?? 0) - pitch), JSON.stringify(heard)).toBeLessThan(12);
      expect(heard?.level).toBeGreaterThan(-45);
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** The two tones of a key (ITU-T Q.23), and nothing of the other keys'. */
function hearsKey(page: Page, key: [number, number]): Promise<void> {
  const others = [697, 770, 852, 941, 1209, 1336, 1477].filter((pitch) => !key.includes(pitch));
  return vi.waitFor(
    async () => {
      const levels = await page.evaluate((pitches) => window.audio.heard(pitches)?.levels ?? [], [...key, ...others]);
      expect(Math.min(...levels.slice(0, 2)), JSON.stringify(levels)).toBeGreaterThan(Math.max(...levels.slice(2)) + 15);
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** The buttons of the first screen, by the names that screen readers say. */
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

describe('two people at the client', () => {
  it('call each other by number and hear each other, hold, digits and hang up', async () => {
    const [ann, bob] = await Promise.all([arrive('1003', tones.ann), arrive('1004', tones.bob)]);
    await ann.getByRole('textbox', { name: 'Number' }).fill('1004');
    await press(ann, 'Call');
    await bob.getByRole('alertdialog', { name: 'Incoming call' }).waitFor();
    await press(bob, 'Answer');
    await hears(ann, tones.bob);
    await hears(bob, tones.ann);

    await press(ann, 'Mute');
    await ann.getByRole('button', { name: 'Unmute' }).first().waitFor();
    await press(ann, 'Keypad');
    for (let count = 0; count < 8; count += 1) await ann.getByRole('button', { name: '5', exact: true }).last().click();
    await hearsKey(bob, [770, 1336]);
    await ann.keyboard.type('99999999');
    await hearsKey(bob, [852, 1477]);
    await press(ann, 'Unmute');
    await press(ann, 'Hold');
    await ann.getByRole('button', { name: 'Resume' }).first().waitFor();
    await hears(bob, 523);
    await press(ann, 'Resume');
    await hears(bob, tones.ann);

    await press(bob, 'Hang up');
    await expect.poll(() => ann.getByRole('button', { name: 'Hang up' }).count(), { timeout: 15_000 }).toBe(0);
    await Promise.all([ann.context().close(), bob.context().close()]);
  });

  it('call from the list of extensions, and decline', async () => {
    const [ann, bob] = await Promise.all([arrive('1005', tones.ann), arrive('1006', tones.bob)]);
    const row = ann.getByRole('row').filter({ hasText: '1006' });
    await row.getByRole('button', { name: /^Call / }).first().click();
    await bob.getByRole('alertdialog', { name: 'Incoming call' }).waitFor();
    await press(bob, 'Decline');
    await bob.getByRole('alertdialog', { name: 'Incoming call' }).waitFor({ state: 'detached' });
    await expect.poll(() => ann.getByRole('button', { name: 'Hang up' }).count(), { timeout: 15_000 }).toBe(0);
    await Promise.all([ann.context().close(), bob.context().close()]);
  });
});
