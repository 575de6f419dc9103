import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { type ErrorBody, limits, type VisitorAnswer, VisitorHandshake, type VisitorMessage, type VisitorRequest, visitorRequests, type VisitorState } from '@klapka/protocol';
import { Server, type Socket } from 'socket.io';

/*
 * A fake of the visitor's side of the gateway on a real socket.io server, for tests of the client alone: one chat button
 * `demo`, one thread per token, everything in memory. Strict: a frame that does not fit the protocol ends the test.
 */

interface Conversation {
  messages: VisitorMessage[];
  state: VisitorState;
}

export interface FakeGateway {
  address: string;
  /** Everything the visitors sent, in order. */
  received: { name: VisitorRequest; payload: Record<string, unknown> }[];
  handshakes: VisitorHandshake[];
  /** What did not fit the protocol; a test expects it empty. */
  violations: string[];
  conversation(): Conversation;
  say(text: string, extra?: Partial<VisitorMessage>): VisitorMessage;
  setState(state: Partial<VisitorState>): void;
  /** Drops every connection without a word, as a network does. */
  drop(): void;
  /** The next handshakes are refused so. */
  refusal: ErrorBody | undefined;
  /** The next messages are refused so. */
  sendRefusal: ErrorBody | undefined;
  /** Stores the next message and loses the connection before the answer. */
  loseNextAnswer: boolean;
  /** Loses the connection instead of answering the next request for an older page. */
  loseNextPage: boolean;
  /** WebSocket upgrades are cut off, as some company networks do. */
  blockWebSocket: boolean;
  /** Resolves after so many pings of the only connection were answered. */
  pings(count: number): Promise<number>;
  stop(): Promise<void>;
}

const emptyState = (): VisitorState => ({ open: true, online: true, agentTyping: false, deliveredSeq: 0, readSeq: 0, unread: 0 });

interface Options {
  /** Serves what the fake does not; false: not found. */
  handle?: (request: IncomingMessage, response: ServerResponse) => boolean;
  pingInterval?: number;
  pingTimeout?: number;
}

export async function startFakeGateway({ handle = () => false, pingInterval = 25_000, pingTimeout = 20_000 }: Options = {}): Promise<FakeGateway> {
  const byToken = new Map<string, Conversation>();
  const byClientId = new Map<string, string>();
  let newest: Conversation = { messages: [], state: emptyState() };

  const http = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-file-name');
    if (request.url?.startsWith('/socket.io/')) return;
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (request.url === '/api/chat/demo/availability') {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      return void response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ online: true, unread: byToken.get(token)?.state.unread ?? 0 }));
    }
    if (!handle(request, response)) response.writeHead(404).end('{}');
  });
  const io = new Server(http, { serveClient: false, cors: { origin: '*' }, pingInterval, pingTimeout });
  const visitors = io.of('/visitor');

  const gateway: FakeGateway = {
    address: '',
    received: [],
    handshakes: [],
    violations: [],
    refusal: undefined,
    sendRefusal: undefined,
    loseNextAnswer: false,
    loseNextPage: false,
    blockWebSocket: false,
    conversation: () => newest,
    say(text, extra = {}) {
      const message: VisitorMessage = { seq: newest.messages.length + 1, from: 'agent', name: 'Jana Nováková', text, files: [], at: Date.now(), delivery: 'sent', ...extra };
      newest.messages.push(message);
      newest.state.unread++;
      visitors.emit('message', message);
      visitors.emit('state', newest.state);
      return message;
    },
    setState(state) {
      Object.assign(newest.state, state);
      visitors.emit('state', newest.state);
    },
    drop: () => {
      for (const socket of visitors.sockets.values()) socket.conn.transport.close();
    },
    pings: (count) =>
      new Promise((done) => {
        const [socket] = visitors.sockets.values();
        let answered = 0;
        socket?.conn.on('heartbeat', () => ++answered === count && done(answered));
      }),
    stop: () => new Promise((done) => void io.close(() => done())),
  };

  http.prependListener('upgrade', (_request, socket) => {
    if (gateway.blockWebSocket) socket.destroy();
  });

  visitors.use((socket, next) => {
    const auth = VisitorHandshake.strict().safeParse(socket.handshake.auth);
    if (!auth.success) gateway.violations.push(`handshake ${auth.error.message}`);
    else gateway.handshakes.push(auth.data);
    const unknown: ErrorBody | undefined = auth.data?.token && !byToken.has(auth.data.token) ? { code: 'SIGN_IN_AGAIN', message: 'Unknown visitor', retryable: false } : undefined;
    const refusal = gateway.refusal ?? unknown;
    next(refusal ? Object.assign(new Error(refusal.message), { data: refusal }) : undefined);
  });

  function answer(socket: Socket, name: VisitorRequest, payload: Record<string, unknown>): VisitorAnswer {
    const token = socket.data as { token?: string };
    const mine = token.token ? byToken.get(token.token) : undefined;
    if (name === 'send') {
      if (gateway.sendRefusal) return { ok: false, error: gateway.sendRefusal };
      const clientId = String(payload['clientId']);
      const known = byClientId.get(clientId);
      token.token = known ?? token.token ?? `token-${randomUUID()}`;
      const conversation = byToken.get(token.token) ?? { messages: [], state: emptyState() };
      byToken.set(token.token, (newest = conversation));
      byClientId.set(clientId, token.token);
      let message = conversation.messages.find((other) => other.clientId === clientId);
      if (!message) {
        const files = (payload['fileIds'] as string[]).map((id) => ({ id, name: 'file.png', type: 'image/png', bytes: 3, url: `/files/${id}`, expiresAt: Date.now() + 60_000 }));
        message = { seq: conversation.messages.length + 1, clientId, from: 'visitor', text: String(payload['text']), files, at: Date.now(), delivery: 'sent' };
        conversation.messages.push(message);
      }
      socket.emit('message', message);
      return { ok: true, result: { message, token: token.token } };
    }
    if (name === 'sync') {
      const { after, before = Infinity } = payload as { after: number; before?: number };
      const range = (mine?.messages ?? []).filter(({ seq }) => seq > after && seq < before);
      return { ok: true, result: { messages: range.slice(-limits.pageSize), state: mine?.state ?? emptyState(), more: range.length > limits.pageSize } };
    }
    if (name === 'seen' && mine && payload['open']) {
      mine.state.unread = 0;
      socket.emit('state', mine.state);
    }
    if (name === 'forget' && token.token) {
      byToken.delete(token.token);
      delete token.token;
    }
    return { ok: true, result: {} };
  }

  visitors.on('connection', (socket) => {
    socket.data = { token: (socket.handshake.auth as VisitorHandshake).token };
    socket.onAny((name: string, raw: unknown, done: (answer: VisitorAnswer) => void) => {
      const schema = visitorRequests[name as VisitorRequest] as (typeof visitorRequests)[VisitorRequest] | undefined;
      const parsed = schema?.safeParse(raw);
      if (!parsed?.success || typeof done !== 'function') return void gateway.violations.push(`${name} ${JSON.stringify(raw)}`);
      gateway.received.push({ name: name as VisitorRequest, payload: parsed.data });
      const result = answer(socket, name as VisitorRequest, parsed.data);
      if (name === 'send' && gateway.loseNextAnswer) {
        gateway.loseNextAnswer = false;
        return void socket.conn.transport.close();
      }
      if (name === 'sync' && 'before' in parsed.data && gateway.loseNextPage) {
        gateway.loseNextPage = false;
        return void socket.conn.transport.close();
      }
      done(result);
    });
  });

  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  gateway.address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return gateway;
}
