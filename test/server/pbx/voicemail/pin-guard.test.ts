import { describe, expect, it } from 'vitest';
import { PinGuard } from '../../../../server/adapters/pbx/embedded/voicemail/pin-guard.ts';
import type { Visit } from '../../../../server/adapters/pbx/embedded/b2bua/visit.ts';

/** A call is nothing but itself here. */
const call = (): Visit => ({}) as Visit;

describe('PINs of a mailbox', () => {
  it('may be tried three times in a call, and a right one opens', () => {
    const guard = new PinGuard(() => 0);
    const visit = call();
    for (const tried of ['1', '2', '3']) expect([guard.mayTry(visit), guard.isRight(visit, '4711', tried)]).toEqual([true, false]);
    expect(guard.mayTry(visit)).toBe(false);
    const next = call();
    expect([guard.mayTry(next), guard.isRight(next, '4711', '4711')]).toEqual([true, true]);
  });

  it('cannot be guessed in many calls: after a dozen wrong ones nobody may try for a quarter of an hour', () => {
    let now = 0;
    const guard = new PinGuard(() => now);
    for (let index = 0; index < 4; index++) {
      const visit = call();
      while (guard.mayTry(visit)) guard.isRight(visit, '4711', '0000');
    }
    expect(guard.mayTry(call())).toBe(false);
    now += 15 * 60_000 + 1;
    expect(guard.mayTry(call())).toBe(true);
  });
});
