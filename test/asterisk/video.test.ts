import type { Call } from '@klapka/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../e2e/support/browser.ts';
import { connect, endCallsAfterEach } from '../e2e/support/call-basics.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { shared } from '../e2e/support/shared.ts';
import { User } from '../e2e/support/user.ts';
import { asterisk } from './own-asterisk.ts';

const { settings } = asterisk;
const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin], env: settings }));
const browser = shared(() => launchBrowser());
let ann: User;
let bob: User;
let cyd: User;

/** The microphone is a tone of the page's own, the camera the browser's moving pattern. */
function open(extension: string, tone: number): Promise<User> {
  return User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone, permissions: ['microphone', 'camera'] });
}

/** Runs in a page: whoever is in its call goes on with this number. */
async function passOn(number: string): Promise<void> {
  const { session } = window;
  const life = new AbortController();
  const calls = session.store('calls');
  const row = await new Promise<Call>((resolve) => {
    const look = (): void => {
      const [found] = calls.rows.values();
      if (found) resolve(found);
    };
    calls.watch(look, life.signal);
    look();
  });
  const [leg] = row.legs.filter(({ sipCallId }) => !sipCallId);
  if (!leg) throw new Error('Nobody to pass on');
  await session.command('call:redirect', { callId: row.id, legId: leg.id, number }).finally(() => life.abort());
}

beforeAll(async () => {
  [ann, bob, cyd] = await Promise.all([open('1003', 440), open('1004', 1000), open('1002', 1700)]);
});
endCallsAfterEach(() => [ann, bob, cyd]);

describe('pictures in a call over Asterisk', () => {
  it('come and go with the camera of either side, while both hear each other', async () => {
    await connect(ann, bob);
    expect(await ann.talking()).toMatchObject({ camera: false, pictures: false });
    await ann.setCamera(true);
    await bob.sees();
    expect(await ann.talking()).toMatchObject({ camera: true, pictures: false });
    await bob.setCamera(true);
    await ann.sees();
    await bob.sees();
    await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);

    await ann.setCamera(false);
    await bob.seesNothing();
    await ann.sees();
    await ann.setCamera(true);
    await bob.sees();
  });

  it('wait while the call is on hold, and go on with it', async () => {
    await connect(ann, bob);
    await ann.setCamera(true);
    await bob.sees();
    await ann.setHeld(true);
    await bob.seesNothing();
    await ann.setHeld(false);
    await bob.sees();
    await bob.setHeld(true);
    await bob.seesNothing();
    await bob.setHeld(false);
    await bob.sees();
  });

  it('of the far side are there again after the page was loaded anew, and one’s own at a press', async () => {
    await connect(ann, bob);
    await ann.setCamera(true);
    await bob.sees();
    await bob.reload();
    await bob.sees();
    await bob.setCamera(true);
    await ann.sees();
  });

  it('go to whom the call is passed on to', async () => {
    await connect(ann, bob);
    await ann.setCamera(true);
    await bob.sees();
    await bob.page.evaluate(passOn, '1002');
    await cyd.answer();
    await cyd.hears(ann.tone);
    await cyd.sees();
    await cyd.setCamera(true);
    await ann.sees();
  });
});
