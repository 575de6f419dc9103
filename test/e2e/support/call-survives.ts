import { equal, notEqual } from 'node:assert/strict';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PhoneStatus } from '../../../components/core/index.ts';
import type { User } from './user.ts';
import type { UserOptions } from './user.ts';

/** The note the hold music never leaves, Hz (C5). */
const holdMusic = 523;

type Person = Pick<UserOptions, 'extension' | 'tone'> & Partial<Pick<UserOptions, 'context'>>;

/** What becomes of a call whose page is loaded anew or closed, on every PBX. `open` opens a person's page there. */
export function callSurvives(open: (person: Person, status?: PhoneStatus) => Promise<User>): void {
  let ann: User;
  let bob: User;
  beforeEach(async () => {
    [ann, bob] = await Promise.all([open({ extension: '1003', tone: 440 }), open({ extension: '1004', tone: 1000 })]);
    await ann.dial('1004');
    await bob.answer();
    await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);
  });
  afterEach(() => Promise.all([ann.context.close(), bob.context.close()]));

  it('takes the call back without a click, while the other side hears music and notices nothing else', async () => {
    const before = await bob.talking();
    const music = bob.hears(holdMusic);
    await ann.reload();
    const loaded = performance.now();
    await ann.hears(bob.tone);
    await bob.hears(ann.tone);
    console.log(`reattached ${Math.round(performance.now() - loaded)} ms after the page was loaded (target 2,000)`);
    await music;
    expect(await ann.talking()).toMatchObject({ direction: 'outgoing', number: '1004', muted: false, held: false });
    expect(await bob.calls()).toEqual([before]);
    await ann.hangUp();
    expect((await bob.ended()).endReason).toBe('hung-up');
  });

  it('takes it back muted where it was muted, and held where it was held', async () => {
    await bob.setMuted(true);
    await bob.reload();
    expect(await bob.talking()).toMatchObject({ direction: 'incoming', number: '1003', muted: true });
    await bob.hears(ann.tone);
    await ann.hearsNothing();
    await bob.setMuted(false);
    await ann.hears(bob.tone);

    await bob.setHeld(true);
    await ann.hears(holdMusic);
    await bob.reload();
    expect(await bob.talking()).toMatchObject({ held: true });
    await ann.hears(holdMusic);
    await bob.setHeld(false);
    await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);
  });

  it('goes on when its socket is lost, and over a new path when the network changes', async () => {
    await ann.page.evaluate(() => window.audio.sipSockets.at(-1)?.close());
    await ann.until(async () => equal(await ann.status(), 'reconnecting'));
    await ann.hears(bob.tone);
    await ann.until(async () => equal(await ann.status(), 'registered'));
    await bob.hears(ann.tone);

    const path = (): Promise<string | undefined> => ann.page.evaluate(() => /a=ice-ufrag:(\S+)/.exec(window.audio.peers.at(-1)?.currentLocalDescription?.sdp ?? '')?.[1]);
    const before = await path();
    await ann.page.evaluate(() => dispatchEvent(new Event('online')));
    await ann.until(async () => notEqual(await path(), before));
    await Promise.all([ann.hears(bob.tone), bob.hears(ann.tone)]);
    await ann.setHeld(true);
    await bob.hears(holdMusic);
    await bob.hangUp();
    expect((await ann.ended()).endReason).toBe('hung-up');
  });

  it('hands the call to another tab when it is closed', async () => {
    const second = await open({ extension: '1003', tone: 1700, context: ann.context }, 'elsewhere');
    await ann.page.close({ runBeforeUnload: true });
    await bob.hears(second.tone);
    await second.hears(bob.tone);
    expect(await second.talking()).toMatchObject({ direction: 'outgoing', number: '1004' });
    await bob.hangUp();
    expect((await second.ended()).endReason).toBe('hung-up');
  });
}
