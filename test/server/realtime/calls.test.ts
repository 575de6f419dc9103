import { beforeEach, describe, expect, test } from 'vitest';
import { defaultFeatureCodes } from '@klapka/protocol';
import type { Call, CommandInput, CommandName, PermissionKey, TopicPatch } from '@klapka/protocol';
import { password, startGateway } from './harness.ts';
import type { Agent, Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

const talking = (id: string, from: string, to: string, more: Partial<Call> = {}): Call => ({
  id, from: { number: from }, to: { number: to }, state: 'answered', startedAt: Date.now(), answeredAt: Date.now(),
  legs: [
    { id: `${id}-a`, party: { number: from }, role: 'caller', state: 'talking' },
    { id: `${id}-b`, party: { number: to }, role: 'callee', state: 'talking' },
  ],
  ...more,
});

/** 1003 holds these keys over everybody, or is a plain user. */
async function grant(...keys: PermissionKey[]): Promise<void> {
  const { groups, extensions } = gateway.app.admin;
  const [everyone, extension] = await Promise.all([groups.list(), extensions.list()]);
  const id = extension.find(({ number }) => number === '1003')?.id ?? '';
  await groups.putMember(everyone[0]?.id ?? '', { extensionId: id, kind: keys.length > 0 ? 'custom' : 'user', keys });
}

async function mayRecord(number: string, recordingRight: 'none' | 'pause' | 'full'): Promise<void> {
  const { extensions } = gateway.app.admin;
  await extensions.update((await extensions.list()).find((one) => one.number === number)?.id ?? '', { recordingRight });
}

interface Row<Name extends CommandName = CommandName> {
  name: Name;
  payload: CommandInput<Name>;
  /** What somebody who is not in the call needs; null: nothing lets them. */
  key: PermissionKey | null;
  /** Whether who is in the call may do it without any key. */
  own: boolean;
  asks: unknown[];
}
const row = <Name extends CommandName>(name: Name, payload: CommandInput<Name>, { key, own = true }: { key: PermissionKey | null; own?: boolean }, asks: unknown[]): Row => ({ name, payload, key, own, asks });

const leg = { callId: 'c1', legId: 'c1-b' };
/** Number and device of whom it is called in for. */
const whoever: unknown = expect.any(String);
const rows: Row[] = [
  row('call:redirect', { ...leg, number: '1002' }, { key: 'call.distribute' }, ['redirect', 'c1-b', '1002', expect.any(Object)]),
  row('call:join', { ...leg, otherCallId: 'c2', otherLegId: 'c2-b' }, { key: 'call.distribute' }, ['join', 'c1-b', 'c2-b']),
  row('call:merge', { callId: 'c1', otherCallId: 'c2' }, { key: 'call.distribute' }, ['merge', 'c1', 'c2']),
  row('call:invite', { callId: 'c1', number: '+420 600 123 456' }, { key: 'call.distribute' }, ['invite', 'c1', '+420600123456', expect.any(String)]),
  row('call:drop', leg, { key: 'call.hangup' }, ['drop', 'c1-b']),
  row('call:mute', { ...leg, muted: true }, { key: 'call.distribute' }, ['mute', 'c1-b', true]),
  row('call:park', { ...leg, slot: '702' }, { key: 'call.park' }, ['park', 'c1-b', expect.any(String), '702']),
  row('call:pick-up', { callId: 'c1' }, { key: 'call.pickup' }, ['pickUp', 'c1', { extensionNumber: whoever, deviceId: whoever }]),
  row('call:monitor', { ...leg, mode: 'listen' }, { key: 'call.monitor', own: false }, ['monitor', 'c1-b', { extensionNumber: '1003', deviceId: whoever }, 'listen']),
  row('call:record', { callId: 'c1', state: 'on' }, { key: 'recording.switch', own: false }, ['record', 'c1', 'on']),
  row('call:flip', { ...leg, legId: 'c1-a', deviceId: null }, { key: null }, ['flip', 'c1-a', null]),
];

describe('what may be done with a call', () => {
  let ann: Agent;
  let cid: Agent;
  const asked = (): unknown[][] => gateway.pbx.asked.map(({ action, args }) => [action, ...args]);
  beforeEach(async () => {
    [ann, cid] = await Promise.all([gateway.agent(0), gateway.agent(2)]);
    for (const id of ['c1', 'c2']) gateway.pbx.tell({ type: 'call', call: talking(id, '1001', '1002') });
  });

  test.each(rows)('$name: whoever is in it', async ({ name, payload, own, asks }) => {
    const answer = await ann.command(name, payload);
    expect(answer).toMatchObject(own ? { ok: true } : { ok: false, error: { code: 'FORBIDDEN' } });
    expect(asked()).toEqual(own ? [asks] : []);
  });

  test.each(rows)('$name: for whom has nothing to do with it the call is not there', async ({ name, payload }) => {
    expect(await cid.command(name, payload)).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    expect(asked()).toEqual([]);
  });

  test.each(rows.filter(({ key }) => key !== null))('$name: with $key over somebody in it, and with no other key', async ({ name, payload, key, asks }) => {
    const others = ['call.distribute', 'call.pickup', 'call.hangup', 'call.monitor', 'call.park', 'recording.switch'] as const;
    await grant(...others.filter((one) => one !== key));
    await expect.poll(async () => cid.command(name, payload)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(asked()).toEqual([]);
    await grant(...(key ? [key] : []), 'call.hangup');
    await expect.poll(async () => cid.command(name, payload)).toMatchObject({ ok: true });
    expect(asked()).toEqual([asks]);
  });

  test('nobody moves somebody else’s side of a call to a phone of their own', async () => {
    await grant('call.distribute', 'call.monitor', 'call.pickup', 'call.hangup', 'call.park');
    await expect.poll(() => cid.command('call:flip', { callId: 'c1', legId: 'c1-a', deviceId: null })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await ann.command('call:flip', { callId: 'c1', legId: 'c1-b', deviceId: null })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  test('a leg of another call is no leg of this one, and one that has ended is none', async () => {
    expect(await ann.command('call:drop', { callId: 'c1', legId: 'c2-b' })).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    const call = talking('c1', '1001', '1002');
    gateway.pbx.tell({ type: 'call', call: { ...call, legs: call.legs.map((one) => ({ ...one, state: 'ended' })) } });
    expect(await ann.command('call:drop', leg)).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    expect(asked()).toEqual([]);
  });

  test('what is sent on comes back to whom was in the call, and to nobody else', async () => {
    await ann.command('call:redirect', { ...leg, number: '1003', note: 'wants\u0000 an invoice' });
    await grant('call.distribute');
    await expect.poll(() => cid.command('call:redirect', { ...leg, number: '1001' })).toMatchObject({ ok: true });
    expect(asked()).toEqual([
      ['redirect', 'c1-b', '1003', { by: '1001', note: 'wants an invoice', returnTo: '1001' }],
      ['redirect', 'c1-b', '1001', { by: '1003' }],
    ]);
  });

  test.each(['', ' ', '12;phone', '../etc', '1'.repeat(65), 'a b\r\nX: y'])('%j is nothing to be dialled', async (number) => {
    expect(await ann.command('call:redirect', { ...leg, number })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
    expect(await ann.command('call:originate', { number })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  });

  test('originates from this browser, or from another phone of one’s own extension', async () => {
    expect(await ann.command('call:originate', { number: '(02) 123' })).toMatchObject({ ok: true, result: { callId: 'originated' } });
    await ann.command('call:originate', { number: '1002', deviceId: 'desk-phone' });
    expect(asked()).toEqual([
      ['originate', { extensionNumber: '1001', deviceId: ann.deviceId }, '02123'],
      ['originate', { extensionNumber: '1001', deviceId: 'desk-phone' }, '1002'],
    ]);
  });

  test('a parked call is taken by whom may park', async () => {
    const parked = { slot: '701', by: { number: '1002' }, since: 0, until: 60_000 };
    gateway.pbx.tell({ type: 'call', call: talking('c1', '1001', '1002', { parked }) });
    await grant('call.pickup');
    await expect.poll(() => cid.command('call:pick-up', { callId: 'c1' })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    await grant('call.park');
    await expect.poll(() => cid.command('call:pick-up', { callId: 'c1' })).toMatchObject({ ok: true });
  });

  test('own recordings follow one’s own right', async () => {
    const states = ['on', 'paused', 'off'] as const;
    const codes = () => Promise.all(states.map(async (state) => {
      const answer = await ann.command('call:record', { callId: 'c1', state });
      return answer.ok ? 'ok' : answer.error.code;
    }));
    expect(await codes()).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    await mayRecord('1001', 'pause');
    await expect.poll(async () => gateway.app.admin.extensions.list().then((all) => all[0]?.recordingRight)).toBe('pause');
    expect(await codes()).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    gateway.pbx.tell({ type: 'call', call: talking('c1', '1001', '1002', { recording: 'on' }) });
    await expect.poll(codes).toEqual(['ok', 'ok', 'FORBIDDEN']);
    await mayRecord('1001', 'full');
    await expect.poll(codes).toEqual(['ok', 'ok', 'ok']);
  });

  test('only the listener switches how they listen, while they may', async () => {
    const call = talking('c1', '1001', '1002');
    gateway.pbx.tell({ type: 'call', call: { ...call, legs: [...call.legs, { id: 'c1-m', party: { number: '1003' }, role: 'monitor', state: 'talking', mode: 'listen' }] } });
    await grant('call.monitor');
    const mode = { callId: 'c1', legId: 'c1-m', mode: 'whisper' } as const;
    await expect.poll(() => cid.command('call:monitor-mode', mode)).toMatchObject({ ok: true });
    expect(await ann.command('call:monitor-mode', mode)).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    // Not even as a leg to be dropped or muted.
    expect(await ann.command('call:drop', { callId: 'c1', legId: 'c1-m' })).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    await grant();
    await expect.poll(() => cid.command('call:monitor-mode', mode)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });
});

describe('who sees a call', () => {
  const calls = (patches: TopicPatch[]): Call[] => patches.flatMap((patch) => (patch.set ?? []) as Call[]);
  const listened = (): Call => {
    const call = talking('c1', '1001', '1002');
    return { ...call, legs: [...call.legs, { id: 'c1-m', party: { number: '1003' }, role: 'monitor', state: 'talking', mode: 'whisper', deviceId: 'd', sipCallId: 's' }] };
  };

  test('nobody in a call learns that somebody listens; the listener does', async () => {
    await grant('call.monitor');
    const [ann, bob, cid] = await Promise.all([gateway.agent(0), gateway.agent(1), gateway.agent(2)]);
    await Promise.all([ann, bob, cid].map((agent) => agent.subscribe('calls')));
    gateway.pbx.tell({ type: 'call', call: listened() });
    await cid.patch((patch) => calls([patch]).some(({ legs }) => legs.some(({ role, sipCallId }) => role === 'monitor' && sipCallId === 's')));
    for (const agent of [ann, bob]) {
      await agent.patch((patch) => calls([patch]).some(({ id }) => id === 'c1'));
      expect(JSON.stringify(agent.patches)).not.toMatch(/monitor|c1-m|1003/);
    }
  });

  test('who has given a call away is shown it while it rings, and has no more to do with it afterwards', async () => {
    const [ann, bob, cid] = await Promise.all([gateway.agent(0), gateway.agent(1), gateway.agent(2)]);
    await Promise.all([ann, bob, cid].map((agent) => agent.subscribe('calls')));
    gateway.pbx.tell({ type: 'call', call: talking('c1', '1001', '1002') });
    await bob.patch((patch) => calls([patch]).some(({ id }) => id === 'c1'));
    const third = { number: '1003' };
    const legs = talking('c1', '1001', '1002').legs.map((leg) => (leg.id === 'c1-b' ? { ...leg, state: 'ended' as const } : leg));
    const rings: Call = { ...talking('c1', '1001', '1003'), state: 'ringing', sentOn: { by: { number: '1002' } }, legs: [...legs, { id: 'c1-c', party: third, role: 'callee', state: 'ringing' }] };
    gateway.pbx.tell({ type: 'call', call: rings });
    await bob.patch((patch) => calls([patch]).some(({ sentOn }) => sentOn?.by.number === '1002'));
    expect(await bob.command('call:redirect', { callId: 'c1', legId: 'c1-a', number: '1002' })).toMatchObject({ ok: true });
    const taken: Call = { ...talking('c1', '1001', '1003'), legs: [...legs, { id: 'c1-c', party: third, role: 'callee', state: 'talking' }] };
    gateway.pbx.tell({ type: 'call', call: taken });
    await bob.patch((patch) => patch.remove?.includes('c1') ?? false);
    expect((await bob.subscribe('calls')).rows).toEqual([]);
    expect(await bob.command('call:hang-up', { callId: 'c1' })).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    const told = bob.patches.length;
    gateway.pbx.tell({ type: 'call', call: { ...taken, state: 'ended', endReason: 'hung-up', endedAt: Date.now(), legs: taken.legs.map((leg) => ({ ...leg, state: 'ended' })) } });
    await Promise.all([ann, cid].map((agent) => agent.patch((patch) => calls([patch]).some(({ endReason }) => endReason === 'hung-up'))));
    expect(bob.patches.slice(told)).toEqual([]);
  });

  test('an operator sees the calls of whom they may handle, listeners only with that right, and nothing more once the right is gone', async () => {
    await grant('call.hangup');
    const cid = await gateway.agent(2);
    expect((await cid.subscribe('calls')).rows).toEqual([]);
    const call = listened();
    gateway.pbx.tell({ type: 'call', call: { ...call, legs: call.legs.map((leg) => (leg.role === 'monitor' ? { ...leg, party: { number: '1002' } } : leg)) } });
    const patch = await cid.patch((one) => calls([one]).some(({ id }) => id === 'c1'));
    expect(calls([patch])[0]?.legs.map(({ role }) => role)).toEqual(['caller', 'callee']);
    await grant();
    await expect.poll(async () => (await cid.subscribe('calls')).rows).toEqual([]);
  });
});

test('an account is told what its phone can do here, and what it may', async () => {
  await mayRecord('1001', 'pause');
  await expect.poll(async () => {
    const response = await fetch(`${gateway.url}/api/auth/sign-in`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: '1001', password, device: { id: 'device-0123456789', name: 'test' } }),
    });
    return ((await response.json()) as { account: { phone: unknown } }).account.phone;
  }).toEqual({ can: ['redirect', 'park', 'voicemail'], recording: 'pause', parkingSlots: ['701', '702'], echoNumber: '*43', codes: defaultFeatureCodes });
});
