import { beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../components/core/index.ts';
import { launchBrowser } from './support/browser.ts';
import { callBasics, connect, endCallsAfterEach } from './support/call-basics.ts';
import { startGateway } from './support/gateway.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User, type UserOptions } from './support/user.ts';

/** The note the embedded PBX's hold music never leaves, Hz (C5). */
const holdMusic = 523;

const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin] }));
const browser = shared(() => launchBrowser());
let ann: User;
let bob: User;
let cid: User;
/** How a call that nobody answers ends for both sides: that takes 45 seconds, so it is made first and looked at last. */
let unanswered: Promise<PhoneCall[]>;

const open = (extension: string, tone: number, more: Partial<UserOptions> = {}) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone, ...more });

beforeAll(async () => {
  const [caller, callee] = await Promise.all([open('1006', 2300), open('1007', 2300)]);
  await caller.dial('1007');
  await callee.ringing();
  unanswered = Promise.all([caller.ending(), callee.ending()]);
  // Where the last test is not among those that run, nobody is told of a page closed meanwhile.
  unanswered.catch(() => undefined);
  [ann, bob, cid] = await Promise.all([open('1003', 440), open('1004', 1000), open('1005', 1700)]);
});
endCallsAfterEach(() => [ann, bob, cid]);

describe('a call', () => {
  callBasics(() => ({ ann, bob }));

  it('ends for both when the callee hangs up', async () => {
    await connect(ann, bob);
    await bob.hangUp();
    expect((await ann.ended()).endReason).toBe('hung-up');
  });

  it('is cancelled while it rings', async () => {
    await ann.dial('1004');
    await bob.ringing();
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('cancelled');
    expect((await ann.ended()).endReason).toBe('cancelled');
  });

  it('plays the PBX’s own numbers: the echo gives the caller back', async () => {
    await ann.dial('*43');
    await ann.talking();
    await ann.hears(ann.tone);
    await ann.hangUp();
  });
});

describe('in a call', () => {
  it('on hold the other side hears music and this one nothing; after resuming both hear each other', async () => {
    await connect(ann, bob);
    await ann.hears(bob.tone);
    await ann.setHeld(true);
    await bob.hears(holdMusic);
    await ann.hearsNothing();
    await ann.setHeld(false);
    await bob.hears(ann.tone);
    await ann.hears(bob.tone);
    await ann.hangUp();
  });

  it('muted, this side is not heard but hears', async () => {
    await connect(ann, bob);
    await bob.hears(ann.tone);
    await ann.setMuted(true);
    await bob.hearsNothing();
    await ann.hears(bob.tone);
    await ann.setMuted(false);
    await bob.hears(ann.tone);
    await ann.hangUp();
  });

  it('digits arrive as the two tones of a key', async () => {
    await connect(ann, bob);
    await bob.hears(ann.tone);
    await ann.setMuted(true);
    await bob.hearsNothing();
    await ann.sendDtmf('5555555555');
    // Key 5: 770 and 1336 Hz (ITU-T Q.23).
    await bob.until(async () => {
      const heard = await bob.heard(770, 1336, 941, 1477);
      const [low = -200, high = -200, otherLow = -200, otherHigh = -200] = heard?.levels ?? [];
      expect(Math.min(low, high), JSON.stringify(heard)).toBeGreaterThan(Math.max(otherLow, otherHigh) + 20);
    });
    expect((await ann.talking()).digits).toBe('5555555555');
    await ann.hangUp();
  });

  it('a second call puts the first on hold, and switching changes who is heard', async () => {
    await connect(ann, bob);
    await ann.dial('1005');
    await cid.answer();
    await ann.call((call) => call.number === '1005' && call.state === 'talking');
    await ann.hears(cid.tone);
    await cid.hears(ann.tone);
    await bob.hears(holdMusic);

    const first = await ann.call((call) => call.number === '1004' && call.held);
    await ann.setHeld(false, first);
    await ann.hears(bob.tone);
    await bob.hears(ann.tone);
    await cid.hears(holdMusic);

    await bob.hangUp();
    await ann.call((call) => call.number === '1004' && call.state === 'ended');
    const second = await ann.call((call) => call.number === '1005' && call.held);
    await ann.setHeld(false, second);
    await cid.hears(ann.tone);
    await ann.hangUp(second);
  });

  it('a call that comes in meanwhile can be answered: the first waits with music', async () => {
    await connect(ann, bob);
    await cid.dial('1003');
    await ann.answer();
    await cid.talking();
    await cid.hears(ann.tone);
    await bob.hears(holdMusic);
    await bob.hangUp();
    await cid.hangUp();
  });

  it('a third caller is told that the line is busy', async () => {
    await connect(ann, bob);
    await cid.dial('1004');
    await bob.answer();
    const third = await open('1002', 2300);
    await third.dial('1004');
    expect((await third.ended()).endReason).toBe('busy');
    await third.context.close();
    await ann.hangUp();
    await cid.hangUp();
  });
});

describe('several devices of one extension', () => {
  it('all ring, the first to answer wins, the others stop', async () => {
    const other = await open('1004', 2300);
    await ann.dial('1004');
    await Promise.all([bob.ringing(), other.ringing()]);
    await other.answer();
    await ann.talking();
    expect((await bob.ended()).endReason).toBe('answered-elsewhere');
    await ann.hears(other.tone);
    await other.hears(ann.tone);
    await ann.hangUp();
    await other.ended();
    await other.context.close();
  });

  it('all stop when one declines', async () => {
    const other = await open('1004', 2300);
    await ann.dial('1004');
    await Promise.all([bob.ringing(), other.ringing()]);
    await bob.decline();
    expect((await ann.ended()).endReason).toBe('declined');
    await other.ended();
    await other.context.close();
  });
});

describe('several tabs of one browser', () => {
  it('share one phone: the second tab sees the call, commands it, and takes over when the first is closed', async () => {
    const first = await open('1002', 2300);
    const second = await User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension: '1002', tone: 2300, context: first.context }, 'elsewhere');
    await second.dial('1004');
    await bob.answer();
    await bob.hears(first.tone);
    expect(await second.talking()).toMatchObject({ number: '1004' });
    await second.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');

    await first.page.close();
    await second.until(async () => expect(await second.status()).toBe('registered'));
    await ann.dial('1002');
    await second.answer();
    await ann.hears(second.tone);
    await ann.hangUp();
    await second.context.close();
  });
});

describe('a lost SIP socket', () => {
  it('leaves the call alone: audio goes on, the phone registers again, hanging up works', async () => {
    await connect(ann, bob);
    await ann.hears(bob.tone);
    const before = await ann.page.evaluate(() => window.audio.sipSockets.length);
    await ann.page.evaluate(() => window.audio.sipSockets.at(-1)?.close());
    await ann.until(async () => expect(await ann.status()).toBe('reconnecting'));
    await ann.hears(bob.tone);
    await ann.until(async () => expect(await ann.status()).toBe('registered'));
    expect(await ann.page.evaluate(() => window.audio.sipSockets.length)).toBeGreaterThan(before);
    await bob.hears(ann.tone);
    await ann.setHeld(true);
    await bob.hears(holdMusic);
    await bob.hangUp();
    expect((await ann.ended()).endReason).toBe('hung-up');
  });
});

describe('a call nobody answers', () => {
  it('ends for both sides, and says why', { timeout: 90_000 }, async () => {
    expect((await unanswered).map(({ endReason }) => endReason)).toEqual(['no-answer', 'no-answer']);
  });
});
