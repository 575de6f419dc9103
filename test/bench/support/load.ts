import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { serve } from './process.ts';

/*
 * Clients over raw WebSockets, so that both servers are measured with the same cheap client. For the gateway they speak
 * just enough Socket.IO (protocol 5): connect with `40`, event with `42`, acknowledgement `43`, ping and pong `2` `3`.
 */

interface Target {
  kind: 'gateway' | 'plain';
  port: number;
  devices?: { token: string; deviceId: string }[];
}
type OnEvent = (event: string, payload: never) => void;

interface Client {
  socket: WebSocket;
  emit(event: string, payload: unknown, done?: (answer: never) => void): void;
}

let opened = 0;
/** Whether every delivery is read, or one socket in twenty: reading them all costs more than sending them. */
let readAll = true;
const sampled = 20;

function openGateway({ port, devices = [] }: Target, namespace: string, auth: object, onEvent: OnEvent): Promise<Client> {
  const prefix = namespace === '/' ? '' : `${namespace},`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false, ...(namespace === '/' ? {} : { origin: 'https://shop.example.com' }) });
  const index = opened;
  opened += 1;
  const device = devices[index % devices.length];
  const waiting = new Map<number, (answer: never) => void>();
  let next = 0;
  const client: Client = {
    socket,
    emit(event, payload, done) {
      if (done) waiting.set(next, done);
      socket.send(`42${prefix}${done ? next : ''}${JSON.stringify([event, payload])}`);
      next += 1;
    },
  };
  const { promise, resolve, reject } = Promise.withResolvers<Client>();
  socket.on('error', reject);
  socket.on('message', (data: Buffer) => {
    if (!readAll && index % sampled !== 0 && data[0] === 0x34 && data[1] === 0x32) {
      deliveries += 1;
      return;
    }
    const text = data.toString();
    if (text.startsWith('42')) {
      const [event, payload] = JSON.parse(text.slice(text.indexOf('['))) as [string, never];
      onEvent(event, payload);
    } else if (text.startsWith('43')) {
      const start = text.indexOf('[');
      const id = Number(text.slice(2 + prefix.length, start));
      waiting.get(id)?.((JSON.parse(text.slice(start)) as [never])[0]);
      waiting.delete(id);
    } else if (text.startsWith('0')) socket.send(`40${prefix}${JSON.stringify(namespace === '/' ? device : auth)}`);
    else if (text.startsWith('40')) resolve(client);
    else if (text.startsWith('44')) reject(new Error(text));
    else if (text === '2') socket.send('3');
  });
  return promise;
}

function openPlain({ port }: Target, onText: (message: Record<string, never>) => void): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  const index = opened;
  opened += 1;
  socket.on('message', (data: Buffer) => {
    if (!readAll && index % sampled !== 0) deliveries += 1;
    else onText(JSON.parse(data.toString()) as Record<string, never>);
  });
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  socket.on('open', () => resolve(socket));
  socket.on('error', reject);
  return promise;
}

let target: Target;
const clients: Client[] = [];
const plains: WebSocket[] = [];
let deliveries = 0;
let events = 0;
let bytes = 0;
let latencies: number[] = [];

/**
 * So many deliveries, or five seconds later: what is not there by then is lost and shows in the counts. Looked at every 5 ms,
 * because a waiter told at each delivery would cost the client more than the delivery.
 */
async function arrived(expected: number): Promise<void> {
  for (let waited = 0; waited < 1000 && deliveries < expected; waited += 1) await pause(5);
}

function onPatch(patch: { set?: { presence?: { note: string } }[] }): void {
  deliveries += 1;
  events += patch.set?.length ?? 0;
  const sent = Number(patch.set?.[0]?.presence?.note);
  if (sent > 0) latencies.push(Date.now() - sent);
}

async function connect({ count, ...to }: Target & { count: number }): Promise<void> {
  target = to;
  for (let done = 0; done < count; done += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - done) }, async () => {
      if (to.kind === 'plain') {
        plains.push(await openPlain(to, (message) => {
          deliveries += 1;
          events += 1;
          if ('t' in message) latencies.push(Date.now() - Number(message['t']));
        }));
        return;
      }
      const client = await openGateway(to, '/', {}, (event, payload) => { if (event === 'patch') onPatch(payload); });
      clients.push(client);
      const answer = await new Promise<{ ok: boolean; result?: { rows: unknown[] } }>((resolve) => client.emit('topic:subscribe', { topic: 'extensions' }, resolve));
      if (!answer.ok) throw new Error(JSON.stringify(answer));
      bytes = JSON.stringify(answer.result?.rows[0]).length;
    }));
  }
}

/** Round trips: `conversations` threads, `inFlight` messages waiting for their acknowledgement at any time. */
async function roundTrips({ conversations, inFlight, total }: { conversations: number; inFlight: number; total: number }): Promise<object> {
  const times: number[] = [];
  let received = 0;
  const all = Promise.withResolvers<void>();
  const arrived = (): void => {
    received += 1;
    if (received === total) all.resolve();
  };
  const send = target.kind === 'gateway' ? await gatewaySenders(conversations, arrived) : await plainSenders(conversations, arrived);
  const text = 'A message of ordinary length, as people write them to a shop: when will my parcel come?';
  const from = performance.now();
  let started = 0;
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (started < total) {
      const index = started % conversations;
      started += 1;
      const at = performance.now();
      await send(index, text);
      times.push(performance.now() - at);
    }
  }));
  const seconds = (performance.now() - from) / 1000;
  // What is still on its way after five seconds is lost: it shows as `undelivered`.
  await Promise.race([all.promise, pause(5000)]);
  times.sort((a, b) => a - b);
  return { perSecond: total / seconds, p50: times[Math.floor(times.length * 0.5)], p99: times[Math.floor(times.length * 0.99)], undelivered: total - received };
}

type Send = (index: number, text: string) => Promise<void>;

async function gatewaySenders(conversations: number, arrived: () => void): Promise<Send> {
  const found = new Map<string, string>();
  const watcher = await openGateway(target, '/', {}, () => {});
  const senders: { client: Client; conversationId: string }[] = [];
  for (let index = 0; index < conversations; index += 1) {
    const visitor = await openGateway(target, '/visitor', { buttonId: 'bench' }, (event, payload: { from: string }) => { if (event === 'message' && payload.from === 'agent') arrived(); });
    await new Promise((resolve) => visitor.emit('send', { clientId: randomUUID(), text: `visitor ${index}` }, resolve));
  }
  const list = await new Promise<{ result: { rows: { id: string }[] } }>((resolve) => watcher.emit('topic:subscribe', { topic: 'conversations' }, resolve));
  watcher.socket.terminate();
  for (const { id } of list.result.rows) {
    const client = await openGateway(target, '/', {}, () => {});
    await new Promise((resolve) => client.emit('command', { id: randomUUID(), name: 'conversation:pick-up', payload: { conversationId: id } }, resolve));
    senders.push({ client, conversationId: id });
    found.set(id, id);
  }
  return (index, text) => new Promise((resolve, reject) => {
    const sender = senders[index];
    if (!sender) return reject(new Error('no such conversation'));
    sender.client.emit('command', { id: randomUUID(), name: 'message:send', payload: { conversationId: sender.conversationId, clientId: randomUUID(), text } }, (answer: { ok: boolean }) => {
      if (answer.ok) resolve();
      else reject(new Error(JSON.stringify(answer)));
    });
  });
}

async function plainSenders(conversations: number, arrived: () => void): Promise<Send> {
  const waiting = new Map<string, () => void>();
  const senders: WebSocket[] = [];
  for (let index = 0; index < conversations; index += 1) {
    const receiver = await openPlain(target, (message) => { if ('message' in message) arrived(); });
    receiver.send(JSON.stringify({ hello: `conversation-${index}` }));
    senders.push(await openPlain(target, (message) => {
      if ('ack' in message) waiting.get(message['ack'])?.();
    }));
  }
  return (index, text) => new Promise((resolve) => {
    const id = randomUUID();
    waiting.set(id, () => {
      waiting.delete(id);
      resolve();
    });
    senders[index]?.send(JSON.stringify({ id, conversation: `conversation-${index}`, text }));
  });
}

serve({
  connect,
  arrived,
  aim: (to: Target) => void (target = to),
  rowBytes: () => bytes,
  reset({ all }: { all: boolean }) {
    readAll = all;
    deliveries = 0;
    events = 0;
    latencies = [];
  },
  /** One change that everybody is told about. */
  broadcast() {
    if (target.kind === 'plain') plains[0]?.send(JSON.stringify({ broadcast: { t: Date.now() } }));
    else clients[0]?.emit('command', { id: randomUUID(), name: 'presence:set', payload: { state: 'available', note: String(Date.now()) } }, () => {});
  },
  counts() {
    const sorted = latencies.toSorted((a, b) => a - b);
    return { deliveries, events, p50: sorted[Math.floor(sorted.length * 0.5)] ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
  },
  roundTrips,
});
