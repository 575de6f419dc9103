import { beforeEach, describe, expect, test } from 'vitest';
import { defaultReach, Hours, OutboundRoute, Trunk } from '@klapka/protocol';
import type { Call, CommandInput, CommandName, PermissionKey, Queue, Role, TopicPatch } from '@klapka/protocol';
import { password, startGateway } from './harness.ts';
import type { Agent, Gateway } from './harness.ts';

/* 1001 and 1002 are agents of Support (600); 1003 is nobody's, until a test says otherwise. */

let gateway: Gateway;
let queueId: string;
let ids: string[];
beforeEach(async () => {
  gateway = await startGateway();
  const { queues, extensions } = gateway.app.admin;
  queueId = (await queues.create({ name: 'Calls', number: '600', takes: ['calls'], memberAccountIds: gateway.accounts.slice(0, 2) })).id;
  // Somebody has to be one before others get other roles.
  await gateway.app.admin.accounts.create({ name: 'Administrator', email: 'administrator@example.com', roles: ['administrator'], password });
  ids = (await extensions.list()).map(({ id }) => id);
  await expect.poll(() => gateway.pbx.plan.queues.length).toBe(1);
});

const make = (index: number, roles: Role[]) => gateway.app.admin.accounts.update(gateway.accounts[index] ?? '', { roles });
async function grant(index: number, ...keys: PermissionKey[]): Promise<void> {
  const { groups } = gateway.app.admin;
  await groups.putMember((await groups.list())[0]?.id ?? '', { extensionId: ids[index] ?? '', kind: 'custom', keys });
}
const asked = (): unknown[][] => gateway.pbx.asked.map(({ action, args }) => [action, ...args]);
const waiting = (id: string, from = '+420600123456', more: Partial<Call> = {}): Call => ({
  id, from: { number: from }, to: { number: '600' }, state: 'ringing', startedAt: 1, outside: 'in', at: { kind: 'queue', number: '600', name: 'Calls', since: 1 },
  legs: [{ id: `${id}-a`, party: { number: from }, role: 'caller', state: 'dialling' }], ...more,
});
const tellWaiting = (...calls: Call[]): void => {
  for (const call of calls) gateway.pbx.tell({ type: 'call', call });
  gateway.pbx.tell({ type: 'waiting', waiting: { queueNumber: '600', callers: calls.map(({ id }) => ({ callId: id, since: 1 })) } });
};
const rowsOf = (patch: TopicPatch): Queue[] => (patch.topic === 'queues' ? ((patch.set ?? []) as Queue[]) : []);

interface Row<Name extends CommandName = CommandName> { name: Name; own: CommandInput<Name>; other: CommandInput<Name>; asks: unknown[] }
const row = <Name extends CommandName>(name: Name, input: (extensionId?: string) => CommandInput<Name>, asks: unknown[]): Row => ({ name, own: input(), get other() { return input(ids[1]); }, asks });
const whose = (extensionId?: string) => ({ queueId: null, ...(extensionId === undefined ? {} : { extensionId }) });
const someone: unknown = expect.stringMatching(/^100[12]$/);
const rows: Row[] = [
  row('queue:log-out', whose, ['setStanding', '600', someone, { loggedIn: false, paused: false }]),
  row('queue:pause', (id) => ({ ...whose(id), reason: 'Lunch', minutes: 30 }), ['setStanding', '600', someone, { loggedIn: true, paused: true }]),
  row('queue:ready', whose, ['endWrapUp', '600', someone]),
];

describe('how an agent stands', () => {
  test.each(rows)('$name: each for oneself', async ({ name, own, asks }) => {
    const ann = await gateway.agent(0);
    expect(await ann.command(name, own)).toMatchObject({ ok: true });
    expect(asked()).toEqual([asks]);
  });

  test.each(rows)('$name: for nobody else, whatever group rights one holds', async ({ name, other }) => {
    await grant(0, 'call.distribute', 'call.pickup', 'call.hangup', 'call.monitor', 'call.park', 'presence.switch', 'hours.switch', 'recording.switch');
    const ann = await gateway.agent(0);
    expect(await ann.command(name, other)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(asked()).toEqual([]);
  });

  test.each(rows)('$name: a supervisor for whom they may see', async ({ name, other, asks }) => {
    await make(2, ['supervisor']);
    const cid = await gateway.agent(2);
    expect(await cid.command(name, other)).toMatchObject({ ok: true });
    expect(asked()).toEqual([asks]);
    await gateway.app.admin.groups.setVisibility([{ effect: 'show', viewerKind: 'everyone', viewerId: '', targetKind: 'extension', targetId: ids[0] ?? '' }]);
    await expect.poll(() => cid.command(name, other)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  test.each(rows)('$name: whoever is in no such queue is told so', async ({ name, own }) => {
    const cid = await gateway.agent(2);
    expect(await cid.command(name, own)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await (await gateway.agent(0)).command(name, { ...own, queueId: gateway.queueId })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  test('comes back after a restart, and is in the plan at once', async () => {
    const ann = await gateway.agent(0);
    await ann.command('queue:pause', { queueId, reason: 'Lunch' });
    await gateway.restart();
    expect(gateway.pbx.plan.queues[0]?.agents).toEqual([{ extensionNumber: '1001', loggedIn: true, paused: true }, { extensionNumber: '1002', loggedIn: true, paused: false }]);
    const again = await gateway.agent(0);
    expect(await again.command('queue:resume', { queueId: null })).toMatchObject({ ok: true });
    expect(asked()).toEqual([['setStanding', '600', '1001', { loggedIn: true, paused: false }]]);
    // Nothing to resume from: nothing is told.
    expect(await again.command('queue:resume', { queueId: null })).toMatchObject({ ok: true });
    expect(asked()).toHaveLength(1);
  });

  test('gives a reason of the company’s list, where it has one; who is logged out cannot pause', async () => {
    await gateway.app.admin.telephony.update({ pauseReasons: ['Lunch'] });
    const ann = await gateway.agent(0);
    expect(await ann.command('queue:pause', { queueId, reason: 'Football' })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
    expect(await ann.command('queue:pause', { queueId, reason: 'Lunch', minutes: 0 })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
    await ann.command('queue:log-out', { queueId });
    expect(await ann.command('queue:pause', { queueId, reason: 'Lunch' })).toMatchObject({ ok: false, error: { code: 'CONFLICT' } });
    const reasons = await fetch(`${gateway.url}/api/pause-reasons`, { headers: { authorization: `Bearer ${await gateway.token(2)}` } });
    expect(await reasons.json()).toEqual(['Lunch']);
  });

  test('is nothing a PBX without queues can do', async () => {
    gateway.pbx.capabilities = { ...gateway.pbx.capabilities, queues: 'none' };
    expect(await (await gateway.agent(0)).command('queue:log-out', { queueId: null })).toMatchObject({ ok: false, error: { code: 'NOT_SUPPORTED' } });
  });
});

describe('the topic', () => {
  const rowsSeenBy = async (agent: Agent): Promise<Queue[]> => (await agent.subscribe('queues')).rows;

  test('shows agents and who waits to members and supervisors, and to nobody else', async () => {
    await make(2, ['supervisor']);
    tellWaiting(waiting('w1'), waiting('w2', '1003', { from: { number: '1003' } }));
    gateway.pbx.tell({ type: 'agent', agent: { queueNumber: '600', extensionNumber: '1001', state: 'wrap-up', since: 5 } });
    const [ann, cid] = await Promise.all([gateway.agent(0), gateway.agent(2)]);
    const expected = {
      id: queueId, number: '600', name: 'Calls',
      agents: [{ extensionId: ids[0], number: '1001', name: 'Agent 1001', state: 'wrap-up', since: 5 }, { extensionId: ids[1], number: '1002', name: 'Agent 1002', state: 'unreachable', since: expect.any(Number) as unknown }],
      waiting: [{ callId: 'w1', party: { number: '+420600123456' }, since: 1 }, { callId: 'w2', party: { number: '1003', name: 'Agent 1003', extensionId: ids[2] }, since: 1 }],
    };
    expect(await rowsSeenBy(ann)).toEqual([{ ...expected, member: true }]);
    expect(await rowsSeenBy(cid)).toEqual([expected]);
    await make(2, ['user']);
    await expect.poll(async () => rowsSeenBy(cid)).toEqual([]);
  });

  test('names no agent the viewer may not see', async () => {
    await gateway.app.admin.groups.setVisibility([{ effect: 'show', viewerKind: 'everyone', viewerId: '', targetKind: 'extension', targetId: ids[2] ?? '' }]);
    const ann = await gateway.agent(0);
    expect((await rowsSeenBy(ann))[0]?.agents.map(({ number }) => number)).toEqual(['1001']);
  });

  test('follows the PBX in whole rows, many changes in one', async () => {
    const ann = await gateway.agent(0);
    await ann.subscribe('queues');
    for (const state of ['ringing', 'on-queue-call', 'wrap-up', 'available'] as const) {
      gateway.pbx.tell({ type: 'agent', agent: { queueNumber: '600', extensionNumber: '1002', state, since: 7 } });
    }
    const patch = await ann.patch((one) => rowsOf(one).length > 0);
    expect(rowsOf(patch)[0]?.agents[1]).toMatchObject({ state: 'available', since: 7 });
    expect(ann.patches.filter((one) => one.topic === 'queues')).toHaveLength(1);
    gateway.pbx.agents.clear();
    gateway.pbx.tell({ type: 'reset' });
    await ann.patch((one) => rowsOf(one)[0]?.agents[1]?.state === 'unreachable');
  });

  test('names a caller as soon as their call is known, and is gone with its queue', async () => {
    const ann = await gateway.agent(0);
    await ann.subscribe('queues');
    gateway.pbx.tell({ type: 'waiting', waiting: { queueNumber: '600', callers: [{ callId: 'w1', since: 1 }] } });
    await ann.patch((one) => rowsOf(one)[0]?.waiting[0]?.party.number === '');
    gateway.pbx.tell({ type: 'call', call: waiting('w1') });
    await ann.patch((one) => rowsOf(one)[0]?.waiting[0]?.party.number === '+420600123456');
    await gateway.app.admin.queues.remove(queueId);
    await expect.poll(() => rowsSeenBy(ann)).toEqual([]);
  });
});

describe('who waits', () => {
  test('is moved to the front by a supervisor alone', async () => {
    tellWaiting(waiting('w1'), waiting('w2'));
    const [ann, cid] = await Promise.all([gateway.agent(0), gateway.agent(2)]);
    expect(await ann.command('queue:move-first', { callId: 'w2' })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await cid.command('queue:move-first', { callId: 'w2' })).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    await make(2, ['supervisor']);
    await expect.poll(() => cid.command('queue:move-first', { callId: 'w2' })).toMatchObject({ ok: true });
    expect(await cid.command('queue:move-first', { callId: 'w3' })).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    expect(asked()).toEqual([['moveFirst', 'w2']]);
  });

  test('is a call a supervisor sees and sends on, while it waits; an agent does not', async () => {
    await make(2, ['supervisor']);
    const [ann, cid] = await Promise.all([gateway.agent(0), gateway.agent(2)]);
    tellWaiting(waiting('w1'));
    expect((await cid.subscribe('calls')).rows).toMatchObject([{ id: 'w1', at: { kind: 'queue', number: '600' }, outside: 'in' }]);
    expect((await ann.subscribe('calls')).rows).toEqual([]);
    const redirect = { callId: 'w1', legId: 'w1-a', number: '1001' };
    expect(await ann.command('call:redirect', redirect)).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
    expect(await cid.command('call:redirect', redirect)).toMatchObject({ ok: true });
    const { at: _at, ...menu } = waiting('w1');
    gateway.pbx.tell({ type: 'call', call: { ...menu, at: { kind: 'menu', number: '620', name: 'Front door', since: 2 } } });
    expect(await cid.command('call:redirect', redirect)).toMatchObject({ ok: false, error: { code: 'CALL_GONE' } });
  });

  test('leaves a record with which queue it was, how long it lasted and who took it', async () => {
    const at = { kind: 'queue' as const, number: '600', name: 'Calls', since: 1 };
    tellWaiting(waiting('w1'), waiting('w2'));
    const { at: _at, ...call } = waiting('w1');
    const taken: Call = { ...call, state: 'answered', via: at, legs: [...call.legs, { id: 'w1-b', party: { number: '1002' }, role: 'callee', state: 'talking' }] };
    gateway.pbx.tell({ type: 'call', call: taken });
    gateway.pbx.tell({ type: 'call', call: { ...taken, state: 'ended', endReason: 'hung-up', endedBy: 'caller' } });
    gateway.pbx.tell({ type: 'call', call: { ...waiting('w2'), state: 'ended', endReason: 'hung-up', endedBy: 'caller' } });
    const visits = async () => (await gateway.storage.read.calls.visitsOf(queueId, 0)).map(({ callId, leftReason, agentNumber, agentExtensionId, answeredAt, enteredAt }) => [callId, leftReason, agentNumber, agentExtensionId, answeredAt !== null, enteredAt]);
    await expect.poll(visits).toHaveLength(2);
    expect(new Map((await visits()).map(([id, ...rest]) => [id, rest]))).toEqual(new Map([['w1', ['answered', '1002', ids[1], true, 1]], ['w2', ['abandoned', null, null, false, 1]]]));
    expect(await gateway.storage.read.calls.byId('w1')).toMatchObject({ outside: 'in', steps: [{ kind: 'queue', number: '600' }] });
  });
});

describe('what is asked for by code', () => {
  const ask = (extensionNumber: string, request: Extract<Parameters<Gateway['pbx']['tell']>[0], { type: 'asked' }>['request']): void => gateway.pbx.tell({ type: 'asked', extensionNumber, request });
  const presence = async () => (await gateway.storage.read.directory.byNumber('1001'))?.presenceState;

  test('peace, and its end', async () => {
    ask('1001', { kind: 'do-not-disturb', on: true });
    await expect.poll(presence).toBe('do_not_disturb');
    await expect.poll(() => gateway.pbx.reaches.at(-1)).toMatchObject(['1001', { rings: false }]);
    ask('1001', { kind: 'do-not-disturb', on: false });
    await expect.poll(presence).toBe('available');
  });

  test('forwarding in the presence of now', async () => {
    ask('1001', { kind: 'forward', to: '1003' });
    await expect.poll(() => gateway.pbx.reaches.at(-1)).toMatchObject(['1001', { internal: { always: '1003' }, external: { always: '1003' } }]);
    ask('1001', { kind: 'forward', to: null });
    await expect.poll(() => gateway.pbx.reaches.at(-1)).toEqual(['1001', defaultReach('available')]);
  });

  test('logging in and out of a queue one is in', async () => {
    ask('1002', { kind: 'queue', queueNumber: '600', loggedIn: false });
    await expect.poll(asked).toEqual([['setStanding', '600', '1002', { loggedIn: false, paused: false }]]);
  });

  test('what its phone may not is ignored', async () => {
    ask('1003', { kind: 'queue', queueNumber: '600', loggedIn: true });
    ask('1001', { kind: 'queue', queueNumber: '666', loggedIn: false });
    ask('1001', { kind: 'forward', to: '1001' });
    ask('4711', { kind: 'do-not-disturb', on: true });
    ask('1002', { kind: 'queue', queueNumber: '600', loggedIn: false });
    await expect.poll(asked).toEqual([['setStanding', '600', '1002', { loggedIn: false, paused: false }]]);
    expect(gateway.pbx.reaches).toEqual([]);
    expect((await gateway.storage.read.queues.members()).filter(({ loggedIn }) => !loggedIn)).toHaveLength(1);
  });
});

describe('forwarding outside', () => {
  const put = async (number: string): Promise<unknown> => {
    const response = await fetch(`${gateway.url}/api/reach/available`, {
      method: 'PUT', headers: { authorization: `Bearer ${await gateway.token(0)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...defaultReach('available'), external: { always: number, busy: null, noAnswer: null } }),
    });
    return response.status === 204 ? 'done' : ((await response.json()) as { code: string }).code;
  };

  test('needs the right to dial there, and never comes round to a number of ours', async () => {
    const { routes } = gateway.app.admin;
    const { id } = await routes.create('trunk', Trunk.parse({ name: 'Carrier', server: 'sip.example.com' }));
    await routes.create('outbound-route', OutboundRoute.parse({ name: 'All', prefix: '00', strip: 2, prepend: '+', trunkIds: [id] }));
    await routes.create('inbound-route', { name: 'Main', trunkId: null, number: '+420222333444', to: '1001', hoursId: null, closedTo: null, holidayTo: null });
    expect(await put('00420600123456')).toBe('FORBIDDEN');
    await routes.setRights([{ prefix: '00420', allowed: true, who: 'everyone', whoId: '' }]);
    expect(await put('00420600123456')).toBe('done');
    expect(await put('0049600123456')).toBe('FORBIDDEN');
    expect(await put('00420222333444')).toBe('BAD_REQUEST');
  });
});

describe('business hours', () => {
  test('are switched by hand by whoever has the right in a group, and the PBX is told', async () => {
    const { id: hoursId } = await gateway.app.admin.routes.create('hours', Hours.parse({ name: 'Office', timeZone: 'Europe/Prague', open: [], holidays: [] }));
    const ann = await gateway.agent(0);
    const list = async () => (await fetch(`${gateway.url}/api/hours`, { headers: { authorization: `Bearer ${await gateway.token(0)}` } })).json() as Promise<unknown>;
    expect(await ann.command('hours:switch', { hoursId, override: 'closed' })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await list()).toEqual([]);
    await grant(0, 'hours.switch');
    await expect.poll(() => ann.command('hours:switch', { hoursId, override: 'closed' })).toMatchObject({ ok: true });
    await expect.poll(() => gateway.pbx.plan.hours).toMatchObject([{ id: hoursId, override: 'closed' }]);
    expect(await list()).toEqual([{ id: hoursId, name: 'Office', override: 'closed' }]);
    expect(await ann.command('hours:switch', { hoursId: 'nothing', override: null })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await ann.command('hours:switch', { hoursId, override: null })).toMatchObject({ ok: true });
  });
});
