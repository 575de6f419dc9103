import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  await rig.phone.start();
});
afterEach(() => rig.phone.stop());

/** A call of ours that rings, while somebody else's comes in and is answered. */
async function answeredWhileRinging(from: string) {
  const invited = rig.pbx.nextInvite();
  await rig.phone.dial('1002');
  const ours = await invited;
  ours.ring();
  await rig.call((call) => call.state === 'ringing', '1002');
  rig.pbx.call(from);
  const theirs = await rig.call((call) => call.direction === 'incoming');
  await rig.phone.answer(theirs.id);
  return { ours, theirs };
}

describe('a call that crosses another', () => {
  it('is given up when its callee calls back meanwhile and is answered', async () => {
    const { ours, theirs } = await answeredWhileRinging('1002');
    await rig.pbx.until(() => ours.ended !== null);
    expect(ours.ended?.how).toBe('cancel');
    expect(rig.phone.calls.filter(({ state }) => state !== 'ended')).toMatchObject([{ id: theirs.id, state: 'talking', held: false }]);
  });

  it('waits on hold when it is answered while one speaks to somebody else', async () => {
    const { ours, theirs } = await answeredWhileRinging('1003');
    ours.answer();
    const call = await rig.call(({ held }) => held, '1002');
    expect(ours.offers).toEqual(['offer sendonly']);
    expect(rig.phone.calls.find(({ id }) => id === theirs.id)).toMatchObject({ state: 'talking', held: false });
    await rig.phone.setHeld(call.id, false);
    expect(rig.phone.calls.find(({ id }) => id === theirs.id)).toMatchObject({ held: true });
  });
});
