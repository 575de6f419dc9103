import { createFakeSession, parkTime, phoneTimes, ringTime, type FakeSession } from '@klapka/components/testing';
import { describe, expect, it } from 'vitest';
import type { Call, CommandInput, CommandName, CommandResults } from '@klapka/protocol';

const row = (fake: FakeSession, id: string): Call => {
  const call = fake.calls.all.get(id);
  if (!call) throw new Error(`No call ${id}`);
  return call;
};
const numbers = ({ legs }: Call): string[] => legs.map(({ party }) => party.number).sort();
const far = (fake: FakeSession, id: string): string => row(fake, id).legs.find(({ sipCallId, role }) => !sipCallId && role !== 'monitor')?.id ?? '';
const own = (fake: FakeSession, id: string): string => row(fake, id).legs.find(({ sipCallId }) => sipCallId)?.id ?? '';
const refusal = <Name extends CommandName>(fake: FakeSession, name: Name, payload: CommandInput<Name>): Promise<unknown> =>
  fake.command(name, payload).then((result: CommandResults[Name]) => result, (error: { body: { code: string } }) => error.body.code);
const idle = (fake: FakeSession): void => fake.advance(phoneTimes.ended + 1);

describe('the scripted PBX', () => {
  it('passes a call on, with a word, and this phone is out of it', async () => {
    const fake = createFakeSession('onCall');
    const { id } = fake.pbx.lastCall;
    await fake.command('call:redirect', { callId: id, legId: far(fake, id), number: '1003', note: 'Order 7' });
    expect(row(fake, id)).toMatchObject({ state: 'ringing', from: { number: '1002' }, to: { number: '1003' }, sentOn: { by: { number: '1001' }, note: 'Order 7' } });
    expect(fake.phone.calls).toMatchObject([{ state: 'ended' }]);
    fake.pbx.answer(id);
    expect(row(fake, id)).toMatchObject({ state: 'answered' });
    expect(row(fake, id).sentOn).toBeUndefined();
    expect(numbers(row(fake, id))).toEqual(['1002', '1003']);
  });

  it.each([['nobody takes it', (fake: FakeSession) => fake.advance(ringTime)], ['it is refused', (fake: FakeSession, id: string) => fake.pbx.refuse(id)]])('rings here again where %s', async (_, happens) => {
    const fake = createFakeSession('onCall');
    const { id } = fake.pbx.lastCall;
    await fake.command('call:redirect', { callId: id, legId: far(fake, id), number: '1003' });
    idle(fake);
    happens(fake, id);
    expect(fake.phone.calls).toMatchObject([{ state: 'ringing', direction: 'incoming', number: '1002' }]);
    await fake.phone.answer(fake.phone.calls[0]?.id ?? '');
    fake.advance(phoneTimes.answer);
    expect(numbers(row(fake, id))).toEqual(['1001', '1002']);
    expect(row(fake, id).state).toBe('answered');
  });

  it('leaves everything as it is where the number leads nowhere', async () => {
    const fake = createFakeSession('onCall');
    const { id } = fake.pbx.lastCall;
    const before = row(fake, id);
    expect(await refusal(fake, 'call:redirect', { callId: id, legId: far(fake, id), number: '1999' })).toBe('UNKNOWN_NUMBER');
    expect(await refusal(fake, 'call:invite', { callId: id, number: '1999' })).toBe('UNKNOWN_NUMBER');
    expect(row(fake, id)).toBe(before);
  });

  it('connects the two of a consultation, or makes a conference of it', async () => {
    const fake = createFakeSession('consultation');
    const [first, second] = fake.pbx.calls.map(({ id }) => id) as [string, string];
    await fake.command('call:join', { callId: first, legId: far(fake, first), otherCallId: second, otherLegId: far(fake, second) });
    expect(numbers(row(fake, first))).toEqual(['1002', '1003']);
    expect(row(fake, second)).toMatchObject({ state: 'ended', endReason: 'transferred' });
    expect(fake.phone.calls.map(({ state }) => state)).toEqual(['ended', 'ended']);

    const merged = createFakeSession('consultation');
    const [one, other] = merged.pbx.calls.map(({ id }) => id) as [string, string];
    await merged.command('call:merge', { callId: one, otherCallId: other });
    expect(numbers(row(merged, one))).toEqual(['1001', '1002', '1003']);
    expect(row(merged, one).conference).toBe(true);
    expect(merged.phone.calls.filter(({ state }) => state === 'talking')).toHaveLength(1);
    expect(await refusal(merged, 'call:merge', { callId: one, otherCallId: one })).toBe('BAD_REQUEST');
  });

  it('holds a conference: who is asked, muted, dropped, and who leaves', async () => {
    const fake = createFakeSession('conference');
    const { id } = fake.pbx.lastCall;
    expect(numbers(row(fake, id))).toEqual(['1001', '1002', '1003', '1005', '1007']);
    fake.pbx.refuse(id);
    expect(numbers(row(fake, id))).toEqual(['1001', '1002', '1003', '1005']);
    const eva = row(fake, id).legs.find(({ party }) => party.number === '1003')?.id ?? '';
    await fake.command('call:mute', { callId: id, legId: eva, muted: true });
    expect(row(fake, id).legs.filter(({ muted }) => muted)).toHaveLength(2);
    await fake.command('call:mute', { callId: id, legId: eva, muted: false });
    await fake.command('call:drop', { callId: id, legId: eva });
    expect(numbers(row(fake, id))).toEqual(['1001', '1002', '1005']);
    await fake.phone.hangUp(fake.phone.calls[0]?.id ?? '');
    expect(numbers(row(fake, id)), 'the others go on').toEqual(['1002', '1005']);
    expect(row(fake, id).state).toBe('answered');
  });

  it('parks on the first free slot, which rings here again', async () => {
    const fake = createFakeSession('onCall');
    const { id } = fake.pbx.lastCall;
    expect(await refusal(fake, 'call:park', { callId: id, legId: far(fake, id), slot: '799' })).toBe('NOT_FOUND');
    expect(await fake.command('call:park', { callId: id, legId: far(fake, id) })).toEqual({ slot: '701' });
    expect(row(fake, id).parked).toMatchObject({ slot: '701', by: { number: '1001' }, until: fake.clock.now + parkTime });
    const second = fake.pbx.incomingCall({ number: '1003' });
    await fake.phone.answer(second.phoneCallId);
    fake.advance(phoneTimes.answer);
    expect(await refusal(fake, 'call:park', { callId: second.id, legId: far(fake, second.id), slot: '701' })).toBe('ALREADY_TAKEN');
    fake.advance(parkTime);
    expect(row(fake, id).parked).toBeUndefined();
    expect(fake.phone.calls.find(({ state }) => state === 'ringing')).toMatchObject({ number: '1002' });
  });

  it('gives a parked call and one that rings elsewhere to this phone, which answers by itself', async () => {
    const fake = createFakeSession('parked');
    const [id = ''] = [...fake.calls.all.values()].filter(({ parked }) => parked).map((call) => call.id);
    await fake.command('call:pick-up', { callId: id });
    fake.advance(phoneTimes.answer);
    expect(fake.phone.calls).toMatchObject([{ state: 'talking', number: '1002' }]);
    expect(row(fake, id).parked).toBeUndefined();
    const other = fake.pbx.otherCall('1004', '1006', 'ringing');
    expect(await refusal(fake, 'call:pick-up', { callId: other, deviceId: 'device-phone-000000' })).toBe('NOT_REGISTERED');
    await fake.command('call:pick-up', { callId: other });
    fake.advance(phoneTimes.answer + phoneTimes.hold);
    expect(numbers(row(fake, other))).toEqual(['1001', '1004']);
    expect(fake.phone.calls.map(({ held }) => held)).toEqual([true, false]);
    expect(await refusal(fake, 'call:pick-up', { callId: other })).toBe('CALL_GONE');
  });

  it('lets a supervisor listen, whisper and barge, and nobody else', async () => {
    const fake = createFakeSession('listening');
    const [id = ''] = [...fake.calls.all.keys()];
    expect(row(fake, id).legs.find(({ role }) => role === 'monitor')).toMatchObject({ mode: 'listen', state: 'talking' });
    await fake.command('call:monitor-mode', { callId: id, legId: own(fake, id), mode: 'whisper' });
    expect(row(fake, id).legs.find(({ role }) => role === 'monitor')?.mode).toBe('whisper');
    await fake.phone.hangUp(fake.phone.calls[0]?.id ?? '');
    expect(row(fake, id)).toMatchObject({ state: 'answered' });
    fake.account = { ...fake.account, permissions: [{ groupId: 'group-all', groupName: '', keys: ['call.pickup'] }] };
    expect(await refusal(fake, 'call:monitor', { callId: id, legId: far(fake, id), mode: 'listen' })).toBe('FORBIDDEN');
    fake.account = { ...fake.account, permissions: [] };
    expect(await refusal(fake, 'call:monitor', { callId: id, legId: far(fake, id), mode: 'listen' })).toBe('CALL_GONE');
  });

  it('records as far as the right goes', async () => {
    const fake = createFakeSession('onCall');
    const { id: callId } = fake.pbx.lastCall;
    const phone = fake.account.phone!;
    fake.account = { ...fake.account, phone: { ...phone, recording: 'none' } };
    expect(await refusal(fake, 'call:record', { callId, state: 'on' })).toBe('FORBIDDEN');
    fake.account = { ...fake.account, phone: { ...phone, recording: 'pause' } };
    expect(await refusal(fake, 'call:record', { callId, state: 'on' })).toBe('FORBIDDEN');
    fake.calls.patch(callId, { recording: 'on' });
    await fake.command('call:record', { callId, state: 'paused' });
    expect(row(fake, callId).recording).toBe('paused');
    expect(await refusal(fake, 'call:record', { callId, state: 'off' })).toBe('FORBIDDEN');
  });

  it('moves a call to another device, and dials from this one', async () => {
    const fake = createFakeSession('onCall');
    const { id } = fake.pbx.lastCall;
    expect(await refusal(fake, 'call:flip', { callId: id, legId: own(fake, id), deviceId: 'device-nowhere' })).toBe('NOT_REGISTERED');
    await fake.command('call:flip', { callId: id, legId: own(fake, id), deviceId: null });
    fake.advance(phoneTimes.answer);
    expect(row(fake, id).legs.find(({ deviceId }) => deviceId)).toMatchObject({ deviceId: 'device-phone-000000', state: 'talking' });
    expect(fake.phone.calls).toMatchObject([{ state: 'ended' }]);
    idle(fake);
    const { callId } = await fake.command('call:originate', { number: '1003' });
    fake.advance(phoneTimes.answer);
    expect(fake.phone.calls).toMatchObject([{ state: 'talking', direction: 'outgoing', number: '1003' }]);
    expect(row(fake, callId).state).toBe('ringing');
    fake.pbx.answer(callId);
    expect(row(fake, callId).state).toBe('answered');
  });

  it('refuses what this PBX cannot do', async () => {
    const fake = createFakeSession('onCall');
    const { id } = fake.pbx.lastCall;
    fake.account = { ...fake.account, phone: { can: [], recording: 'none', parkingSlots: [] } };
    expect(await refusal(fake, 'call:park', { callId: id, legId: far(fake, id) })).toBe('NOT_SUPPORTED');
    expect(await refusal(fake, 'call:flip', { callId: id, legId: own(fake, id), deviceId: null })).toBe('NOT_SUPPORTED');
    expect(await refusal(fake, 'call:drop', { callId: id, legId: 'nobody' })).toBe('CALL_GONE');
  });
});
