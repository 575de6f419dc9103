import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { limits } from '@klapka/protocol';
import { closed, startGateway } from './harness.ts';
import type { Agent, Gateway, VisitorClient } from './harness.ts';

let gateway: Gateway;
let agent: Agent;
beforeEach(async () => {
  gateway = await startGateway();
  agent = await gateway.agent(0);
});

const text = (words: string) => ({ clientId: randomUUID(), text: words });
const refused = (code: string) => expect.objectContaining({ ok: false, error: expect.objectContaining({ code }) as unknown }) as unknown;

/** A conversation that this agent has picked up. */
async function conversation(): Promise<{ conversationId: string; visitor: VisitorClient }> {
  await agent.subscribe('conversations');
  const visitor = await gateway.visitor();
  await visitor.ok('send', text('hello'));
  const conversationId = (await agent.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
  await agent.command('conversation:pick-up', { conversationId });
  return { conversationId, visitor };
}

test.each([
  ['nothing', undefined],
  ['a text', 'call:hang-up'],
  ['a list', [1, 2]],
  ['no id', { name: 'presence:set', payload: {} }],
  ['a short id', { id: 'x', name: 'presence:set', payload: {} }],
  ['one key more', { id: randomUUID(), name: 'presence:set', payload: {}, more: 1 }],
  ['a payload of another shape', { id: randomUUID(), name: 'presence:set', payload: { state: 'asleep' } }],
  ['a payload with one key more', { id: randomUUID(), name: 'session:leaving', payload: { more: 1 } }],
  ['a prototype', JSON.parse('{ "id": "0123456789abcdef", "name": "presence:set", "payload": { "__proto__": { "state": "away" } } }')],
  ['deep nesting', { id: randomUUID(), name: 'presence:set', payload: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown }],
])('a command that is %s is BAD_REQUEST and costs nothing else', async (_what, raw) => {
  expect(await agent.raw('command', raw)).toEqual(refused('BAD_REQUEST'));
  expect(await agent.command('presence:set', { state: 'lunch' })).toEqual({ ok: true, result: {} });
});

test.each(['call:explode', 'constructor', '__proto__', 'toString'])('the unknown command %s is told so', async (name) => {
  expect(await agent.raw('command', { id: randomUUID(), name, payload: {} })).toEqual(refused('UNKNOWN_COMMAND'));
});

test('a subscription to an unknown topic, or with another shape, is refused', async () => {
  for (const request of [{ topic: 'secrets' }, { topic: 'messages' }, 'calls', { topic: 'calls', param: '../x' }, null]) {
    expect(await agent.raw('topic:subscribe', request)).toMatchObject({ ok: false });
  }
  expect((await agent.subscribe('calls')).rows).toEqual([]);
});

test('a command acknowledged twice has one effect, at the same time and later, also on another socket of the account', async () => {
  const { conversationId, visitor } = await conversation();
  const id = randomUUID();
  const message = { conversationId, ...text('once') };
  const [first, second] = await Promise.all([agent.command('message:send', message, id), agent.command('message:send', message, id)]);
  expect(second).toEqual(first);
  const elsewhere = await gateway.agent(0);
  expect(await elsewhere.command('message:send', message, id)).toEqual(first);
  // The gateway that remembered is gone; the database remembers.
  await gateway.restart();
  const later = await gateway.agent(0);
  expect(await later.command('message:send', message, id)).toMatchObject({ ok: true, result: { message: { seq: 3 } } });
  expect((await later.subscribe('messages', conversationId)).rows.filter((row) => row.text === 'once')).toHaveLength(1);
  visitor.socket.close();
});

test('NUL, lone surrogates and HTML are stored as text that is whole', async () => {
  const { conversationId, visitor } = await conversation();
  const hostile = '<img src=x onerror=alert(1)>\u0000\uD800 "quoted" \u0007end';
  const answer = await agent.command('message:send', { conversationId, ...text(hostile) });
  const clean = '<img src=x onerror=alert(1)>\uFFFD "quoted" end';
  expect(answer).toMatchObject({ ok: true, result: { message: { text: clean } } });
  expect((await visitor.message((message) => message.from === 'agent')).text).toBe(clean);
});

test('a message may have as many characters as the limit says, and not one more', async () => {
  const { conversationId, visitor } = await conversation();
  expect(await agent.command('message:send', { conversationId, ...text('x'.repeat(limits.messageText)) })).toMatchObject({ ok: true });
  for (const length of [limits.messageText + 1, 100_000]) {
    expect(await agent.command('message:send', { conversationId, ...text('x'.repeat(length)) })).toEqual(refused('BAD_REQUEST'));
    expect(await visitor.ask('send', text('x'.repeat(length)))).toEqual(refused('BAD_REQUEST'));
  }
  expect(await visitor.ask('send', text('fine'))).toMatchObject({ ok: true });
});

test('an empty message is refused', async () => {
  const { conversationId, visitor } = await conversation();
  expect(await agent.command('message:send', { conversationId, ...text('  ') })).toEqual(refused('BAD_REQUEST'));
  expect(await visitor.ask('send', text(''))).toEqual(refused('BAD_REQUEST'));
  expect(await agent.command('message:send', { conversationId, ...text(' \u200b\u2060\u3164') })).toEqual(refused('BAD_REQUEST'));
  expect(await visitor.ask('send', text('\ufeff\u200d'))).toEqual(refused('BAD_REQUEST'));
});

test('a frame beyond the limit closes this socket and no other', async () => {
  const other = await gateway.agent(1);
  const gone = closed(agent.socket);
  agent.socket.emit('command', { id: randomUUID(), name: 'presence:set', payload: 'x'.repeat(limits.frameBytes + 1) });
  await gone;
  expect(await other.command('presence:set', { state: 'away' })).toMatchObject({ ok: true });
});

test('who asks too much is told so, then cut off; a colleague notices nothing', async () => {
  gateway = await startGateway({ limits: { realtime: { commandBurst: 20, commandsPerSecond: 1 } } });
  const flooder = await gateway.agent(0);
  const colleague = await gateway.agent(1);
  const ask = () => flooder.raw('command', { id: randomUUID(), name: 'presence:set', payload: { state: 'away' } });
  for (let sent = 0; sent < 20; sent += 1) expect(await ask()).toMatchObject({ ok: true });
  expect(await ask()).toEqual(refused('TOO_MANY_REQUESTS'));
  const gone = closed(flooder.socket);
  for (let sent = 0; sent < 200; sent += 1) flooder.socket.emit('command', { id: randomUUID(), name: 'presence:set', payload: { state: 'away' } });
  await gone;
  expect(await colleague.command('presence:set', { state: 'lunch' })).toMatchObject({ ok: true });
});

test('of many hands at once exactly one agent picks up each conversation', async () => {
  const other = await gateway.agent(1);
  await agent.subscribe('conversations');
  const visitors = await Promise.all(Array.from({ length: 8 }, () => gateway.visitor()));
  await Promise.all(visitors.map((visitor) => visitor.ok('send', text('me first'))));
  const ids = (await other.subscribe('conversations')).rows.map(({ id }) => id);
  expect(ids).toHaveLength(8);
  for (const conversationId of ids) {
    const hands = Array.from({ length: 20 }, (_, index) => (index % 2 ? agent : other).command('conversation:pick-up', { conversationId }));
    const answers = await Promise.all(hands);
    // Picking up what one holds already is no failure, so the winner's hands all succeed and the loser's all fail.
    const winners = answers.filter(({ ok }) => ok).length;
    expect([10, 20 - 10]).toContain(winners);
    const row = (await agent.subscribe('conversations')).rows.find(({ id }) => id === conversationId);
    expect(gateway.accounts.slice(0, 2)).toContain(row?.assignee?.accountId);
  }
});

test('a page that leaves is told to the PBX, with the device it is', async () => {
  expect(await agent.command('session:leaving', {})).toEqual({ ok: true, result: {} });
  expect(gateway.pbx.left).toEqual([{ extensionNumber: '1001', deviceId: agent.deviceId }]);
});
