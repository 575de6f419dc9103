import { describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../../fakes/sip-phone/phone.ts';
import { live, refusedWith, who } from './scene.ts';
import type { Scene } from './scene.ts';

/** Anna waits on a slot where Bert has parked her. */
async function parked(scene: Scene): Promise<{ anna: TestPhone; bert: TestPhone; caller: PhoneCall; slot: string; callId: string }> {
  const { anna, bert, caller, callee } = await scene.talking();
  const { id: callId } = await scene.callOf(caller);
  const { slot } = await scene.actions.park(await scene.legOf(caller), '1002');
  await callee.ended;
  await scene.row(callId, (call) => call.parked?.slot === slot, 'it is parked');
  return { anna, bert, caller, slot, callId };
}

export function parkContract(scene: Scene): void {
  slots(scene);
  retrieving(scene);
  itsTime(scene);
  races(scene);
}

function slots(scene: Scene): void {
  it('leaves one leg alone with music on a slot, and says since when, until when and by whom', async () => {
    const { caller, callee } = await scene.talking();
    const before = await scene.callOf(caller);
    const { slot } = await scene.actions.park(await scene.legOf(caller), '1002');
    expect(scene.pbx.parkingSlots).toContain(slot);
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    const row = await scene.row(before.id, (call) => call.parked !== undefined, 'parked');
    expect(row).toMatchObject({ state: 'answered', answeredAt: before.answeredAt, parked: { slot, by: { number: '1002', name: 'Bert' } } });
    expect((row.parked?.until ?? 0) - (row.parked?.since ?? 0)).toBe(scene.times.parkTimeout);
    expect(live(row).map(({ party, state }) => [party.number, state])).toEqual([['1001', 'talking']]);
    await scene.hearsMusic(caller);
    await scene.watch.line('1002', 'idle');
    caller.hangUp();
    expect(await scene.ended(before.id)).toMatchObject({ endReason: 'hung-up' });
  });

  it('takes the slot that is asked for, the called side too, and refuses one that is taken or none', async () => {
    const { callee } = await scene.talking();
    const [first = '', second = ''] = scene.pbx.parkingSlots;
    await expect(scene.actions.park(await scene.legOf(callee), '1001', '999')).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    expect(await scene.actions.park(await scene.legOf(callee), '1001', second)).toEqual({ slot: second });
    await scene.hearsMusic(callee);
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const other = await cyril.dial('1004');
    const otherCallee = await dora.nextCall();
    await otherCallee.answer();
    await other.answered;
    await expect(scene.actions.park(await scene.legOf(other), '1004', second)).rejects.toMatchObject(refusedWith('ALREADY_TAKEN'));
    await scene.talk([other, 'cyril'], [otherCallee, 'dora']);
    expect(await scene.actions.park(await scene.legOf(other), '1004')).toEqual({ slot: first });
  });

  it('cannot park what rings, is parked already, or is gone', async () => {
    const { caller, callId } = await parked(scene);
    const leg = await scene.legOf(caller);
    await expect(scene.actions.park(leg, '1002')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    caller.hangUp();
    await scene.ended(callId);
    await expect(scene.actions.park(leg, '1002')).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });
}

function retrieving(scene: Scene): void {
  describe('is retrieved', () => {
    it('by dialling the slot', async () => {
      const { caller, slot, callId } = await parked(scene);
      const cyril = await scene.phone('cyril');
      const retrieved = await cyril.dial(slot);
      await retrieved.answered;
      await scene.talk([caller, 'anna'], [retrieved, 'cyril']);
      const row = await scene.row(callId, (call) => call.parked === undefined && live(call).length === 2, 'retrieved');
      expect(row).toMatchObject({ state: 'answered', from: { number: '1001' }, to: { number: '1003' } });
      expect(who(row)).toEqual(['caller 1001 talking', 'callee 1003 talking']);
      expect((await scene.pbx.snapshot()).calls).toHaveLength(1);
      retrieved.hangUp();
      expect(await caller.ended).toMatchObject({ how: 'bye' });
      await scene.ended(callId);
    });

    it('by sending it on', async () => {
      const { caller, callId } = await parked(scene);
      const cyril = await scene.phone('cyril');
      await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1004', note: 'has waited' });
      const rings = await cyril.nextCall();
      expect(await scene.row(callId, (call) => call.state === 'ringing', 'it rings')).toMatchObject({ sentOn: { by: { number: '1004' }, note: 'has waited' } });
      await rings.answer();
      await scene.talk([caller, 'anna'], [rings, 'cyril']);
      expect((await scene.row(callId, (call) => call.state === 'answered', 'answered')).parked).toBeUndefined();
    });

    it('by calling a phone in', async () => {
      const { caller, callId } = await parked(scene);
      const cyril = await scene.phone('cyril');
      await scene.actions.pickUp(callId, { extensionNumber: '1003', deviceId: cyril.deviceId });
      const calledIn = await cyril.nextCall();
      expect(calledIn.answers).toBe('incoming');
      expect(calledIn.from).toBe('1001');
      await calledIn.answer();
      await scene.talk([caller, 'anna'], [calledIn, 'cyril']);
      expect(who(await scene.row(callId, (call) => call.parked === undefined && live(call).length === 2, 'retrieved'))).toEqual(['caller 1001 talking', 'callee 1003 talking']);
    });

    it('not by a phone that does not take it: it waits on, and can be retrieved again', async () => {
      const { caller, slot, callId } = await parked(scene);
      const cyril = await scene.phone('cyril');
      await scene.actions.pickUp(callId, { extensionNumber: '1003', deviceId: cyril.deviceId });
      (await cyril.nextCall()).decline(480);
      await scene.row(callId, (call) => call.parked !== undefined && live(call).length === 1, 'it waits on');
      await scene.hearsMusic(caller);
      const retrieved = await cyril.dial(slot);
      await retrieved.answered;
      await scene.talk([caller, 'anna'], [retrieved, 'cyril']);
    });
  });

  it('is not there any more under its slot once it was retrieved', async () => {
    const { slot } = await parked(scene);
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    await (await cyril.dial(slot)).answered;
    expect(await (await dora.dial(slot)).ended).toMatchObject({ how: 'refused' });
  });
}

function itsTime(scene: Scene): void {
  it('rings whoever parked it when its time is over', async () => {
    const { bert, caller, slot, callId } = await parked(scene);
    const back = await bert.nextCall();
    expect(back.from).toBe('1001');
    const row = await scene.row(callId, (call) => call.state === 'ringing', 'it comes back');
    expect(row.parked).toBeUndefined();
    expect(row.to.number).toBe('1002');
    await back.answer();
    await scene.talk([caller, 'anna'], [back, 'bert']);
    expect(await (await bert.dial(slot)).ended).toMatchObject({ how: 'refused' });
  });

  it('ends when whoever parked it does not take it back', async () => {
    const { bert, caller, callId } = await parked(scene);
    (await bert.nextCall()).decline(603);
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'declined' });
  });
}

function races(scene: Scene): void {
  it('is taken by one of two who dial its slot at once', async () => {
    const { caller, slot } = await parked(scene);
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const dialled = await Promise.all([cyril.dial(slot), dora.dial(slot)]);
    const outcomes = await Promise.all(dialled.map((call) => call.answered.then(() => 'answered' as const, () => call.ended)));
    const won = outcomes.indexOf('answered');
    expect(outcomes[1 - won]).toMatchObject({ how: 'refused' });
    await scene.talk([caller, 'anna'], won === 0 ? [dialled[0], 'cyril'] : [dialled[1], 'dora']);
  });

  it('is taken by one of two who pick it up at once', async () => {
    const { caller, callId } = await parked(scene);
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const outcomes = await Promise.allSettled([
      scene.actions.pickUp(callId, { extensionNumber: '1003', deviceId: cyril.deviceId }),
      scene.actions.pickUp(callId, { extensionNumber: '1004', deviceId: dora.deviceId }),
    ]);
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes[1 - won]).toMatchObject({ status: 'rejected', reason: refusedWith('CALL_GONE') });
    const calledIn = await (won === 0 ? cyril : dora).nextCall();
    await calledIn.answer();
    await scene.talk([caller, 'anna'], [calledIn, won === 0 ? 'cyril' : 'dora']);
  });

  it('ends in good order when the one who waits hangs up while somebody is called in', async () => {
    const { caller, callId } = await parked(scene);
    const cyril = await scene.phone('cyril');
    await scene.actions.pickUp(callId, { extensionNumber: '1003', deviceId: cyril.deviceId });
    const calledIn = await cyril.nextCall();
    caller.hangUp();
    expect(await calledIn.ended).toMatchObject({ how: 'cancel' });
    await scene.ended(callId);
    await scene.watch.line('1003', 'idle');
  });
}
