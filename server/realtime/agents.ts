import type { Server } from 'socket.io';
import { z } from 'zod';
import { ClientId, SubscribeRequest, originAllowed } from '@klapka/protocol';
import type { CommandAnswer, SessionEndCause } from '@klapka/protocol';
import { DomainError, errorBody } from '../domain/errors.ts';
import type { CommandRunner } from './commands.ts';
import { AgentConnection } from './connection.ts';
import type { AgentSocket } from './connection.ts';
import type { RealtimeDeps, RealtimeLimits, SignedIn } from './deps.ts';
import { toErrorBody } from './errors.ts';
import type { TopicEngine } from './topics/engine.ts';

const Handshake = z.object({ token: z.string().min(1).max(4096), deviceId: ClientId, deviceName: z.string().max(120).optional() });

export interface AgentsDeps extends RealtimeDeps {
  engine: TopicEngine;
  commands: CommandRunner;
  /** Pages that may open agents' sockets. */
  origins: readonly string[];
  settled: RealtimeLimits;
  arrived: (connection: AgentConnection) => void;
  changed: (connection: AgentConnection) => void;
  left: (connection: AgentConnection) => void;
}

type Events = 'topic:subscribe' | 'topic:unsubscribe' | 'command';
const known: ReadonlySet<string> = new Set<Events>(['topic:subscribe', 'topic:unsubscribe', 'command']);

/** The agents' namespace: who may come in, what a socket may say, and when it is closed. */
export class AgentsNamespace {
  readonly #io: Server;
  readonly #deps: AgentsDeps;
  readonly #byAccount = new Map<string, Set<AgentConnection>>();

  constructor(io: Server, deps: AgentsDeps) {
    this.#io = io;
    this.#deps = deps;
    const agents = io.of('/');
    agents.use((socket, next) => {
      this.#enter(socket).then(
        (who) => {
          (socket.data as { who?: SignedIn }).who = who;
          next();
        },
        (error: unknown) => next(Object.assign(new Error('refused'), { data: toErrorBody(error, deps.logger, 'handshake') })),
      );
    });
    agents.on('connection', (socket: AgentSocket) => {
      const { who } = socket.data as { who?: SignedIn };
      if (who) this.#connected(socket, who);
    });
  }

  get connections(): number {
    return this.#io.of('/').sockets.size;
  }

  /** Sessions were ended: one device of the account, or all. */
  end(accountId: string, deviceId: string | null, cause: SessionEndCause): void {
    for (const connection of [...(this.#byAccount.get(accountId) ?? [])]) {
      if (deviceId === null || connection.who.deviceId === deviceId) connection.end(cause);
    }
  }

  /** Rights changed: of these accounts, or of anybody. */
  async reload(accountIds: readonly string[] | null): Promise<void> {
    const touched = accountIds === null ? [...this.#byAccount.values()] : accountIds.flatMap((id) => this.#byAccount.get(id) ?? []);
    for (const connections of touched) for (const connection of [...connections]) await this.#reload(connection);
  }

  /** The directory changed: who sees only a part of it may see another part now. */
  async reloadNarrowed(): Promise<void> {
    for (const connection of [...this.#byAccount.values()].flatMap((connections) => [...connections])) {
      if (connection.who.actor.visible !== 'all') await this.#reload(connection);
    }
  }

  stopping(retryAfter: number): void {
    this.#io.of('/').emit('gateway:stopping', { retryAfter });
  }

  async #enter(socket: AgentSocket): Promise<SignedIn> {
    if (socket.conn.transport.name !== 'websocket') throw new DomainError('BAD_REQUEST', 'WebSocket only');
    const { origin } = socket.handshake.headers;
    // Only browsers send it, and they always do; whoever else comes has a token or comes to nothing.
    if (origin !== undefined && !originAllowed(this.#deps.origins, origin)) throw new DomainError('ORIGIN_NOT_ALLOWED', 'This page may not connect');
    const auth = Handshake.safeParse(socket.handshake.auth);
    if (!auth.success) throw new DomainError('NOT_SIGNED_IN', 'The handshake needs a token and a device');
    const { token, deviceId, deviceName } = auth.data;
    return this.#deps.sessions.authenticate(token, { id: deviceId, ...(deviceName === undefined ? {} : { name: deviceName }) });
  }

  #connected(socket: AgentSocket, who: SignedIn): void {
    const connection = new AgentConnection(socket, who, this.#deps.clock, this.#deps.settled);
    const siblings = this.#byAccount.get(who.account.id) ?? new Set();
    this.#byAccount.set(who.account.id, siblings.add(connection));
    this.#listen(socket, connection);
    socket.on('disconnect', () => this.#disconnected(connection, siblings));
    // The request is needed for the handshake alone; kept, it costs some kilobytes a socket for as long as it lives.
    Reflect.deleteProperty(socket.conn, 'request');
    this.#deps.arrived(connection);
  }

  #disconnected(connection: AgentConnection, siblings: Set<AgentConnection>): void {
    connection.left();
    siblings.delete(connection);
    const { id } = connection.who.account;
    if (siblings.size === 0 && this.#byAccount.get(id) === siblings) this.#byAccount.delete(id);
    this.#deps.engine.leave(connection);
    this.#deps.left(connection);
  }

  #listen(socket: AgentSocket, connection: AgentConnection): void {
    socket.use(([event], next) => {
      if (known.has(event)) next();
      else connection.strike();
    });
    socket.on('topic:subscribe', (request: unknown, done: unknown) => void this.#answer(connection, done, () => this.#subscribe(connection, request)));
    socket.on('topic:unsubscribe', (request: unknown) => {
      const parsed = SubscribeRequest.safeParse(request);
      if (parsed.success) this.#deps.engine.unsubscribe(connection, parsed.data);
      else connection.strike();
    });
    socket.on('command', (envelope: unknown, done: unknown) => void this.#answer(connection, done, () => this.#deps.commands.run(connection, envelope)));
  }

  async #answer(connection: AgentConnection, done: unknown, work: () => Promise<CommandAnswer>): Promise<void> {
    // Nobody to answer to is nobody of ours.
    if (typeof done !== 'function') {
      connection.strike();
      return;
    }
    const answer = connection.admits() ? await work() : refusal('TOO_MANY_REQUESTS', 'Too many requests');
    if (!answer.ok && (answer.error.code === 'BAD_REQUEST' || answer.error.code === 'UNKNOWN_COMMAND')) connection.strike();
    if (!connection.closed) (done as (answer: CommandAnswer) => void)(answer);
  }

  async #subscribe(connection: AgentConnection, request: unknown): Promise<CommandAnswer> {
    const parsed = SubscribeRequest.safeParse(request);
    if (!parsed.success) return isUnknownTopic(request) ? refusal('UNKNOWN_TOPIC', 'There is no such topic') : refusal('BAD_REQUEST', 'Not a subscription');
    try {
      return { ok: true, result: await this.#deps.engine.subscribe(connection, parsed.data) };
    } catch (error) {
      return { ok: false, error: toErrorBody(error, this.#deps.logger, 'topic:subscribe') };
    }
  }

  async #reload(connection: AgentConnection): Promise<void> {
    const { account, deviceId, expiresAt } = connection.who;
    try {
      const who = await this.#deps.sessions.reload(account.id, deviceId);
      if (connection.closed) return;
      if (!who) {
        connection.end('SIGN_IN_AGAIN');
        return;
      }
      connection.update({ ...who, expiresAt });
      this.#deps.engine.refresh(connection);
      this.#deps.changed(connection);
    } catch (error) {
      // Rights that cannot be read are no rights.
      this.#deps.logger.error({ err: error }, 'rights could not be read again');
      connection.end('SIGN_IN_AGAIN');
    }
  }
}

function refusal(code: Parameters<typeof errorBody>[0], message: string): CommandAnswer {
  return { ok: false, error: errorBody(code, message) };
}

function isUnknownTopic(request: unknown): boolean {
  return typeof request === 'object' && request !== null && 'topic' in request && typeof request.topic === 'string' && !SubscribeRequest.shape.topic.safeParse(request.topic).success;
}
