import { expect, it } from 'vitest';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { talk } from '../../../fakes/sip-phone/phone.ts';
import type { TestPhone } from '../../../fakes/sip-phone/phone.ts';
import { live, refusedWith, who } from './scene.ts';
import type { Scene } from './scene.ts';

interface Asking {
  phones: Record<'anna' | 'bert' | 'cyril', TestPhone>;
  /** Anna's call with Bert, whom Bert has put on hold. */
  anna: PhoneCall;
  bert: PhoneCall;
  /** Bert's call to Cyril. */
  asking: PhoneCall;
  cyril: PhoneCall;
  firstId: string;
  secondId: string;
}

/** Bert, called by Anna, has put her on hold and dialled Cyril, who is on the phone or still rings. */
async function asks(scene: Scene, answered: boolean): Promise<Asking> {
  const { anna, bert, caller, callee } = await scene.talking();
  const cyril = await scene.phone('cyril');
  await callee.hold();
  await scene.hearsMusic(caller);
  const asking = await bert.dial('1003');
  const third = await cyril.nextCall();
  if (answered) {
    await third.answer();
    await asking.answered;
  }
  const { id: firstId } = await scene.callOf(caller);
  const { id: secondId } = await scene.callOf(third);
  return { phones: { anna, bert, cyril }, anna: caller, bert: callee, asking, cyril: third, firstId, secondId };
}

/** Attended transfer's completion. */
export function joinContract(scene: Scene): void {
  whereBothTalk(scene);
  whereOneRings(scene);
  refusals(scene);
}

function whereBothTalk(scene: Scene): void {
  it('connects the two; who asked is released on both, the first call goes on and the second is told as transferred', async () => {
    const { anna, bert, asking, cyril, firstId, secondId } = await asks(scene, true);
    const before = await scene.callOf(anna);
    await scene.actions.join(await scene.legOf(anna), await scene.legOf(cyril));
    expect((await Promise.all([bert.ended, asking.ended])).map(({ how }) => how)).toEqual(['bye', 'bye']);
    await scene.talk([anna, 'anna'], [cyril, 'cyril']);
    expect(await scene.ended(secondId)).toMatchObject({ endReason: 'transferred' });
    const row = await scene.row(firstId, (call) => live(call).length === 2 && call.to.number === '1003', 'both are in the first call');
    expect(row).toMatchObject({ state: 'answered', answeredAt: before.answeredAt, from: { number: '1001' }, to: { number: '1003' } });
    expect(who(row)).toEqual(['caller 1001 talking', 'callee 1003 talking']);
    await Promise.all([scene.watch.line('1002', 'idle'), scene.watch.line('1001', 'busy'), scene.watch.line('1003', 'busy')]);
    anna.hangUp();
    expect(await cyril.ended).toMatchObject({ how: 'bye' });
    await scene.ended(firstId);
  });

  it('connects two whom somebody has called', async () => {
    scene.start();
    const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
    const { caller: first, callee: one } = await talk(bert, anna);
    await first.hold();
    const { callee: other } = await talk(bert, cyril);
    await scene.actions.join(await scene.legOf(one), await scene.legOf(other));
    await scene.talk([one, 'anna'], [other, 'cyril']);
    expect(who((await scene.pbx.snapshot()).calls[0] ?? (await scene.callOf(one)))).toEqual(['caller 1001 talking', 'callee 1003 talking']);
  });

  it('keeps who holds holding, and lets both hold and hang up afterwards', async () => {
    const { anna, cyril, firstId } = await asks(scene, true);
    await cyril.hold();
    await scene.actions.join(await scene.legOf(anna), await scene.legOf(cyril));
    await scene.hearsMusic(anna);
    await cyril.resume();
    await scene.talk([anna, 'anna'], [cyril, 'cyril']);
    cyril.hangUp();
    expect(await anna.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(firstId)).toMatchObject({ endReason: 'hung-up' });
  });

  it('lets one win where it is asked for twice', async () => {
    const { anna, cyril } = await asks(scene, true);
    const [one, other] = [await scene.legOf(anna), await scene.legOf(cyril)];
    const outcomes = await Promise.allSettled([scene.actions.join(one, other), scene.actions.join(one, other)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await scene.talk([anna, 'anna'], [cyril, 'cyril']);
  });
}

function whereOneRings(scene: Scene): void {
  it('waits for an answer where the other one still rings', async () => {
    const { anna, bert, asking, cyril, firstId, secondId } = await asks(scene, false);
    await scene.actions.join(await scene.legOf(anna), await scene.legOf(cyril));
    expect(await bert.ended).toMatchObject({ how: 'bye' });
    expect(await asking.ended).toMatchObject({ how: 'refused' });
    const rings = await scene.row(firstId, (call) => call.state === 'ringing', 'it rings for the first');
    expect(rings).toMatchObject({ to: { number: '1003' }, sentOn: { by: { number: '1002' } } });
    expect(rings.answeredAt).toBeDefined();
    expect(await scene.ended(secondId)).toMatchObject({ endReason: 'transferred' });
    await scene.hearsRinging(anna);
    await cyril.answer();
    await scene.talk([anna, 'anna'], [cyril, 'cyril']);
    expect(who(await scene.row(firstId, ({ state }) => state === 'answered', 'answered'))).toEqual(['caller 1001 talking', 'callee 1003 talking']);
  });

  it('ends where the other one says no', async () => {
    const { anna, cyril, firstId } = await asks(scene, false);
    await scene.actions.join(await scene.legOf(anna), await scene.legOf(cyril));
    await scene.row(firstId, (call) => call.state === 'ringing', 'it rings for the first');
    cyril.decline(603);
    expect(await anna.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(firstId)).toMatchObject({ endReason: 'declined' });
  });

  it('stops ringing where the waiting one hangs up', async () => {
    const { anna, cyril, firstId } = await asks(scene, false);
    await scene.actions.join(await scene.legOf(anna), await scene.legOf(cyril));
    anna.hangUp();
    expect(await cyril.ended).toMatchObject({ how: 'cancel' });
    await scene.ended(firstId);
  });
}

function refusals(scene: Scene): void {
  it('is refused for two legs of one call, and for a leg that is gone, and changes nothing', async () => {
    const { anna, bert, cyril, asking, secondId } = await asks(scene, true);
    const [one, same, other] = [await scene.legOf(anna), await scene.legOf(bert), await scene.legOf(cyril)];
    await expect(scene.actions.join(one, same)).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await expect(scene.actions.join(one, 'no-such-leg')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await scene.talk([asking, 'bert'], [cyril, 'cyril']);
    cyril.hangUp();
    // The phones may know before the PBX has told.
    await Promise.all([asking.ended, scene.ended(secondId)]);
    await expect(scene.actions.join(one, other)).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await bert.resume();
    await scene.talk([anna, 'anna'], [bert, 'bert']);
  });
}
