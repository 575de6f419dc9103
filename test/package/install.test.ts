import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { launchBrowser } from '../e2e/support/browser.ts';
import { startGateway } from '../e2e/support/gateway.ts';
import { startPageServer } from '../e2e/support/page-server.ts';
import { shared } from '../e2e/support/shared.ts';
import { User } from '../e2e/support/user.ts';

/** What a developer writes who has nothing but the packages. */
const page = `
import { createSession } from '@klapka/components';
import '@klapka/components/dialer/define';
const gateway = new URL(location.href).searchParams.get('gateway');
window.session = createSession({ gateway, getToken: () => window.mintToken(), deviceName: 'Installed' });
`;

const folder = inject('installed');
const site = shared(() => {
  const entry = join(folder, 'page.js');
  writeFileSync(entry, page);
  return startPageServer('127.0.0.1', entry);
});
const gateway = shared(() => startGateway({ origins: [site().origin], installed: { folder, script: join(folder, 'node_modules/@klapka/gateway/dist/main.js') } }));
const browser = shared(() => launchBrowser());

it('makes a call with nothing but the packed packages, heard both ways', async () => {
  const open = (extension: string, tone: number) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone });
  const [ann, bob] = await Promise.all([open('1003', 440), open('1004', 1000)]);
  await ann.dial('1004');
  await bob.answer();
  await ann.hears(bob.tone);
  await bob.hears(ann.tone);
  await ann.hangUp();
  expect((await bob.ended()).endReason).toBe('hung-up');
});

it('registers its elements in somebody else’s page, and serves its own client and chat button', async () => {
  const ann = await User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension: '1005', tone: 440 });
  expect(await ann.page.evaluate(() => customElements.get('pbx-dialer') !== undefined)).toBe(true);
  for (const path of ['/', '/cdn/klapka.js', '/chat-button.js', '/chat/window.js', '/healthz']) {
    expect((await fetch(gateway().url + path)).status, path).toBe(200);
  }
});
