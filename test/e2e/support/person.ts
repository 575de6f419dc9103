import type { Browser, BrowserContext, Locator, Page } from 'playwright';
import { expect, vi } from 'vitest';
import { openClient } from './client-page.ts';
import type { Gateway } from './gateway.ts';

export interface Arrival {
  browser: Browser;
  gateway: Gateway;
  extension: string;
  /** What this person says, Hz. */
  tone: number;
  /** In this browser already: another tab. */
  context?: BrowserContext;
}

/** The tones of a row and of a column of keys, Hz (ITU-T Q.23). */
const [rows, columns] = [[697, 770, 852, 941], [1209, 1336, 1477]];
const keys = '123456789*0#';
const patience = { timeout: 15_000, interval: 50 };

/** Somebody at the client's own page, who does everything by its buttons and keys and says one tone. */
export class Person {
  readonly page: Page;
  readonly extension: string;
  readonly tone: number;

  private constructor(page: Page, { extension, tone }: Arrival) {
    this.page = page;
    this.extension = extension;
    this.tone = tone;
  }

  static async arrive(arrival: Arrival): Promise<Person> {
    return new Person(await openClient(arrival), arrival);
  }

  leave(): Promise<void> {
    return this.page.context().close();
  }

  /** Loads the page anew, in whatever call it is; resolves when its phone is back. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.getByText('Ready', { exact: true }).filter({ visible: true }).first().waitFor();
  }

  /** The card of the call in hand, and the calls beside it. */
  get calls(): Locator {
    return this.page.locator('pbx-call');
  }

  get incoming(): Locator {
    return this.page.getByRole('alertdialog', { name: 'Incoming call' });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true }).filter({ visible: true }).first();
  }

  press(name: string | RegExp): Promise<void> {
    return this.button(name).click();
  }

  /** Types a key while the call has the focus. */
  async key(key: string): Promise<void> {
    await this.calls.getByRole('button', { name: 'Hang up' }).first().focus();
    await this.page.keyboard.press(key);
  }

  /** Somebody in the list of extensions, by number. */
  row(number: string): Locator {
    return this.page.locator('pbx-extension-list').getByRole('row').filter({ hasText: number });
  }

  /** Waits until somebody's row says so. */
  sees(number: string, text: string): Promise<void> {
    return this.row(number).getByText(text).filter({ visible: true }).first().waitFor();
  }

  async dial(number: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Number' }).fill(number);
    await this.press('Call');
  }

  async answer(): Promise<void> {
    await this.incoming.waitFor();
    await this.press('Answer');
  }

  /** Both can talk, and hear each other. */
  async connect(to: Person): Promise<void> {
    await this.dial(to.extension);
    await to.answer();
    await Promise.all([this.hears(to), to.hears(this)]);
  }

  /** Opens a panel of the call and types whom it is about. */
  async name(action: 'Transfer' | 'Add person' | 'New call', whom: Person): Promise<void> {
    if (action === 'New call') await this.calls.getByRole('button', { name: action }).click();
    else await this.press(action);
    await this.calls.getByRole('combobox', { name: 'Name or number' }).fill(whom.extension);
  }

  /** Holds the call and talks with somebody else first. */
  async consult(whom: Person): Promise<void> {
    await this.name('Transfer', whom);
    await this.press('Ask first');
    await whom.answer();
    await Promise.all([this.hears(whom), whom.hears(this)]);
  }

  /** Each of these voices or tones, and none of the others. */
  hears(wanted: Voice | readonly Voice[], silent: readonly Voice[] = []): Promise<void> {
    const loud = pitches([wanted].flat());
    return vi.waitFor(async () => {
      const levels = await this.page.evaluate((asked) => window.audio.heard(asked)?.levels ?? [], [...loud, ...pitches(silent)]);
      const heard = levels.slice(0, loud.length);
      expect(Math.min(...heard), `${this.extension}: ${JSON.stringify(levels)}`).toBeGreaterThan(-50);
      expect(Math.max(-200, ...levels.slice(loud.length)), `${this.extension}: ${JSON.stringify(levels)}`).toBeLessThan(Math.min(...heard) - 15);
    }, patience);
  }

  /** The two tones of a key, each well above the others of its kind, as a receiver of keys asks for. What is heard is cut up: tones are short. */
  hearsKey(key: string): Promise<void> {
    const loud = keys.indexOf(key);
    return vi.waitFor(async () => {
      const levels = await this.page.evaluate((asked) => window.audio.heard(asked)?.levels ?? [], [...rows, ...columns]);
      for (const [of, wanted] of [[levels.slice(0, rows.length), Math.floor(loud / columns.length)], [levels.slice(rows.length), loud % columns.length]] as const) {
        const level = of[wanted] ?? -200;
        expect(level, `${this.extension}: ${JSON.stringify(levels)}`).toBeGreaterThan(-50);
        expect(Math.max(...of.toSpliced(wanted, 1)), `${this.extension}: ${JSON.stringify(levels)}`).toBeLessThan(level - 6);
      }
    }, patience);
  }

  hearsNothing(): Promise<void> {
    return vi.waitFor(async () => {
      const heard = await this.page.evaluate(() => window.audio.heard([]));
      expect(heard?.level ?? -200, `${this.extension}: ${JSON.stringify(heard)}`).toBeLessThan(-70);
    }, patience);
  }

  /** Waits until no call is left, neither in hand nor waiting nor ringing. */
  async idle(): Promise<void> {
    await expect.poll(() => this.page.getByRole('button', { name: /^(Hang up|Answer)$/ }).count(), patience).toBe(0);
  }

  /** Puts the card of a call that is over away, and every panel. */
  async close(): Promise<void> {
    for (const name of ['Restore', 'Close']) {
      const button = this.calls.getByRole('button', { name, exact: true }).first();
      if (await button.isVisible()) await button.click();
    }
  }

  /** Ends whatever is left, so that a test that failed in the middle leaves nothing to the next one. */
  async clear(): Promise<void> {
    if (this.page.isClosed()) return;
    await expect.poll(async () => {
      const left = this.page.getByRole('button', { name: /^(Hang up|Decline)$/ }).filter({ visible: true }).first();
      if ((await left.count()) === 0) return true;
      await left.click({ timeout: 1_000 }).catch(() => undefined);
      return false;
    }, { timeout: 15_000, interval: 200 }).toBe(true);
  }
}

/** Somebody who speaks, or a tone by itself, Hz. */
export type Voice = Person | number;

/** The note the hold music never leaves, Hz (C5). */
export const holdMusic = 523;

const pitches = (voices: readonly Voice[]): number[] => voices.map((voice) => (typeof voice === 'number' ? voice : voice.tone));
