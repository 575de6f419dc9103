import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Call, Extension, TopicPatch } from '@klapka/protocol';
import { startGateway } from './harness.ts';
import type { Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

const call = (id: string, from: string, to: string, more: Partial<Call> = {}): Call => ({
  id, from: { number: from }, to: { number: to }, state: 'ringing', startedAt: Date.now(),
  legs: [
    { id: `${id}-a`, party: { number: from }, role: 'caller', state: 'dialling', deviceId: `device-${from}`, sipCallId: `sip-${from}` },
    { id: `${id}-b`, party: { number: to }, role: 'callee', state: 'ringing', deviceId: `device-${to}`, sipCallId: `sip-${to}` },
  ],
  ...more,
});
const rowsOf = <Row>(patch: TopicPatch): Row[] => (patch.set ?? []) as Row[];

test('a call reaches those who take part, with the secrets of their own leg only, and leaves with its reason', async () => {
  const [ann, bob, cid] = await Promise.all([gateway.agent(0), gateway.agent(1), gateway.agent(2)]);
  await Promise.all([ann, bob, cid].map((agent) => agent.subscribe('calls')));
  gateway.pbx.tell({ type: 'call', call: call('c1', '1001', '1002') });
  const [seen] = rowsOf<Call>(await ann.patch((patch) => patch.topic === 'calls'));
  expect(seen?.legs.map(({ deviceId, sipCallId }) => [deviceId, sipCallId])).toEqual([['device-1001', 'sip-1001'], [undefined, undefined]]);
  expect(seen?.to).toMatchObject({ number: '1002', name: 'Agent 1002' });
  const [other] = rowsOf<Call>(await bob.patch((patch) => patch.topic === 'calls'));
  expect(other?.legs.map(({ sipCallId }) => sipCallId)).toEqual([undefined, 'sip-1002']);

  gateway.pbx.tell({ type: 'call', call: call('c1', '1001', '1002', { state: 'ended', endReason: 'declined', endedAt: Date.now() }) });
  await ann.patch((patch) => rowsOf<Call>(patch).some(({ endReason }) => endReason === 'declined'));
  await ann.patch((patch) => patch.remove?.includes('c1') ?? false);
  expect((await bob.subscribe('calls')).rows).toEqual([]);
  expect(cid.patches).toEqual([]);
});

test('patches are numbered without a gap from the snapshot on, and the last state of a burst wins', async () => {
  const agent = await gateway.agent(0);
  const { seq, epoch } = await agent.subscribe('extensions');
  const states = ['ringing', 'busy', 'idle'] as const;
  for (let round = 0; round < 300; round += 1) gateway.pbx.tell({ type: 'line', line: { extensionNumber: '1002', line: states[round % 3] ?? 'idle' } });
  gateway.pbx.tell({ type: 'line', line: { extensionNumber: '1002', line: 'held' } });
  await agent.patch((patch) => rowsOf<Extension>(patch).some(({ line }) => line === 'held'));
  const own = agent.patches.filter(({ topic }) => topic === 'extensions');
  expect(own.map((patch) => patch.seq)).toEqual(own.map((_patch, index) => seq + index + 1));
  expect(new Set(own.map((patch) => patch.epoch))).toEqual(new Set([epoch]));
  expect(own.length).toBeLessThan(10);
});

test('a subscription made anew starts from a snapshot of what is now', async () => {
  const agent = await gateway.agent(0);
  await agent.subscribe('extensions');
  gateway.pbx.tell({ type: 'line', line: { extensionNumber: '1002', line: 'busy' } });
  await agent.patch((patch) => patch.topic === 'extensions');
  const again = await agent.subscribe('extensions');
  expect(again.rows.find(({ number }) => number === '1002')?.line).toBe('busy');
  gateway.pbx.tell({ type: 'line', line: { extensionNumber: '1002', line: 'idle' } });
  expect((await agent.patch((patch) => rowsOf<Extension>(patch)[0]?.line === 'idle')).seq).toBe(again.seq + 1);
});

test('a restarted gateway has another epoch, so that nobody goes on counting', async () => {
  const before = await (await gateway.agent(0)).subscribe('extensions');
  await gateway.restart();
  const after = await (await gateway.agent(0)).subscribe('extensions');
  expect(after.epoch).not.toBe(before.epoch);
  expect(after.rows.map(({ number }) => number)).toEqual(before.rows.map(({ number }) => number));
});

test('what the PBX may have done unseen is read again', async () => {
  const agent = await gateway.agent(0);
  await agent.subscribe('calls');
  gateway.pbx.calls.set('unseen', call('unseen', '1001', '1002', { state: 'answered' }));
  gateway.pbx.tell({ type: 'reset' });
  const found = await agent.patch((patch) => rowsOf<Call>(patch).some(({ id }) => id === 'unseen'));
  expect(rowsOf<Call>(found)[0]?.state).toBe('answered');
});

test('a presence is kept, told to everybody who may see it, and cleaned', async () => {
  const [ann, bob] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
  await bob.subscribe('extensions');
  await ann.command('presence:set', { state: 'lunch', note: 'back at one\u0000<b>' });
  const patch = await bob.patch((one) => rowsOf<Extension>(one).some(({ presence }) => presence.state === 'lunch'));
  expect(rowsOf<Extension>(patch)[0]?.presence).toEqual({ state: 'lunch', note: 'back at one<b>' });
  await gateway.restart();
  const rows = (await (await gateway.agent(1)).subscribe('extensions')).rows;
  expect(rows.find(({ number }) => number === '1001')?.presence.state).toBe('lunch');
});

test('an extension that may not be seen is in no snapshot and no patch', async () => {
  const admin = gateway.app.admin;
  const secret = await admin.extensions.create({ number: '1009', firstName: 'Hidden', lastName: 'Person', departments: [], recordingRight: 'none', groupIds: [] });
  const everyone = { viewerKind: 'everyone', viewerId: '' } as const;
  await admin.groups.setVisibility([
    { ...everyone, effect: 'show', targetKind: 'everyone', targetId: '' },
    { ...everyone, effect: 'hide', targetKind: 'extension', targetId: secret.id },
  ]);
  const agent = await gateway.agent(0);
  const { rows } = await agent.subscribe('extensions');
  expect(rows.map(({ number }) => number)).toEqual(['1001', '1002', '1003']);
  gateway.pbx.tell({ type: 'line', line: { extensionNumber: '1009', line: 'busy' } });
  gateway.pbx.tell({ type: 'line', line: { extensionNumber: '1002', line: 'busy' } });
  await agent.patch((patch) => rowsOf<Extension>(patch).some(({ number }) => number === '1002'));
  expect(JSON.stringify(agent.patches)).not.toContain('Hidden');
  // Shown again, it appears without a reload: with the permissions the epoch changes, and the page asks anew.
  await admin.groups.setVisibility([{ ...everyone, effect: 'show', targetKind: 'everyone', targetId: '' }]);
  expect((await agent.subscribe('extensions')).rows.map(({ number }) => number)).toContain('1009');
});

test('who is moved out of sight disappears at once, and somebody new in sight appears', async () => {
  const { groups, extensions } = gateway.app.admin;
  const everyone = { viewerKind: 'everyone', viewerId: '' } as const;
  await groups.setVisibility([
    { effect: 'show', ...everyone, targetKind: 'everyone', targetId: '' },
    { effect: 'hide', ...everyone, targetKind: 'department', targetId: 'Secret' },
  ]);
  const agent = await gateway.agent(0);
  const numbers = async () => (await agent.subscribe('extensions')).rows.map(({ number }) => number).sort();
  const before = (await agent.subscribe('extensions')).rows;
  expect(before.map(({ number }) => number).sort()).toEqual(['1001', '1002', '1003']);
  const moved = before.find(({ number }) => number === '1002')?.id ?? '';
  await extensions.update(moved, { departments: ['Secret'], title: 'Director' });
  await expect.poll(numbers).toEqual(['1001', '1003']);
  expect(JSON.stringify(agent.patches)).not.toContain('Director');
  await extensions.create({ number: '1009', firstName: 'New', lastName: 'Here', departments: [], recordingRight: 'none', groupIds: [] });
  await expect.poll(numbers).toEqual(['1001', '1003', '1009']);
});

test('only one’s own devices are told, and one can be signed out from another', async () => {
  const [phone, laptop, stranger] = await Promise.all([gateway.agent(0), gateway.agent(0), gateway.agent(1)]);
  const { rows } = await phone.subscribe('devices');
  expect(rows.map(({ id }) => id).toSorted()).toEqual([phone.deviceId, laptop.deviceId].toSorted());
  expect(await stranger.command('device:sign-out', { deviceId: laptop.deviceId })).toMatchObject({ ok: false });
  const ended = new Promise((resolve) => laptop.socket.once('session:ended', resolve));
  expect(await phone.command('device:sign-out', { deviceId: laptop.deviceId })).toMatchObject({ ok: true });
  expect(await ended).toBe('SIGNED_OUT');
  await phone.patch((patch) => patch.topic === 'devices' && (patch.remove?.includes(laptop.deviceId) ?? false));
});

test('hanging up is for those who take part', async () => {
  const [ann, cid] = await Promise.all([gateway.agent(0), gateway.agent(2)]);
  gateway.pbx.tell({ type: 'call', call: call('c2', '1001', '1002', { state: 'answered' }) });
  expect(await cid.command('call:hang-up', { callId: 'c2' })).toMatchObject({ ok: false });
  expect(gateway.pbx.hungUp).toEqual([]);
  expect(await ann.command('call:hang-up', { callId: 'c2' })).toMatchObject({ ok: true });
  expect(gateway.pbx.hungUp).toEqual(['c2']);
  expect(await ann.command('call:hang-up', { callId: randomUUID() })).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
});
