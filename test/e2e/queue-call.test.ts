import { beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '@klapka/protocol';
import { launchBrowser } from './support/browser.ts';
import { endCallsAfterEach } from './support/call-basics.ts';
import { startGateway } from './support/gateway.ts';
import { startPageServer } from './support/page-server.ts';
import { shared } from './support/shared.ts';
import { User } from './support/user.ts';

/** The note the embedded PBX's hold music never leaves, Hz (C5). */
const holdMusic = 523;
/** The demo's queue, whose calls 1003 and 1004 take. */
const support = '600';

const site = shared(() => startPageServer());
const gateway = shared(() => startGateway({ origins: [site().origin] }));
const browser = shared(() => launchBrowser());
let ann: User;
let bob: User;
let cid: User;

const open = (extension: string, tone: number): Promise<User> => User.open({ browser: browser(), gateway: gateway(), origin: site().origin, extension, tone });
const command = (user: User, name: 'queue:log-in' | 'queue:log-out'): Promise<unknown> =>
  user.page.evaluate((asked) => window.session.command(asked, { queueId: null }), name);

/** The queue as the page shows it, once it is so. */
async function queue(user: User, matches: (row: Queue) => boolean): Promise<Queue> {
  let row: Queue | undefined;
  await user.until(async () => {
    row = await user.page.evaluate((number) => [...window.session.store('queues').rows.values()].find((one) => one.number === number), support);
    expect(row && matches(row), JSON.stringify(row)).toBe(true);
  });
  return row!;
}

const stateOf = ({ agents }: Queue, number: string): string | undefined => agents.find((agent) => agent.number === number)?.state;

beforeAll(async () => {
  [ann, bob, cid] = await Promise.all([open('1005', 440), open('1004', 1000), open('1003', 1700)]);
  await bob.page.evaluate(() => window.session.store('queues').watch(() => undefined, new AbortController().signal));
});
endCallsAfterEach(() => [ann, bob, cid]);

describe('a queue', () => {
  it('keeps a caller with music while its agents are on the phone, and brings them together afterwards', async () => {
    await Promise.all([command(bob, 'queue:log-in'), command(cid, 'queue:log-out')]);
    await queue(bob, (row) => stateOf(row, '1004') === 'available' && stateOf(row, '1003') === 'logged-out');
    await bob.dial('*43');
    await bob.hears(bob.tone);
    await ann.dial(support);
    await ann.hears(holdMusic);
    const waiting = await queue(bob, (row) => row.waiting.length === 1);
    expect(waiting.waiting[0]?.party.number).toBe('1005');
    expect(stateOf(waiting, '1004')).toBe('on-call');
    await bob.hangUp();
    expect(await bob.ringing()).toMatchObject({ number: '1005' });
    await bob.answer();
    await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);
    await queue(bob, (row) => row.waiting.length === 0 && stateOf(row, '1004') === 'on-queue-call');
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');
    await queue(bob, (row) => stateOf(row, '1004') === 'available');
  });

  it('rings all who are logged in, and stops when the caller gives up', async () => {
    await Promise.all([command(bob, 'queue:log-in'), command(cid, 'queue:log-in')]);
    await queue(bob, (row) => stateOf(row, '1004') === 'available' && stateOf(row, '1003') === 'available');
    await ann.dial(support);
    await Promise.all([bob.ringing(), cid.ringing()]);
    await ann.hangUp();
    await Promise.all([bob.idle(), cid.idle()]);
    await queue(bob, (row) => row.waiting.length === 0);
    await Promise.all([command(bob, 'queue:log-out'), command(cid, 'queue:log-out')]);
    await queue(bob, (row) => stateOf(row, '1004') === 'logged-out');
  });
});
