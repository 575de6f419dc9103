import { CommandEnvelope, commandPayloads, RefreshRequest, SignInRequest, SubscribeRequest } from '@klapka/protocol';
import type { Account, AgentHandshake, CommandAnswer, ErrorBody, ErrorCode, SessionEndCause, TopicPatch, TopicRows, TopicSnapshot } from '@klapka/protocol';
import type { OpenWire, Wire, WireListeners } from '../../components/core/connection/wire.ts';

export const password = 'correct horse battery';

export function makeAccount(id = 'account-1001'): Account {
  return { id, name: 'Jana Nováková', roles: ['user'], extension: { id: 'ext-1001', number: '1001' }, permissions: [], features: ['inbox'] };
}

function body(code: ErrorCode): ErrorBody {
  return { code, message: code, retryable: code === 'UNAVAILABLE' || code === 'TOO_MANY_REQUESTS' };
}

/** One open socket, seen from the gateway. */
export class FakeSocket {
  readonly handshake: AgentHandshake;
  readonly listeners: WireListeners;
  readonly subscriptions = new Set<string>();
  isOpen = true;
  constructor(handshake: AgentHandshake, listeners: WireListeners) {
    this.handshake = handshake;
    this.listeners = listeners;
  }

  /** The network is gone. */
  drop(): void {
    this.isOpen = false;
    this.listeners.close(null);
  }

  end(cause: SessionEndCause): void {
    this.listeners['session:ended'](cause);
    this.drop();
  }

  patch(patch: TopicPatch): void {
    this.listeners.patch(patch);
  }
}

/**
 * A gateway in memory, as strict as the real one: payloads are parsed by the protocol's schemas, a token must be one it
 * gave, a refresh token works once, a repeated command is answered with its first answer.
 * Everything over the wire takes a timer's turn, so a test moves it on with the fake clock.
 */
export class FakeGateway {
  readonly sockets: FakeSocket[] = [];
  readonly handshakes: AgentHandshake[] = [];
  /** Commands that took effect, in order; a repeated id stands here once. */
  readonly done: { id: string; name: string; payload: unknown }[] = [];
  /** Every frame with a command that arrived. */
  readonly received: string[] = [];
  readonly subscribed: string[] = [];
  readonly unsubscribed: string[] = [];
  /** Every request for a private file; `/api/files/sound-1` is there. */
  readonly fileRequests: RequestInit[] = [];
  account = makeAccount();
  tokenLife = 600_000;
  /** No socket, no HTTP. */
  down = false;
  /** Commands arrive and take effect; the answer is lost. */
  mute = false;
  epoch = 'epoch-1';
  readonly topics = new Map<string, { seq: number; rows: TopicRows[keyof TopicRows][] }>();
  readonly topicRefusals = new Map<string, ErrorCode>();
  /** Refuses the next handshakes with these, in order. */
  readonly refusals: ErrorCode[] = [];
  readonly #access = new Map<string, number>();
  readonly #refresh = new Set<string>();
  readonly #answers = new Map<string, CommandAnswer>();
  #count = 0;

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.findLast((candidate) => candidate.isOpen);
    if (!socket) throw new Error('No socket is open');
    return socket;
  }

  get openSockets(): number {
    return this.sockets.filter((socket) => socket.isOpen).length;
  }

  /** A token that a host's backend minted. */
  mint(life = this.tokenLife): string {
    const claims = Buffer.from(JSON.stringify({ sub: '1001', exp: (Date.now() + life) / 1000, n: ++this.#count })).toString('base64url');
    const token = `e30.${claims}.signature`;
    this.#access.set(token, Date.now() + life);
    return token;
  }

  /** Every access token given so far stops working. */
  expireTokens(): void {
    this.#access.clear();
  }

  endEverySession(): void {
    this.#refresh.clear();
    this.#access.clear();
  }

  readonly open: OpenWire = (_gateway, handshake, listeners) => {
    this.handshakes.push(handshake);
    const socket = new FakeSocket(handshake, listeners);
    socket.isOpen = false;
    setTimeout(() => this.#handshake(socket), 1);
    const wire: Wire = {
      emit: (event, ...args: unknown[]) => {
        setTimeout(() => {
          if (socket.isOpen) this.#receive(socket, event, args);
        }, 1);
      },
      close: () => {
        socket.isOpen = false;
      },
    };
    return Promise.resolve(wire);
  };

  readonly fetch = (input: URL | RequestInfo, init: RequestInit = {}): Promise<Response> => {
    if (this.down) return Promise.reject(new TypeError('fetch failed'));
    if (init.credentials !== 'omit') throw new Error('Cookies are never sent');
    const { pathname } = new URL(String(input));
    if (pathname.startsWith('/api/files/')) return Promise.resolve(this.#file(pathname, init));
    const sent: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    const answer = this.#http(pathname, sent, new Headers(init.headers));
    return Promise.resolve(Response.json(answer, { status: 'code' in answer ? 401 : 200 }));
  };

  #file(path: string, init: RequestInit): Response {
    this.fileRequests.push(init);
    const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    if (!this.#isGood(token)) return Response.json(body('TOKEN_EXPIRED'), { status: 401 });
    if (path !== '/api/files/sound-1') return Response.json(body('NOT_FOUND'), { status: 404 });
    return new Response(new Uint8Array(3), { headers: { 'content-type': 'audio/wav' } });
  }

  #http(path: string, sent: unknown, headers: Headers): object {
    switch (path) {
      case '/api/auth/sign-in': {
        const request = SignInRequest.parse(sent);
        return request.password === password ? this.#tokens() : body('SIGN_IN_FAILED');
      }
      case '/api/auth/refresh': {
        const { refreshToken } = RefreshRequest.parse(sent);
        if (this.#refresh.delete(refreshToken)) return this.#tokens();
        this.#refresh.clear();
        return body('SIGN_IN_AGAIN');
      }
      case '/api/auth/sign-out':
        this.#refresh.delete(RefreshRequest.parse(sent).refreshToken);
        return {};
      case '/api/files':
        if (!this.#isGood(headers.get('authorization')?.replace('Bearer ', '') ?? '')) return body('TOKEN_EXPIRED');
        return { id: 'file-1', name: decodeURIComponent(headers.get('x-file-name') ?? ''), type: headers.get('content-type'), bytes: 3 };
      default:
        return body('NOT_FOUND');
    }
  }

  #tokens(): object {
    const count = String(++this.#count).padStart(20, '0');
    this.#refresh.add(`refresh-${count}`);
    this.#access.set(`access-${count}`, Date.now() + this.tokenLife);
    return { accessToken: `access-${count}`, accessExpiresAt: Date.now() + this.tokenLife, refreshToken: `refresh-${count}`, account: this.account };
  }

  #isGood(token: string): boolean {
    return (this.#access.get(token) ?? 0) > Date.now();
  }

  #handshake(socket: FakeSocket): void {
    const refusal = this.refusals.shift() ?? (this.#isGood(socket.handshake.token) ? null : 'TOKEN_EXPIRED');
    if (this.down) socket.listeners.close(null);
    else if (refusal) socket.listeners.close(body(refusal));
    else {
      this.sockets.push(socket);
      socket.isOpen = true;
      socket.listeners.open();
    }
  }

  #receive(socket: FakeSocket, event: string, args: unknown[]): void {
    const [sent, done] = args as [unknown, ((answer: CommandAnswer) => void) | undefined];
    const reply = (answer: CommandAnswer): void => {
      if (socket.isOpen && !this.mute) done?.(answer);
    };
    if (event === 'command') reply(this.#command(sent));
    else if (event === 'topic:subscribe') reply(this.#subscribe(socket, SubscribeRequest.parse(sent)));
    else this.unsubscribed.push(keyOf(SubscribeRequest.parse(sent)));
  }

  #command(sent: unknown): CommandAnswer {
    const { id, name, payload } = CommandEnvelope.parse(sent);
    this.received.push(name);
    const known = this.#answers.get(id);
    if (known) return known;
    if (!Object.hasOwn(commandPayloads, name)) return { ok: false, error: body('UNKNOWN_COMMAND') };
    const parsed = commandPayloads[name as keyof typeof commandPayloads].safeParse(payload);
    if (!parsed.success) return { ok: false, error: body('BAD_REQUEST') };
    const token = 'token' in parsed.data ? String(parsed.data.token) : null;
    if (token !== null && !this.#isGood(token)) return { ok: false, error: body('TOKEN_EXPIRED') };
    this.done.push({ id, name, payload: parsed.data });
    const result = token === null ? {} : { account: { ...this.account }, expiresAt: this.#access.get(token) ?? 0 };
    const answer: CommandAnswer = { ok: true, result };
    this.#answers.set(id, answer);
    return answer;
  }

  #subscribe(socket: FakeSocket, request: SubscribeRequest): CommandAnswer<TopicSnapshot> {
    const key = keyOf(request);
    this.subscribed.push(key);
    const refusal = this.topicRefusals.get(key);
    if (refusal) return { ok: false, error: body(refusal) };
    socket.subscriptions.add(key);
    const { seq, rows } = this.topics.get(key) ?? { seq: 0, rows: [] };
    const param = request.param === undefined ? {} : { param: request.param };
    // A copy, as over a real wire: no row object is shared.
    return { ok: true, result: structuredClone({ topic: request.topic, ...param, epoch: this.epoch, seq, rows }) };
  }
}

function keyOf({ topic, param }: { topic: string; param?: string | undefined }): string {
  return param === undefined ? topic : `${topic} ${param}`;
}
