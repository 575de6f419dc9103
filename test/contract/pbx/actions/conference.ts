import { describe, expect, it } from 'vitest';
import { conferenceLimit } from '../../../../server/ports/call-actions.ts';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { talk } from '../../../fakes/sip-phone/phone.ts';
import { live, refusedWith, tones, who } from './scene.ts';
import type { Person, Scene } from './scene.ts';

/** Each hears all the others and not itself. */
async function allHear(parties: Partial<Record<Person, PhoneCall>>): Promise<void> {
  const present = Object.entries(parties).map(([person, call]) => ({ tone: tones[person as Person], call }));
  await Promise.all(present.map(({ tone, call }) => call.hearsAll(present.map((other) => other.tone).filter((other) => other !== tone), [tone])));
}

export function conferenceContract(scene: Scene, capabilities: PbxCapabilities): void {
  describe('inviting', () => invites(scene));
  describe('merging', () => merges(scene));
  describe('filling up', () => limits(scene));
  describe('leaving', () => leaves(scene));
  if (capabilities.redirect !== 'none' && capabilities.park !== 'none') describe('sending on', () => sentOn(scene));
  describe('muting', () => mutes(scene));
}

function invites(scene: Scene): void {
  it('rings a third beside the talk, and from its answer on everybody hears everybody else', async () => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id, answeredAt } = await scene.callOf(caller);
    await scene.actions.invite(id, '1003', '1001');
    const third = await cyril.nextCall();
    expect(third.from).toBe('1001');
    const rings = await scene.row(id, (call) => call.legs.some(({ party, state }) => party.number === '1003' && state === 'ringing'), 'the third rings');
    expect(rings.state).toBe('answered');
    expect(rings.conference).toBeUndefined();
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await third.answer();
    await allHear({ anna: caller, bert: callee, cyril: third });
    const row = await scene.row(id, (call) => call.conference === true, 'a conference');
    expect(row).toMatchObject({ state: 'answered', answeredAt });
    expect(who(row)).toEqual(['caller 1001 talking', 'callee 1002 talking', 'callee 1003 talking']);
    await scene.watch.line('1003', 'busy');
  });

  it('takes in a fourth', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    const dora = await scene.phone('dora');
    await scene.actions.invite(callId, '1004', '1002');
    const fourth = await dora.nextCall();
    await fourth.answer();
    await allHear({ anna, bert, cyril, dora: fourth });
  });

  it.each([['says no', 603], ['is busy', 486]] as const)('changes nothing where the third %s', async (_what, status) => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.invite(id, '1003', '1001');
    (await cyril.nextCall()).decline(status);
    const row = await scene.row(id, (call) => live(call).length === 2, 'two are left');
    expect(row).toMatchObject({ state: 'answered', to: { number: '1002' } });
    expect(row.conference).toBeUndefined();
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await scene.watch.line('1003', 'idle');
  });

  it('stops ringing the third when the call ends', async () => {
    const { caller } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.invite(id, '1003', '1001');
    const third = await cyril.nextCall();
    caller.hangUp();
    expect(await third.ended).toMatchObject({ how: 'cancel' });
    await scene.ended(id);
  });

  it('is refused for a number that leads nowhere, one without a phone, and while a call rings', async () => {
    const { caller, callee } = await scene.talking();
    const { id } = await scene.callOf(caller);
    await expect(scene.actions.invite(id, '7777', '1001')).rejects.toMatchObject(refusedWith('UNKNOWN_NUMBER'));
    await expect(scene.actions.invite(id, '1003', '1001')).rejects.toMatchObject(refusedWith('NOT_REGISTERED'));
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    await cyril.dial('1004');
    const ringing = await scene.callOf(await dora.nextCall());
    await expect(scene.actions.invite(ringing.id, '1002', '1003')).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });
}

function merges(scene: Scene): void {
  it('makes one conference of two calls; who is in both keeps its leg of the first', async () => {
    const { anna, caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    await caller.hears(tones.bert);
    await caller.hold();
    const { caller: second, callee: third } = await talk(anna, cyril);
    const [{ id }, { id: otherId }] = [await scene.callOf(caller), await scene.callOf(third)];
    await scene.row(otherId, ({ state }) => state === 'answered', 'the second is answered');
    await scene.actions.merge(id, otherId);
    expect(await second.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(otherId)).toMatchObject({ endReason: 'transferred' });
    await caller.resume();
    await allHear({ anna: caller, bert: callee, cyril: third });
    const row = await scene.row(id, (call) => call.conference === true && live(call).length === 3, 'a conference of three');
    expect(live(row).map(({ sipCallId }) => sipCallId).toSorted()).toEqual([caller, callee, third].map(({ sipCallId }) => sipCallId).toSorted());
  });

  it('takes two calls of four people together', async () => {
    const { caller, callee } = await scene.talking();
    const { caller: third, callee: fourth } = await talk(await scene.phone('cyril'), await scene.phone('dora'));
    const [{ id }, { id: otherId }] = [await scene.callOf(caller), await scene.callOf(third)];
    await scene.row(otherId, ({ state }) => state === 'answered', 'the second is answered');
    await scene.actions.merge(id, otherId);
    await allHear({ anna: caller, bert: callee, cyril: third, dora: fourth });
    expect((await scene.pbx.snapshot()).calls.map((call) => call.id)).toEqual([id]);
  });

  it('is refused with itself, with what rings and with what is gone', async () => {
    const { caller, callee } = await scene.talking();
    const { id } = await scene.callOf(caller);
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const dialled = await cyril.dial('1004');
    const { id: ringing } = await scene.callOf(await dora.nextCall());
    for (const [one, other] of [[id, id], [id, ringing], [ringing, id]] as const) {
      await expect(scene.actions.merge(one, other)).rejects.toMatchObject(refusedWith('CALL_GONE'));
    }
    dialled.cancel();
    await scene.ended(ringing);
    await expect(scene.actions.merge(id, ringing)).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });
}

/** Two who talk, at phones of their own. */
async function pair(scene: Scene, [one, other]: [Person, Person]): Promise<{ id: string; caller: PhoneCall; callee: PhoneCall }> {
  const { caller, callee } = await talk(await scene.phone(one), await scene.phone(other));
  const { id } = await scene.callOf(caller);
  await scene.row(id, (call) => call.state === 'answered' && live(call).length === 2, 'both talk');
  return { id, caller, callee };
}

function limits(scene: Scene): void {
  it(`takes ${conferenceLimit} in, and nobody else before somebody has left`, { timeout: 60_000 }, async () => {
    scene.start();
    const { id } = await pair(scene, ['anna', 'bert']);
    const callers: PhoneCall[] = [];
    while (callers.length * 2 + 2 < conferenceLimit) {
      const other = await pair(scene, callers.length % 2 === 0 ? ['cyril', 'dora'] : ['anna', 'bert']);
      await scene.actions.merge(id, other.id);
      callers.push(other.caller);
    }
    await scene.row(id, (call) => live(call).length === conferenceLimit, 'a full conference');
    const left = await pair(scene, ['cyril', 'dora']);
    await expect(scene.actions.merge(id, left.id)).rejects.toMatchObject(refusedWith('CALL_FULL'));
    await expect(scene.actions.merge(left.id, id)).rejects.toMatchObject(refusedWith('CALL_FULL'));
    await expect(scene.actions.invite(id, '1003', '1001')).rejects.toMatchObject(refusedWith('CALL_FULL'));
    await scene.talk([left.caller, 'cyril'], [left.callee, 'dora']);
    for (const caller of callers.slice(0, 2)) await scene.actions.drop(await scene.legOf(caller));
    await scene.row(id, (call) => live(call).length === conferenceLimit - 2, 'room for two');
    await scene.actions.merge(id, left.id);
    await scene.row(id, (call) => live(call).length === conferenceLimit, 'a full conference again');
  });
}

function leaves(scene: Scene): void {
  it('goes on while two are left, and ends with fewer', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    anna.hangUp();
    await scene.talk([bert, 'bert'], [cyril, 'cyril']);
    const row = await scene.row(callId, (call) => live(call).length === 2, 'two are left');
    expect(row).toMatchObject({ state: 'answered', conference: true });
    await scene.watch.line('1001', 'idle');
    bert.hangUp();
    expect(await cyril.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'hung-up' });
  });

  it('drops one of three, and with one of two the call', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    await scene.actions.drop(await scene.legOf(bert));
    expect(await bert.ended).toMatchObject({ how: 'bye' });
    await scene.talk([anna, 'anna'], [cyril, 'cyril']);
    await scene.row(callId, (call) => live(call).length === 2, 'two are left');
    await scene.actions.drop(await scene.legOf(cyril));
    expect((await Promise.all([anna.ended, cyril.ended])).map(({ how }) => how)).toEqual(['bye', 'bye']);
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'hung-up', endedBy: 'pbx' });
  });

  it('drops one who is invited and still rings', async () => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.invite(id, '1003', '1001');
    const third = await cyril.nextCall();
    await scene.actions.drop(await scene.legOf(third));
    expect(await third.ended).toMatchObject({ how: 'cancel' });
    await scene.row(id, (call) => call.state === 'answered' && live(call).length === 2, 'two are left');
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('silences only the one who holds', async () => {
    const { anna, bert, cyril } = await scene.conference();
    await anna.hold();
    await Promise.all([bert.hearsAll([tones.cyril], [tones.anna, scene.subject.holdMusic]), cyril.hearsAll([tones.bert], [tones.anna, scene.subject.holdMusic])]);
    await anna.resume();
    await allHear({ anna, bert, cyril });
  });
}

function sentOn(scene: Scene): void {
  it('has no leg that is sent on or parked while three are in it', async () => {
    const { anna, bert, cyril } = await scene.conference();
    await scene.phone('dora');
    await expect(scene.actions.redirect(await scene.legOf(anna), '1004')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await expect(scene.actions.park(await scene.legOf(anna), '1002')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await allHear({ anna, bert, cyril });
  });

  it('has a leg that is sent on once two are left', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    const dora = await scene.phone('dora');
    anna.hangUp();
    await scene.row(callId, (call) => live(call).length === 2, 'two are left');
    await scene.actions.redirect(await scene.legOf(bert), '1004', { by: '1003' });
    expect(await cyril.ended).toMatchObject({ how: 'bye' });
    const fourth = await dora.nextCall();
    await fourth.answer();
    await scene.talk([bert, 'bert'], [fourth, 'dora']);
    expect((await scene.row(callId, ({ state }) => state === 'answered', 'answered')).conference).toBeUndefined();
  });
}

function mutes(scene: Scene): void {
  it('lets nobody hear one of a conference, and brings it back', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    await scene.actions.mute(await scene.legOf(bert), true);
    await Promise.all([anna.hearsAll([tones.cyril], [tones.bert]), cyril.hearsAll([tones.anna], [tones.bert]), bert.hearsAll([tones.anna, tones.cyril])]);
    const row = await scene.row(callId, (call) => live(call).some(({ muted }) => muted === true), 'muted');
    expect(live(row).filter(({ muted }) => muted === true).map(({ party }) => party.number)).toEqual(['1002']);
    await scene.actions.mute(await scene.legOf(bert), false);
    await allHear({ anna, bert, cyril });
    await scene.row(callId, (call) => live(call).every(({ muted }) => muted === undefined), 'not muted');
  });

  it('mutes one of two, over a hold as well', async () => {
    const { caller, callee } = await scene.talking();
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await scene.actions.mute(await scene.legOf(caller), true);
    await callee.hearsNothing();
    await caller.hears(tones.bert);
    await caller.hold();
    await scene.hearsMusic(callee);
    await caller.resume();
    await callee.hearsNothing();
    await scene.actions.mute(await scene.legOf(caller), false);
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('is refused for a leg that rings', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    await anna.dial('1002');
    const rings = await bert.nextCall();
    await expect(scene.actions.mute(await scene.legOf(rings), true)).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });
}
