import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { startGateway } from './support/gateway.ts';
import { forward } from './support/network.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User, type UserOptions } from './support/user.ts';

/** An address of this machine that is not loopback: a page from there is not secure. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

const site = shared(() => {
  expect(ownAddress, 'this machine has no address but loopback').toBeDefined();
  return startPageServer();
});
const gateway = shared(() => startGateway({ origins: [site().origin, `http://${ownAddress}:${site().port}`], publicUrl: (port) => `http://${ownAddress}:${port}` }));
const gatewayPort = () => Number(new URL(gateway().url).port);
// Page and gateway at that address.
for (const port of [() => site().port, gatewayPort]) shared(() => forward(ownAddress!, port(), port()));
const browser = shared(() => launchBrowser());

const open = (more: Partial<UserOptions> = {}) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension: '1003', tone: 440, ...more });

const devices = (user: User) => user.page.evaluate(() => ({ permission: window.session.devices.permission, error: window.session.devices.error }));

describe('without a microphone a call is not made, and the page knows why', () => {
  // Whether the machine of the tests has a microphone is not ours to say: the browser's word is given instead.
  it.each([
    ['refused by the person', 'NotAllowedError', 'MICROPHONE_REFUSED', 'refused'],
    ['none in the machine', 'NotFoundError', 'MICROPHONE_MISSING', 'missing'],
    ['in use by another program', 'NotReadableError', 'MICROPHONE_IN_USE', 'granted'],
  ] as const)('%s', async (_case, name, code, permission) => {
    const user = await open();
    await user.page.evaluate((error) => void (window.audio.microphoneError = error), name);
    expect(await user.dialRefused('1004')).toBe(code);
    expect(await devices(user)).toEqual({ permission, error: code });
    expect((await user.calls()).at(-1)).toMatchObject({ state: 'ended', endReason: 'failed', error: code });
    await user.context.close();
  });

  it('blocked by the policy of the page', async () => {
    const user = await open({ path: '/no-microphone', keepMicrophone: true });
    expect(await user.dialRefused('1004')).toBe('MICROPHONE_BLOCKED_BY_POLICY');
    expect(await devices(user)).toEqual({ permission: 'blocked-by-policy', error: 'MICROPHONE_BLOCKED_BY_POLICY' });
    await user.context.close();
  });

  it('on a page that is not secure', async () => {
    const user = await open({ origin: `http://${ownAddress}:${site().port}`, gatewayUrl: `http://${ownAddress}:${gatewayPort()}` });
    expect(await user.dialRefused('1004')).toBe('INSECURE_CONTEXT');
    expect((await devices(user)).permission).toBe('insecure');
    await user.context.close();
  });
});

describe('a microphone during a call', () => {
  it('that is unplugged is replaced by another, and the call goes on', async () => {
    const [ann, bob] = await Promise.all([open(), open({ extension: '1004', tone: 1000 })]);
    await ann.dial('1004');
    await bob.answer();
    await bob.hears(ann.tone);
    await ann.page.evaluate(() => {
      const track = window.audio.microphones.at(-1);
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
    });
    await ann.call((call) => call.error === 'MICROPHONE_UNPLUGGED');
    expect(await ann.page.evaluate(() => window.audio.microphones.length)).toBe(2);
    await bob.hears(ann.tone);
    await bob.hangUp();
    await Promise.all([ann.context.close(), bob.context.close()]);
  });

  it('is closed when the last call is over', async () => {
    const user = await open();
    await user.dial('*43');
    await user.talking();
    await user.hears(user.tone);
    await user.hangUp();
    await expect.poll(() => user.page.evaluate(() => window.audio.microphones.map((track) => track.readyState))).toEqual(['ended']);
    await user.context.close();
  });
});
