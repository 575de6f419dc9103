import { beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { connect, endCallsAfterEach } from './support/call-basics.ts';
import { startGateway } from './support/gateway.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User } from './support/user.ts';

const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin] }));
const browser = shared(() => launchBrowser());
let ann: User;
let bob: User;
let cid: User;

beforeAll(async () => {
  const open = (extension: string, tone: number) => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone });
  [ann, bob, cid] = await Promise.all([open('1003', 440), open('1004', 1000), open('1005', 1700)]);
});
endCallsAfterEach(() => [ann, bob, cid]);

/** Asks a colleague into the call the page is in. */
const invite = (user: User, number: string): Promise<unknown> =>
  user.page.evaluate(async (asked) => {
    const life = new AbortController();
    const calls = window.session.store('calls');
    const call = await new Promise<{ id: string }>((resolve) => {
      const look = (): void => {
        const [row] = calls.rows.values();
        if (row) resolve(row);
      };
      calls.watch(look, life.signal);
      look();
    });
    await window.session.command('call:invite', { callId: call.id, number: asked }).finally(() => life.abort());
  }, number);

/** Waits until the page hears these tones and none of the other ones. */
async function hearsOnly(listener: User, ...speakers: User[]): Promise<void> {
  const people = [ann, bob, cid];
  await listener.until(async () => {
    const heard = await listener.heard(...people.map(({ tone }) => tone));
    const levels = heard?.levels ?? [];
    const told = JSON.stringify(levels);
    people.forEach((person, index) => {
      if (speakers.includes(person)) expect(levels[index], told).toBeGreaterThan(-45);
      else expect(levels[index], told).toBeLessThan(-65);
    });
  });
}

/** Packets the browser misses in the stream that is mixed for it. */
const lost = (user: User): Promise<number> =>
  user.page.evaluate(async () => {
    const reports = await window.audio.peers.at(-1)?.getStats();
    const inbound = [...(reports?.values() ?? [])].find((report: { type: string }) => report.type === 'inbound-rtp') as Record<string, number> | undefined;
    return inbound?.['packetsLost'] ?? -1;
  });

describe('a conference of three browsers', () => {
  it('lets everybody hear both others and not himself, in a stream without a seam', async () => {
    await connect(ann, bob);
    await ann.hears(bob.tone);
    await invite(ann, '1005');
    await cid.answer();
    await Promise.all([hearsOnly(ann, bob, cid), hearsOnly(bob, ann, cid), hearsOnly(cid, ann, bob)]);
    for (const user of [ann, bob, cid]) expect(await lost(user)).toBe(0);
  });

  it('becomes a call of two again when one leaves', async () => {
    await connect(ann, bob);
    await invite(ann, '1005');
    await cid.answer();
    await hearsOnly(ann, bob, cid);
    await cid.hangUp();
    await Promise.all([hearsOnly(ann, bob), hearsOnly(bob, ann)]);
  });
});
