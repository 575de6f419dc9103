import { expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { startGateway } from './support/gateway.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User, type UserOptions } from './support/user.ts';

const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin] }));
const browser = shared(() => launchBrowser());

const open = (more: Partial<UserOptions> = {}) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension: '1003', tone: 440, ...more });

/** What each step came to; the loudest the microphone was. */
async function checked(user: User): Promise<{ found: Record<string, string>; loudest: number }> {
  const outcome = await user.page.evaluate(async () => {
    const found: Record<string, string> = {};
    let loudest = 0;
    await window.session.deviceCheck.run({
      onStart: () => undefined,
      onResult: ({ step, outcome: result, code }) => void (found[step] = code ? `${result} ${code}` : result),
      onLevel: (level) => void (loudest = Math.max(loudest, level)),
    }, new AbortController().signal);
    return { found, loudest };
  });
  await user.context.close();
  return outcome;
}

const well = { page: 'ok', microphone: 'ok', level: 'ok', gateway: 'ok', phone: 'ok', call: 'ok' };

it('finds that all is well, up to a call to the echo with sound', async () => {
  const { found, loudest } = await checked(await open());
  expect(found).toMatchObject(well);
  expect(loudest).toBeGreaterThan(0.3);
});

it('hears that a microphone hears nothing', async () => {
  // An oscillator of 0 Hz stands still at zero.
  const { found, loudest } = await checked(await open({ tone: 0 }));
  expect(found).toMatchObject({ ...well, level: 'warning MICROPHONE_SILENT' });
  expect(loudest).toBe(0);
});

it('says within seconds that a call has no sound where the network lets none through', async () => {
  // Only by a relay, and there is none: no path at all, while the signalling works.
  const { found } = await checked(await open({ peerConfiguration: { iceTransportPolicy: 'relay' } }));
  expect(found).toMatchObject({ ...well, call: 'failed NO_AUDIO' });
});
