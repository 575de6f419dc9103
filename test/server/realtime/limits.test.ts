import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import type { Call } from '@klapka/protocol';
import type { AppLimits } from '../../../server/app.ts';
import { closed, startGateway } from './harness.ts';
import type { Gateway } from './harness.ts';

/* What one browser may take of the gateway: memory by not reading, and work by asking again and again. */

let gateway: Gateway;

const start = async (realtime: AppLimits['realtime']): Promise<void> => {
  gateway = await startGateway({ limits: { realtime } });
};
const hello = () => ({ clientId: randomUUID(), text: 'Hello' });

/** The client's own WebSocket; paused, it reads no byte more. */
function webSocketOf(socket: Socket): WebSocket {
  return (socket.io.engine.transport as unknown as { ws: WebSocket }).ws;
}

async function open(what: 'agents' | 'visitors'): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(new RegExp(`klapka_realtime\\{what="${what}"\\} (\\d+)`).exec(metrics)?.[1]);
}

/** A call whose row has some 100 kB. */
function longCall(id: string): Call {
  const outside = { number: '555', name: 'x'.repeat(100_000) };
  return { id, from: { number: '1001' }, to: { number: '1002' }, state: 'ringing', startedAt: 0, legs: [{ id: `${id}-leg`, party: outside, role: 'callee', state: 'ringing' }] };
}

test('an agent that stops reading is cut off before a megabyte waits for it, and starts from a snapshot when it is back', async () => {
  await start({ bufferedBytes: 256 * 1024 });
  const [slow, quick] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
  await Promise.all([slow.subscribe('calls'), quick.subscribe('calls')]);
  webSocketOf(slow.socket).pause();
  for (let sent = 0; (await open('agents')) === 2 && sent < 1000; sent += 1) {
    gateway.pbx.tell({ type: 'call', call: longCall(`call-${sent % 4}`) });
    await quick.patch(() => true);
    quick.patches.length = 0;
  }
  expect(await open('agents')).toBe(1);
  expect(await quick.command('presence:set', { state: 'lunch' })).toMatchObject({ ok: true });
  const gone = closed(slow.socket);
  webSocketOf(slow.socket).resume();
  await gone;
  const back = await gateway.agent(0);
  expect((await back.subscribe('calls')).rows.length).toBeGreaterThan(0);
});

test('an agent that asks and reads no answer is cut off', async () => {
  await start({ bufferedBytes: 256 * 1024, commandBurst: 1_000_000 });
  const agent = await gateway.agent(0);
  gateway.pbx.tell({ type: 'call', call: longCall('call') });
  webSocketOf(agent.socket).pause();
  for (let sent = 0; (await open('agents')) === 1 && sent < 1000; sent += 1) agent.socket.emit('topic:subscribe', { topic: 'calls' }, () => {});
  expect(await open('agents')).toBe(0);
});

test.each(['websocket', 'polling'] as const)('a visitor on %s that asks and reads no answer is cut off; another one notices nothing', async (transport) => {
  await start({ bufferedBytes: 256 * 1024, visitorBurst: 1_000_000 });
  const slow = await gateway.visitor({ transports: [transport] });
  const quick = await gateway.visitor();
  for (let sent = 0; sent < 20; sent += 1) await slow.ok('send', { clientId: randomUUID(), text: '…'.repeat(4000) });
  if (transport === 'websocket') webSocketOf(slow.socket).pause();
  // A poll is one request after the other: without the next one nothing is read.
  else Reflect.set(slow.socket.io.engine.transport, '_poll', () => {});
  for (let sent = 0; (await open('visitors')) === 2 && sent < 3000; sent += 1) slow.socket.emit('sync', { after: 0 }, () => {});
  expect(await open('visitors')).toBe(1);
  await quick.ok('send', hello());
});

test('a browser that reads nothing does not keep the gateway from stopping', async () => {
  await start({});
  const agent = await gateway.agent(0);
  await agent.subscribe('calls');
  webSocketOf(agent.socket).pause();
  await gateway.stop();
  await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow('fetch failed');
  await gateway.restart();
});

test('an address opens so many visitor sockets a minute', async () => {
  await start({ visitorConnectsPerMinute: 3 });
  for (let opened = 0; opened < 3; opened += 1) await gateway.visitor();
  await expect(gateway.visitor()).rejects.toThrow('TOO_MANY_REQUESTS');
});

test('an address begins so many conversations an hour; those begun go on', async () => {
  await start({ visitorThreadsPerHour: 2 });
  const [first, second, third] = await Promise.all([gateway.visitor(), gateway.visitor(), gateway.visitor()]);
  await first.ok('send', hello());
  await second.ok('send', hello());
  expect(await third.ask('send', hello())).toMatchObject({ ok: false, error: { code: 'TOO_MANY_REQUESTS', retryable: true } });
  await first.ok('send', hello());
});

test('a visitor writes so many messages at once, on however many sockets', async () => {
  await start({ visitorBurst: 20, visitorPerSecond: 0.001 });
  const first = await gateway.visitor();
  const { token } = await first.ok('send', hello());
  const again = await gateway.visitor({ token });
  // The first message was a stranger's, counted by its address.
  const answers = [];
  for (let sent = 0; sent < 30; sent += 1) answers.push(await (sent % 2 ? first : again).ask('send', hello()));
  expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(21);
  expect(answers.at(-1)).toMatchObject({ ok: false, error: { code: 'TOO_MANY_REQUESTS' } });
});

test('a visitor who asks too much is told so, then cut off; another one notices nothing', async () => {
  await start({ visitorBurst: 5, visitorPerSecond: 0.001 });
  const flooder = await gateway.visitor();
  const other = await gateway.visitor();
  for (let sent = 0; sent < 5; sent += 1) await flooder.ok('sync', { after: 0 });
  expect(await flooder.ask('sync', { after: 0 })).toMatchObject({ ok: false, error: { code: 'TOO_MANY_REQUESTS' } });
  const gone = closed(flooder.socket);
  for (let sent = 0; sent < 100; sent += 1) flooder.socket.emit('sync', { after: 0 }, () => {});
  await gone;
  await other.ok('send', hello());
});
