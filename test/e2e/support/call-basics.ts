import { afterEach, expect, it } from 'vitest';
import type { User } from './user.ts';

/** Ann calls Bob, who has 1004 and answers. */
export async function connect(ann: User, bob: User): Promise<void> {
  await ann.dial('1004');
  await bob.answer();
  await ann.talking();
}

/** A test that failed in the middle of a call leaves none to the next one. */
export function endCallsAfterEach(users: () => User[]): void {
  afterEach(async () => {
    for (const user of users()) for (const call of await user.calls()) if (call.state !== 'ended') await user.hangUp(call);
  });
}

/** What a call is on every PBX, from 1003 to 1004. */
export function callBasics(people: () => { ann: User; bob: User }): void {
  it('rings both sides, carries audio both ways, and ends for both when the caller hangs up', async () => {
    const { ann, bob } = people();
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

  it('is declined', async () => {
    const { ann, bob } = people();
    await ann.dial('1004');
    await bob.decline();
    expect((await ann.ended()).endReason).toBe('declined');
  });

  it.each([['7777', 'a number that does not exist', 'unknown-number'], ['1008', 'a colleague without a phone', 'not-registered']])('to %s, %s, says so', async (number, _what, reason) => {
    const { ann } = people();
    await ann.dial(number);
    expect((await ann.ended()).endReason).toBe(reason);
  });
}
