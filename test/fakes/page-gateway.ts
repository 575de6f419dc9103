import type { ErrorBody, Greeting, VisitorAnswer, VisitorMessage, VisitorRequest, VisitorState } from '@klapka/protocol';

/*
 * A fake of the visitor's side of the gateway inside the page: it takes the place of `WebSocket` and `fetch` and speaks the
 * same frames. Strict: an unknown frame, request or address throws, and the test that caused it fails.
 */

const known: readonly VisitorRequest[] = ['sync', 'send', 'typing', 'seen', 'forget'];
type Payload = Record<string, unknown>;

export class PageGateway {
  readonly address = 'https://gateway.test';
  messages: VisitorMessage[] = [];
  state: VisitorState = { open: true, online: true, agentTyping: false, deliveredSeq: 0, readSeq: 0, unread: 0 };
  readonly requests: { name: VisitorRequest; payload: Payload }[] = [];
  readonly fetched: { address: string; authorization: string | null }[] = [];
  readonly handshakes: Payload[] = [];
  readonly sockets: FakeWebSocket[] = [];
  /** What is served under the addresses of files. */
  readonly files = new Map<string, Blob | Promise<Blob>>();
  /** No answer at all, as without a gateway. */
  gone = false;
  greeting: Greeting | undefined;
  refusal: ErrorBody | undefined;
  sendRefusal: ErrorBody | undefined;
  forgetRefusal: ErrorBody | undefined;
  problems: string[] = [];
  readonly #real = { fetch: globalThis.fetch, WebSocket: globalThis.WebSocket };

  install(): void {
    globalThis.WebSocket = socketsTo(this) as unknown as typeof WebSocket;
    globalThis.fetch = (input, init) => this.#fetch(String(input), init);
  }

  remove(): void {
    for (const socket of this.sockets) socket.close();
    Object.assign(globalThis, this.#real);
    localStorage.clear();
  }

  get socket(): FakeWebSocket | undefined {
    return this.sockets.findLast(({ open }) => open);
  }

  say(text: string, extra: Partial<VisitorMessage> = {}): void {
    const message: VisitorMessage = { seq: this.messages.length + 1, from: 'agent', name: 'Jana Nováková', text, files: [], at: 1_790_000_000_000, delivery: 'sent', ...extra };
    this.messages.push(message);
    this.socket?.event('message', message);
    this.setState({ unread: this.state.unread + 1 });
  }

  setState(state: Partial<VisitorState>): void {
    this.state = { ...this.state, ...state };
    this.socket?.event('state', this.state);
  }

  drop(): void {
    this.socket?.close();
  }

  sent(name: VisitorRequest): Payload[] {
    return this.requests.filter((request) => request.name === name).map(({ payload }) => payload);
  }

  answer(name: VisitorRequest, payload: Payload): VisitorAnswer {
    if (!known.includes(name)) throw this.problem(`unknown request ${name}`);
    this.requests.push({ name, payload });
    const { messages, state } = this;
    if (name === 'sync') {
      const { after, before = Infinity } = payload as { after: number; before?: number };
      const range = messages.filter(({ seq }) => seq > after && seq < before);
      return { ok: true, result: { messages: range.slice(-50), state, more: range.length > 50 } };
    }
    if (name === 'send') {
      if (this.sendRefusal) return { ok: false, error: this.sendRefusal };
      const { clientId, text, fileIds } = payload as { clientId: string; text: string; fileIds: string[] };
      if (!/^[A-Za-z0-9_-]{16,64}$/.test(clientId) || (text === '' && fileIds.length === 0)) throw this.problem(`bad message ${JSON.stringify(payload)}`);
      const files = fileIds.map((id) => ({ id, name: 'plan.png', type: 'image/png', bytes: 10, url: `/files/${id}`, expiresAt: Date.now() + 60_000, width: 40, height: 30 }));
      const message: VisitorMessage = { seq: messages.length + 1, clientId, from: 'visitor', text, files, at: 1_790_000_000_000, delivery: 'sent' };
      messages.push(message);
      return { ok: true, result: { message, token: 'token-of-this-visitor' } };
    }
    if (name === 'seen' && payload['open']) this.state = { ...state, unread: 0 };
    if (name === 'forget') {
      if (this.forgetRefusal) return { ok: false, error: this.forgetRefusal };
      this.messages = [];
    }
    return { ok: true, result: {} };
  }

  problem(text: string): Error {
    this.problems.push(text);
    return new Error(text);
  }

  #fetch(address: string, init: RequestInit | undefined): Promise<Response> {
    const path = address.startsWith(this.address) ? address.slice(this.address.length) : '';
    if (path.startsWith('/files/')) {
      this.fetched.push({ address: path, authorization: new Headers(init?.headers).get('authorization') });
      return Promise.resolve(this.files.get(path)).then((blob) => new Response(blob ?? null, { status: blob ? 200 : 404 }));
    }
    if (path !== '/api/chat/demo/availability') throw this.problem(`unknown address ${address}`);
    this.fetched.push({ address: path, authorization: new Headers(init?.headers).get('authorization') });
    if (this.gone) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(Response.json({ online: this.state.online, unread: this.state.unread, ...(this.greeting ? { greeting: this.greeting } : {}) }));
  }
}

class FakeWebSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  open = true;
  readonly #gateway: PageGateway;

  constructor(url: string, gateway: PageGateway) {
    this.#gateway = gateway;
    gateway.sockets.push(this);
    if (url !== 'wss://gateway.test/socket.io/?EIO=4&transport=websocket') throw gateway.problem(`unknown socket ${url}`);
    queueMicrotask(() => (gateway.gone ? this.close() : this.#say(`0${JSON.stringify({ sid: 'x', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 262_144 })}`)));
  }

  send(frame: string): void {
    const gateway = this.#gateway;
    const [, type, id, body] = /^4([02])\/visitor,(\d*)(.*)$/s.exec(frame) ?? [];
    if (frame === '3') return;
    if (type === '0') {
      gateway.handshakes.push(JSON.parse(body!) as Payload);
      return this.#say(gateway.refusal ? `44/visitor,${JSON.stringify({ message: gateway.refusal.message, data: gateway.refusal })}` : '40/visitor,{"sid":"y"}');
    }
    if (type !== '2' || !id) throw gateway.problem(`unknown frame ${frame}`);
    const [name, payload] = JSON.parse(body!) as [VisitorRequest, Payload];
    this.#say(`43/visitor,${id}${JSON.stringify([gateway.answer(name, payload)])}`);
  }

  event(name: string, payload: unknown): void {
    this.#say(`42/visitor,${JSON.stringify([name, payload])}`);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    queueMicrotask(() => this.onclose?.());
  }

  #say(data: string): void {
    queueMicrotask(() => this.open && this.onmessage?.({ data }));
  }
}

/** A class for the code under test, which makes the sockets itself. */
const socketsTo = (gateway: PageGateway) => class extends FakeWebSocket {
  constructor(url: string) {
    super(url, gateway);
  }
};
