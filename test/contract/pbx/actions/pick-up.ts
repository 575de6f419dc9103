import { describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../../fakes/sip-phone/phone.ts';
import { refusedWith, who } from './scene.ts';
import type { Scene } from './scene.ts';

const refOf = ({ extensionNumber, deviceId }: TestPhone): { extensionNumber: string; deviceId: string } => ({ extensionNumber, deviceId });

/** Anna has dialled Bert, whose phone rings; Cyril is there. */
async function rings(scene: Scene): Promise<{ caller: PhoneCall; rang: PhoneCall; cyril: TestPhone; anna: TestPhone; bert: TestPhone; callId: string }> {
  scene.start();
  const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
  const caller = await anna.dial('1002');
  const rang = await bert.nextCall();
  const { id: callId } = await scene.callOf(rang);
  return { caller, rang, cyril, anna, bert, callId };
}

/** Taking what rings somewhere else. What waits on a slot is in the contract of parking. */
export function pickUpContract(scene: Scene): void {
  it('calls a phone in, which answers by itself; the one that rang is told that somebody else has it', async () => {
    const { caller, rang, cyril, callId } = await rings(scene);
    await scene.actions.pickUp(callId, refOf(cyril));
    const calledIn = await cyril.nextCall();
    expect([calledIn.answers, calledIn.from]).toEqual(['incoming', '1001']);
    await calledIn.answer();
    expect(await rang.ended).toMatchObject({ how: 'cancel', reason: expect.stringMatching(/^SIP;cause=200;/) as string });
    await caller.answered;
    await scene.talk([caller, 'anna'], [calledIn, 'cyril']);
    const row = await scene.row(callId, ({ state }) => state === 'answered', 'answered');
    expect(row).toMatchObject({ from: { number: '1001' }, to: { number: '1003' } });
    expect(who(row)).toEqual(['caller 1001 talking', 'callee 1003 talking']);
    await Promise.all([scene.watch.line('1002', 'idle'), scene.watch.line('1003', 'busy')]);
  });

  it('is first come, first served', async () => {
    const { caller, cyril, callId } = await rings(scene);
    const dora = await scene.phone('dora');
    const outcomes = await Promise.allSettled([scene.actions.pickUp(callId, refOf(cyril)), scene.actions.pickUp(callId, refOf(dora))]);
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes[1 - won]).toMatchObject({ status: 'rejected', reason: refusedWith('CALL_GONE') });
    const calledIn = await (won === 0 ? cyril : dora).nextCall();
    await calledIn.answer();
    await scene.talk([caller, 'anna'], [calledIn, won === 0 ? 'cyril' : 'dora']);
  });

  it('goes to the phone that rang where that one is faster', async () => {
    const { caller, rang, cyril, callId } = await rings(scene);
    await scene.actions.pickUp(callId, refOf(cyril));
    const calledIn = await cyril.nextCall();
    await rang.answer();
    expect(await calledIn.ended).toMatchObject({ how: 'cancel' });
    await scene.talk([caller, 'anna'], [rang, 'bert']);
  });

  it('lets it ring on where the phone that was called in does not take it', async () => {
    const { caller, rang, cyril, callId } = await rings(scene);
    await scene.actions.pickUp(callId, refOf(cyril));
    (await cyril.nextCall()).decline(603);
    await rang.answer();
    await scene.talk([caller, 'anna'], [rang, 'bert']);
  });

  it('ends in good order when the caller gives up while a phone is called in', async () => {
    const { caller, rang, cyril, callId } = await rings(scene);
    await scene.actions.pickUp(callId, refOf(cyril));
    const calledIn = await cyril.nextCall();
    caller.cancel();
    expect((await Promise.all([rang.ended, calledIn.ended])).map(({ how }) => how)).toEqual(['cancel', 'cancel']);
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'cancelled', endedBy: 'caller' });
  });

  it('takes a transferred call that rings', async () => {
    const { caller, callee } = await scene.talking();
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    const { id } = await scene.callOf(caller);
    await scene.actions.redirect(await scene.legOf(caller), '1003', { by: '1002', returnTo: '1002' });
    await callee.ended;
    const rang = await cyril.nextCall();
    await scene.actions.pickUp(id, refOf(dora));
    const calledIn = await dora.nextCall();
    await calledIn.answer();
    await rang.ended;
    await scene.talk([caller, 'anna'], [calledIn, 'dora']);
    expect((await scene.row(id, ({ state }) => state === 'answered', 'answered')).to.number).toBe('1004');
  });

  it('is refused for a phone that is not there, for the caller’s own, and once it was answered', async () => {
    const { caller, rang, cyril, anna, callId } = await rings(scene);
    await expect(scene.actions.pickUp(callId, { extensionNumber: '1003', deviceId: 'no-such-device' })).rejects.toMatchObject(refusedWith('NOT_REGISTERED'));
    await expect(scene.actions.pickUp(callId, refOf(anna))).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await rang.answer();
    await caller.answered;
    await expect(scene.actions.pickUp(callId, refOf(cyril))).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await scene.talk([caller, 'anna'], [rang, 'bert']);
  });
}

/** Dialling for a phone, from outside it. */
export function originateContract(scene: Scene): void {
  it('calls the phone in from the dialled number, then dials: ringing is heard, then the voice', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const { callId } = await scene.actions.originate(refOf(anna), '1002');
    const calledIn = await anna.nextCall();
    expect([calledIn.answers, calledIn.from]).toEqual(['outgoing', '1002']);
    await calledIn.answer();
    const rang = await bert.nextCall();
    expect([rang.from, rang.fromName, rang.answers]).toEqual(['1001', 'Anna', '']);
    await scene.hearsRinging(calledIn);
    const ringing = await scene.row(callId, (call) => call.legs.some(({ party, state }) => party.number === '1002' && state === 'ringing'), 'it rings');
    expect(ringing).toMatchObject({ state: 'ringing', from: { number: '1001' }, to: { number: '1002' } });
    expect(ringing.answeredAt).toBeUndefined();
    await scene.watch.line('1001', 'busy');
    await rang.answer();
    await scene.talk([calledIn, 'anna'], [rang, 'bert']);
    const row = await scene.row(callId, ({ state }) => state === 'answered', 'answered');
    expect(row.legs.filter(({ state }) => state === 'talking').map(({ role, sipCallId }) => [role, sipCallId])).toEqual([['caller', calledIn.sipCallId], ['callee', rang.sipCallId]]);
    calledIn.hangUp();
    expect(await rang.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'hung-up', endedBy: 'caller' });
  });

  it('reaches a number the PBX answers itself', async () => {
    scene.start();
    const anna = await scene.phone('anna');
    await scene.actions.originate(refOf(anna), scene.subject.echo);
    const calledIn = await anna.nextCall();
    await calledIn.answer();
    await calledIn.hears(440);
  });

  describe('ends, and says why,', () => {
    it.each([
      ['where the called one says no', 603, 'declined'],
      ['where the called one is busy', 486, 'busy'],
    ] as const)('%s', async (_where, status, reason) => {
      scene.start();
      const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
      const { callId } = await scene.actions.originate(refOf(anna), '1002');
      const calledIn = await anna.nextCall();
      await calledIn.answer();
      (await bert.nextCall()).decline(status);
      expect(await calledIn.ended).toMatchObject({ how: 'bye' });
      expect(await scene.ended(callId)).toMatchObject({ endReason: reason });
    });

    it('where the called one does not answer', async () => {
      scene.start();
      const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
      const { callId } = await scene.actions.originate(refOf(anna), '1002');
      const calledIn = await anna.nextCall();
      await calledIn.answer();
      expect(await (await bert.nextCall()).ended).toMatchObject({ how: 'cancel' });
      expect(await calledIn.ended).toMatchObject({ how: 'bye' });
      expect(await scene.ended(callId)).toMatchObject({ endReason: 'no-answer' });
    });

    it.each([['7777', 'unknown-number'], ['1003', 'not-registered']] as const)('where %s cannot be reached', async (number, reason) => {
      scene.start();
      const anna = await scene.phone('anna');
      const { callId } = await scene.actions.originate(refOf(anna), number);
      // Whether the phone is called in before it is known is the PBX's.
      const answering = anna.nextCall().then((calledIn) => calledIn.answer());
      answering.catch(() => undefined);
      expect(await scene.ended(callId)).toMatchObject({ endReason: reason });
    });

    it('where the phone that is called in does not take it', async () => {
      scene.start();
      const anna = await scene.phone('anna');
      await scene.phone('bert');
      const { callId } = await scene.actions.originate(refOf(anna), '1002');
      (await anna.nextCall()).decline(480);
      expect(await scene.ended(callId)).toMatchObject({ endedBy: 'caller' });
    });

    it('where the phone that was called in hangs up while it rings', async () => {
      scene.start();
      const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
      const { callId } = await scene.actions.originate(refOf(anna), '1002');
      const calledIn = await anna.nextCall();
      await calledIn.answer();
      await calledIn.answered;
      const rang = await bert.nextCall();
      calledIn.hangUp();
      expect(await rang.ended).toMatchObject({ how: 'cancel' });
      expect(await scene.ended(callId)).toMatchObject({ endReason: 'cancelled', endedBy: 'caller' });
    });
  });

  it('rings no other phone of its own extension', async () => {
    scene.start();
    const [anna, other] = [await scene.phone('anna'), await scene.phone('anna')];
    await scene.phone('bert');
    await scene.actions.originate(refOf(anna), '1002');
    await (await anna.nextCall()).answer();
    expect(other.calls).toEqual([]);
  });
}
