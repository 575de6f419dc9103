import { expect, it } from 'vitest';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../../fakes/sip-phone/phone.ts';
import { live, refusedWith, tones, who } from './scene.ts';
import type { Scene } from './scene.ts';

/** What the second and third phone of a person speak, in Hz. */
const [atHome, onTheWay] = [700, 1900];
/** ms: a word may be lost, a sentence not. */
const longestGap = 500;

interface Flipping {
  anna: TestPhone;
  bert: TestPhone;
  caller: PhoneCall;
  callee: PhoneCall;
  home: TestPhone;
  callId: string;
}

/** Anna talks with Bert, who has a second phone at home. */
async function withSecondPhone(scene: Scene, person: 'anna' | 'bert' = 'bert'): Promise<Flipping> {
  const stage = await scene.talking();
  const home = await scene.phone(person, { tone: atHome });
  return { ...stage, home, callId: (await scene.callOf(stage.caller)).id };
}

export function flipContract(scene: Scene): void {
  moves(scene);
  stays(scene);
}

function moves(scene: Scene): void {
  it.for(['caller', 'callee'] as const)('rings another phone of the %s and goes on there without a break for the far side', async (role, { annotate }) => {
    const { anna, bert, caller, callee, home, callId } = await withSecondPhone(scene, role === 'caller' ? 'anna' : 'bert');
    const [flips, far] = role === 'caller' ? [caller, callee] : [callee, caller];
    const before = await scene.callOf(far);
    await far.hears(role === 'caller' ? anna.tone : bert.tone);
    const gap = far.media.watchGaps();
    await scene.actions.flip(await scene.legOf(flips), home.deviceId);
    const rings = await home.nextCall();
    expect([rings.from, rings.answers]).toEqual([role === 'caller' ? '1002' : '1001', '']);
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await rings.answer();
    expect(await flips.ended).toMatchObject({ how: 'bye' });
    await Promise.all([far.hears(atHome), rings.hears(role === 'caller' ? tones.bert : tones.anna)]);
    await annotate(`the longest gap of the far side's audio: ${Math.round(gap())} ms`);
    expect(gap()).toBeLessThan(longestGap);
    const row = await scene.row(callId, (call) => live(call).length === 2 && live(call).some(({ sipCallId }) => sipCallId === rings.sipCallId), 'on the other phone');
    expect(row).toMatchObject({ state: 'answered', answeredAt: before.answeredAt, from: { number: '1001' }, to: { number: '1002' } });
    expect(who(row)).toEqual(['caller 1001 talking', 'callee 1002 talking']);
    rings.hangUp();
    expect(await far.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'hung-up', endedBy: role });
  });

  it('rings all others where none is named, and the first wins', async () => {
    const { caller, callee, home } = await withSecondPhone(scene);
    const car = await scene.phone('bert', { tone: onTheWay });
    await scene.actions.flip(await scene.legOf(callee), null);
    const [one, other] = await Promise.all([home.nextCall(), car.nextCall()]);
    await other.answer();
    expect(await one.ended).toMatchObject({ how: 'cancel' });
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    await Promise.all([caller.hears(onTheWay), other.hears(tones.anna)]);
  });

  it('moves one of a conference', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    const home = await scene.phone('bert', { tone: atHome });
    await scene.actions.flip(await scene.legOf(bert), home.deviceId);
    const rings = await home.nextCall();
    await rings.answer();
    expect(await bert.ended).toMatchObject({ how: 'bye' });
    await Promise.all([anna.hearsAll([atHome, tones.cyril], [tones.bert]), cyril.hearsAll([atHome, tones.anna]), rings.hearsAll([tones.anna, tones.cyril], [atHome])]);
    expect(await scene.row(callId, (call) => live(call).length === 3, 'three')).toMatchObject({ conference: true });
  });

  it('can be moved back, and sent on afterwards', async () => {
    const { bert, caller, callee, home } = await withSecondPhone(scene);
    await scene.actions.flip(await scene.legOf(callee), home.deviceId);
    const rings = await home.nextCall();
    await rings.answer();
    await callee.ended;
    await scene.actions.flip(await scene.legOf(rings), bert.deviceId);
    const back = await bert.nextCall();
    await back.answer();
    await rings.ended;
    await scene.talk([caller, 'anna'], [back, 'bert']);
    const cyril = await scene.phone('cyril');
    await scene.actions.redirect(await scene.legOf(caller), '1003');
    const third = await cyril.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
  });
}

function stays(scene: Scene): void {
  it('stays where it is where the other phone says no', async () => {
    const { caller, callee, home, callId } = await withSecondPhone(scene);
    await scene.actions.flip(await scene.legOf(callee), home.deviceId);
    (await home.nextCall()).decline(603);
    await scene.row(callId, (call) => live(call).length === 2, 'two are left');
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('stays where it is where the other phone does not answer', async () => {
    const { caller, callee, home } = await withSecondPhone(scene);
    await scene.actions.flip(await scene.legOf(callee), home.deviceId);
    expect(await (await home.nextCall()).ended).toMatchObject({ how: 'cancel' });
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('stops ringing when the call ends', async () => {
    const { caller, callee, home, callId } = await withSecondPhone(scene);
    await scene.actions.flip(await scene.legOf(callee), home.deviceId);
    const rings = await home.nextCall();
    caller.hangUp();
    expect(await rings.ended).toMatchObject({ how: 'cancel' });
    await scene.ended(callId);
    await scene.watch.line('1002', 'idle');
  });

  it('is refused where there is no other phone, or not this one', async () => {
    const { caller, callee, home } = await withSecondPhone(scene);
    await expect(scene.actions.flip(await scene.legOf(caller), null)).rejects.toMatchObject(refusedWith('NOT_REGISTERED'));
    await expect(scene.actions.flip(await scene.legOf(caller), home.deviceId)).rejects.toMatchObject(refusedWith('NOT_REGISTERED'));
    await expect(scene.actions.flip(await scene.legOf(callee), 'no-such-device')).rejects.toMatchObject(refusedWith('NOT_REGISTERED'));
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });
}
