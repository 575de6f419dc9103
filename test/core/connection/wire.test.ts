import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorBody, GatewayToAgent } from '@klapka/protocol';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSocket, type Wire, type WireListeners } from '../../../components/core/connection/wire.ts';

/* Against a real socket.io server, because the wire speaks its protocol itself. */

let server: Server;
let address: string;
const wires: Wire[] = [];
const handshake = { token: 'token-ě', deviceId: 'device-0123456789' };

beforeEach(async () => {
  const http = createServer();
  server = new Server(http, { transports: ['websocket'], pingInterval: 100, pingTimeout: 100, maxHttpBufferSize: 5_000_000 });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const wire of wires.splice(0)) wire.close();
  await server.close();
});

interface Opened {
  wire: Wire;
  /** What came, in order: `open`, `close`, or an event with its payload. */
  heard: [string, unknown][];
  /** Resolves with the payload when this was heard. */
  until(name: string): Promise<unknown>;
}

async function open(to = address): Promise<Opened> {
  const heard: [string, unknown][] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  const hear = (name: string) => (payload?: unknown): void => {
    heard.push([name, payload]);
    waiting.get(name)?.(payload);
  };
  const events: GatewayToAgent = {
    patch: hear('patch'),
    problem: hear('problem'),
    'session:ended': hear('session:ended'),
    'session:expiring': hear('session:expiring'),
    'gateway:stopping': hear('gateway:stopping'),
  };
  const listeners: WireListeners = { ...events, open: hear('open'), close: hear('close') };
  const wire = await openSocket(to, handshake, listeners);
  wires.push(wire);
  const until = (name: string): Promise<unknown> => {
    const before = heard.find(([known]) => known === name);
    return before ? Promise.resolve(before[1]) : new Promise((resolve) => waiting.set(name, resolve));
  };
  return { wire, heard, until };
}

function nextSocket(): Promise<Socket> {
  return new Promise((resolve) => server.once('connection', resolve));
}

describe('the wire', () => {
  it('brings the handshake and opens', async () => {
    const arrived = nextSocket();
    const { until } = await open();
    await until('open');
    expect((await arrived).handshake.auth).toEqual(handshake);
  });

  it('tells why it was refused', async () => {
    const refusal: ErrorBody = { code: 'SIGN_IN_DISABLED', message: 'no', retryable: false };
    server.use((_socket, next) => next(Object.assign(new Error('refused'), { data: refusal })));
    const { until, heard } = await open();
    expect(await until('close')).toEqual(refusal);
    expect(heard.map(([name]) => name)).toEqual(['close']);
  });

  it('closes where nobody listens', async () => {
    const { until } = await open('http://127.0.0.1:9');
    expect(await until('close')).toBeNull();
  });

  it('matches every answer to its question', async () => {
    const arrived = nextSocket();
    const { wire, until } = await open();
    await until('open');
    (await arrived).on('command', (envelope: { id: string }, done: (answer: unknown) => void) => {
      setTimeout(() => done({ ok: true, result: envelope.id }), envelope.id === 'first' ? 30 : 0);
    });
    const ask = (id: string): Promise<unknown> => new Promise((done) => wire.emit('command', { id, name: 'sip:ticket', payload: {} }, done));
    expect(await Promise.all([ask('first'), ask('second')])).toEqual([
      { ok: true, result: 'first' },
      { ok: true, result: 'second' },
    ]);
  });

  it('sends without asking for an answer', async () => {
    const arrived = nextSocket();
    const { wire, until } = await open();
    await until('open');
    const heard = new Promise((resolve) => void arrived.then((socket) => socket.on('topic:unsubscribe', (...args) => resolve(args))));
    wire.emit('topic:unsubscribe', { topic: 'messages', param: 'c1' });
    expect(await heard).toEqual([{ topic: 'messages', param: 'c1' }]);
  });

  it('hears events, large ones and hostile text too, and passes over what it does not know', async () => {
    const arrived = nextSocket();
    const { until, heard } = await open();
    await until('open');
    const patch = { topic: 'extensions', epoch: 'e', seq: 1, set: [{ id: '1', name: '42["patch",{}]</script>\u2028\ud83d\udc4b' }, { id: 'x'.repeat(1_000_000) }] };
    const socket = await arrived;
    socket.emit('from:the-future', 1);
    socket.emit('patch', patch);
    expect(await until('patch')).toEqual(patch);
    expect(heard.map(([name]) => name)).toEqual(['open', 'patch']);
  });

  it('stays open over many heartbeats', async () => {
    const arrived = nextSocket();
    const { until, heard } = await open();
    await until('open');
    let pings = 0;
    const socket = await arrived;
    await new Promise<void>((resolve) => {
      socket.conn.on('heartbeat', () => {
        pings += 1;
        if (pings === 5) resolve();
      });
    });
    expect(socket.connected).toBe(true);
    expect(heard.map(([name]) => name)).toEqual(['open']);
  });

  it('closes once when the gateway disconnects it', async () => {
    const arrived = nextSocket();
    const { until, heard } = await open();
    await until('open');
    (await arrived).disconnect(true);
    expect(await until('close')).toBeNull();
    expect(heard.filter(([name]) => name === 'close')).toHaveLength(1);
  });

  it('notices that the gateway fell silent', async () => {
    const arrived = nextSocket();
    const { until } = await open();
    await until('open');
    // The connection stays; only nothing comes over it any more, as after a cable was pulled.
    const socket = await arrived;
    Reflect.set(socket.conn, 'sendPacket', () => undefined);
    expect(await until('close')).toBeNull();
  });

  it('closed by this side, tells the gateway and says nothing more here', async () => {
    const arrived = nextSocket();
    const { wire, until, heard } = await open();
    await until('open');
    const socket = await arrived;
    const gone = new Promise((resolve) => socket.on('disconnect', resolve));
    wire.close();
    expect(await gone).toBe('client namespace disconnect');
    expect(heard.map(([name]) => name)).toEqual(['open']);
  });
});
