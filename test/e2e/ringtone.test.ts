import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PageSounds, SoundChoice } from '../../components/core/index.ts';
import { toneFile } from '../fixtures/tone.ts';
import type { Heard } from './support/audio.ts';
import { launchBrowser } from './support/browser.ts';
import { startGateway, type Gateway } from './support/gateway.ts';
import { startPageServer, type PageServer } from './support/page-server.ts';
import { User } from './support/user.ts';

/*
 * What a called person hears before the answer: an FFT of what their page sends to its speakers. The page forbids media
 * (`media-src 'none'`), so a ringtone of its own comes by `connect-src` alone.
 */

/** Pitches of the built-in ones, Hz. */
const pitches: Record<Exclude<SoundChoice['ringtone'], '' | 'none'>, number[]> = { rise: [659, 784, 988, 1175], bell: [1047, 1245], chime: [349, 440] };
const names = Object.keys(pitches) as (keyof typeof pitches)[];
/** Below this nothing is heard. */
const silence = -70;

let site: PageServer;
let gateway: Gateway;
let browser: Browser;
let ann: User;
let bob: User;
const warnings: string[] = [];

beforeAll(async () => {
  site = await startPageServer();
  gateway = await startGateway({ origins: [site.origin] });
  browser = await launchBrowser();
  const context = await browser.newContext();
  await context.route('**/ring.wav', (route) => route.fulfill({ contentType: 'audio/wav', body: Buffer.from(toneFile(1500)) }));
  await context.route('**/ding.wav', (route) => route.fulfill({ contentType: 'audio/wav', body: Buffer.from(toneFile(2100)) }));
  await context.route('**/gone.wav', (route) => route.fulfill({ status: 404 }));
  const open = { browser, gateway, origin: site.origin };
  [ann, bob] = await Promise.all([User.open({ ...open, extension: '1003', tone: 440 }), User.open({ ...open, extension: '1004', tone: 1000, path: '/no-media', context })]);
  bob.page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await site?.stop();
});
afterEach(async () => {
  for (const call of await ann.calls()) if (call.state !== 'ended') await ann.hangUp(call);
  await set({ ringtone: '', volume: 1 }, { ringtone: '', messageTone: '' });
  await bob.idle();
  warnings.length = 0;
});

const set = (choice: Partial<SoundChoice>, page: Partial<PageSounds> = {}): Promise<void> =>
  bob.page.evaluate(([chosen, ofPage]) => {
    window.session.devices.setPageSounds(ofPage);
    window.session.devices.chooseSounds(chosen);
  }, [choice, page] as const);

/** Ann calls Bob: his page rings, or knows that it must not. */
async function ring(): Promise<void> {
  await bob.page.evaluate(() => window.audio.listenAnew());
  await ann.dial('1004');
  await bob.ringing();
}

async function playsOneOf(user: User, wanted: readonly number[]): Promise<Heard> {
  let heard: Heard | null = null;
  await user.until(async () => {
    heard = await user.plays();
    const { level = -200, pitch = 0 } = heard ?? {};
    if (level < silence / 2 || !wanted.some((one) => Math.abs(one - pitch) < 25)) throw new Error(`plays ${JSON.stringify(heard)}, none of ${wanted.join(', ')} Hz`);
  });
  return heard!;
}

/** The loudest the tone gets, dBFS: an FFT may look at it in the moment it begins. */
async function levelOf(pitch: number): Promise<number> {
  const levels: number[] = [];
  await bob.until(async () => {
    levels.push((await playsOneOf(bob, [pitch])).level);
    if (levels.length < 20) throw new Error('still listening');
  });
  return Math.max(...levels);
}

describe('a call that comes in', () => {
  it('rings with rise where nobody chose anything', async () => {
    await ring();
    await playsOneOf(bob, pitches.rise);
  });

  for (const name of names) {
    it(`rings with ${name} where the person chose it, whatever the page has`, async () => {
      await set({ ringtone: name }, { ringtone: 'none' });
      await ring();
      await playsOneOf(bob, pitches[name]);
    });
  }

  it('rings with the page’s own sound, as loud as the person wants', async () => {
    await set({}, { ringtone: '/ring.wav' });
    // A try waits for the file; a call would not.
    await bob.page.evaluate(() => window.session.devices.playRingtone(new AbortController().signal));
    await ring();
    const loud = await levelOf(1500);
    await ann.hangUp();
    await bob.idle();
    await set({ volume: 0.5 });
    await ring();
    // Half way is a quarter of the amplitude: 12 dB.
    expect(loud - (await levelOf(1500))).toBeCloseTo(12, 0);
  });

  it('rings with rise where the page’s sound is out of reach, and says so once', async () => {
    await set({}, { ringtone: '/gone.wav' });
    for (const _time of ['first', 'second']) {
      await ring();
      await playsOneOf(bob, pitches.rise);
      await ann.hangUp();
      await bob.idle();
    }
    await bob.until(async () => {
      if (warnings.length === 0) throw new Error('no warning');
    });
    expect(warnings.filter((text) => text.includes('/gone.wav'))).toEqual([expect.stringContaining('the server answered 404')]);
  });

  for (const [who, choice, page] of [['the person', { ringtone: 'none' }, {}], ['the page', {}, { ringtone: 'none' }]] as const) {
    it(`is silent where ${who} wants it so`, async () => {
      await set(choice, page);
      await ring();
      expect(await bob.plays()).toBeNull();
    });
  }

  it('is silent at volume nought', async () => {
    await set({ volume: 0 });
    await ring();
    const heard: Heard[] = [];
    await bob.until(async () => {
      heard.push((await bob.plays())!);
      if (heard.length < 20) throw new Error('still listening');
    });
    expect(Math.max(...heard.map(({ level }) => level))).toBeLessThan(silence);
  });
});

describe('a message', () => {
  it('is told by the page’s own sound, or not at all where the page wants none', async () => {
    await bob.page.mouse.click(5, 5);
    await bob.page.evaluate(() => window.audio.listenAnew());
    await set({}, { messageTone: 'none' });
    await bob.page.evaluate(() => window.session.devices.playMessage());
    expect(await bob.plays()).toBeNull();
    await set({}, { messageTone: '/ding.wav' });
    const over = bob.page.evaluate(() => window.session.devices.playMessage());
    await playsOneOf(bob, [2100]);
    await over;
  });
});
