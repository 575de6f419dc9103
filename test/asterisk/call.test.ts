import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../e2e/support/browser.ts';
import { callBasics, connect, endCallsAfterEach } from '../e2e/support/call-basics.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { shared } from '../e2e/support/shared.ts';
import { User } from '../e2e/support/user.ts';
import { asterisk } from './own-asterisk.ts';

/** The note the hold music never leaves, Hz (C5). */
const holdMusic = 523;

const { settings } = asterisk;
const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin], env: settings }));
const browser = shared(() => launchBrowser());
let ann: User;
let bob: User;

function open(extension: string, tone: number): Promise<User> {
  return User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone, permissions: ['microphone'] });
}

beforeAll(async () => {
  [ann, bob] = await Promise.all([open('1003', 440), open('1004', 1000)]);
});
endCallsAfterEach(() => [ann, bob]);

describe('a call between two browsers over Asterisk', () => {
  callBasics(() => ({ ann, bob }));

  it('on hold the other side hears music, and after resuming both hear each other', async () => {
    await connect(ann, bob);
    await ann.setHeld(true);
    await bob.hears(holdMusic);
    await ann.setHeld(false);
    await bob.hears(ann.tone);
    await ann.hears(bob.tone);
    await bob.hangUp();
    expect((await ann.ended()).endReason).toBe('hung-up');
  });

  it('goes on while the gateway is killed and started again, and can be hung up afterwards', async () => {
    await connect(ann, bob);
    await bob.hears(ann.tone);
    await gateway().restart('SIGKILL');
    await ann.hears(bob.tone);
    await Promise.all([ann, bob].map((user) => user.until(async () => expect(await user.status()).toBe('registered'))));
    await bob.hears(ann.tone);
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');
  });
});
