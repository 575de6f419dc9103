import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from '../e2e/support/browser.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { shared } from '../e2e/support/shared.ts';
import { User } from '../e2e/support/user.ts';

/** The note the hold music never leaves, Hz (C5). */
const holdMusic = 523;

const settings = inject('asterisk');
const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin], env: settings }));
const browser = shared(() => launchBrowser());
let ann: User;
let bob: User;

/** The microphone is a tone of the page's own, so the permission that comes with a microphone is given apart. */
async function open(extension: string, tone: number): Promise<User> {
  const context = await browser().newContext();
  await context.grantPermissions(['microphone']);
  return User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone, context });
}

beforeAll(async () => {
  [ann, bob] = await Promise.all([open('1003', 440), open('1004', 1000)]);
});
afterEach(async () => {
  // A test that failed in the middle of a call leaves none to the next one.
  for (const user of [ann, bob]) for (const call of await user.calls()) if (call.state !== 'ended') await user.hangUp(call);
});

async function connect(): Promise<void> {
  await ann.dial('1004');
  await bob.answer();
  await ann.talking();
}

describe('a call between two browsers over Asterisk', () => {
  it('rings, carries audio both ways, and ends for both', async () => {
    await ann.dial('1004');
    expect(await bob.ringing()).toMatchObject({ number: '1003', state: 'ringing' });
    await ann.call((call) => call.state === 'ringing');
    await bob.answer();
    await ann.talking();
    await ann.hears(bob.tone);
    await bob.hears(ann.tone);
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');
    await bob.hearsNothing();
  });

  it('on hold the other side hears music, and after resuming both hear each other', async () => {
    await connect();
    await ann.setHeld(true);
    await bob.hears(holdMusic);
    await ann.setHeld(false);
    await bob.hears(ann.tone);
    await ann.hears(bob.tone);
    await bob.hangUp();
    expect((await ann.ended()).endReason).toBe('hung-up');
  });

  it.each([['7777', 'unknown-number'], ['1008', 'not-registered']])('to %s ends as %s', async (number, reason) => {
    await ann.dial(number);
    expect((await ann.ended()).endReason).toBe(reason);
  });

  it('is declined', async () => {
    await ann.dial('1004');
    await bob.decline();
    expect((await ann.ended()).endReason).toBe('declined');
  });

  it('goes on while the gateway is killed and started again, and can be hung up afterwards', async () => {
    await connect();
    await bob.hears(ann.tone);
    await gateway().restart('SIGKILL');
    await ann.hears(bob.tone);
    await Promise.all([ann, bob].map((user) => user.until(async () => expect(await user.status()).toBe('registered'))));
    await bob.hears(ann.tone);
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');
  });
});
