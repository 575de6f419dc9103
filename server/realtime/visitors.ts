import type { Server, Socket } from 'socket.io';
import { VisitorHandshake, visitorRequests } from '@klapka/protocol';
import type { VisitorAnswer, VisitorState } from '@klapka/protocol';
import { DomainError, errorBody } from '../domain/errors.ts';
import type { StoredMessage, Visitor } from '../domain/conversations/types.ts';
import type { LiveStates } from '../domain/conversations/live.ts';
import type { VisitorConversations } from '../domain/conversations/visitors.ts';
import { KeyedBuckets, TokenBucket } from '../domain/rate-limit.ts';
import type { ChannelEvent, ChannelPort } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { ConversationRecord } from '../ports/storage-conversations.ts';
import { clientAddress, pageOrigin } from './address.ts';
import type { RealtimeLimits } from './deps.ts';
import { toErrorBody } from './errors.ts';
import { FrameWriter, cutOff, encodeFrame } from './frame.ts';

export interface VisitorsDeps {
  conversations: VisitorConversations;
  channel: ChannelPort;
  live: LiveStates;
  clock: Clock;
  logger: Logger;
  limits: RealtimeLimits;
  trustProxy: number;
  publicUrl: string;
}

interface Session {
  visitor: Visitor;
  token: string | undefined;
  address: string;
  bucket: TokenBucket;
  strikes: TokenBucket;
  state: VisitorState | null;
  writer: FrameWriter;
}

type Work = (payload: unknown) => Promise<unknown>;
/** Messages a visitor may send at once, and a second for ever, whichever socket it uses. */
const messages = { burst: 20, perSecond: 1 };
const patience = 50;
/** A state is told at once, and the next one so much later: in a flood of messages each changes the count of unread ones. */
const stateEvery = 100;

/** The visitors' namespace: strangers from web pages, each with one thread. */
export class VisitorsNamespace {
  readonly #deps: VisitorsDeps;
  readonly #byThread = new Map<string, Set<Socket>>();
  readonly #sessions = new Map<Socket, Session>();
  /** Threads whose state was told a moment ago, with what has to be told when the moment is over. */
  readonly #told = new Map<string, ConversationRecord | null>();
  readonly #connects: KeyedBuckets;
  readonly #sends: KeyedBuckets;
  readonly #starts: KeyedBuckets;

  constructor(io: Server, deps: VisitorsDeps) {
    this.#deps = deps;
    const { visitorConnectsPerMinute: connects, visitorThreadsPerHour: threads, visitorPerSecond } = deps.limits;
    this.#connects = new KeyedBuckets(connects, connects / 60);
    this.#starts = new KeyedBuckets(threads, threads / 3600);
    this.#sends = new KeyedBuckets(Math.max(messages.burst, deps.limits.visitorBurst), Math.max(messages.perSecond, visitorPerSecond));
    const namespace = io.of('/visitor');
    namespace.use((socket, next) => {
      this.#enter(socket).then(
        (session) => {
          (socket.data as { session?: Session }).session = session;
          next();
        },
        (error: unknown) => next(Object.assign(new Error('refused'), { data: toErrorBody(error, deps.logger, 'visitor handshake') })),
      );
    });
    namespace.on('connection', (socket) => this.#connected(socket));
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** The conversation changed. */
  changed(record: ConversationRecord): void {
    if (!this.#byThread.has(record.id)) return;
    if (this.#told.has(record.id)) {
      this.#told.set(record.id, record);
      return;
    }
    this.#told.set(record.id, null);
    for (const socket of this.#byThread.get(record.id) ?? []) {
      const session = this.#sessions.get(socket);
      if (session) this.#say(socket, session, this.#deps.conversations.state(record, session.visitor.channel));
    }
    this.#deps.clock.after(stateEvery, () => {
      const last = this.#told.get(record.id);
      this.#told.delete(record.id);
      if (last) this.changed(last);
    });
  }

  /** New messages. */
  messages(record: ConversationRecord, fresh: readonly StoredMessage[]): void {
    const sockets = this.#byThread.get(record.id);
    if (!sockets) return;
    for (const message of fresh) {
      const frame = encodeFrame('message', this.#deps.conversations.message(record, message), '/visitor');
      for (const socket of sockets) {
        // Too slow to read: cut off, it comes back and asks for what it has missed.
        if (this.#sessions.get(socket)?.writer.write(frame, this.#deps.limits.bufferedBytes) === false) cutOff(socket);
      }
    }
  }

  /** A queue got its first agent, or lost its last. */
  staffed(queueId: string, online: boolean): void {
    for (const [socket, session] of this.#sessions) {
      if (session.visitor.channel.queueId !== queueId) continue;
      const before = session.state ?? this.#deps.conversations.state(null, session.visitor.channel);
      this.#say(socket, session, { ...before, online });
    }
  }

  /** The thread was deleted: whoever had it open is a stranger again. */
  forgotten(record: ConversationRecord): void {
    const sockets = this.#byThread.get(record.id);
    this.#byThread.delete(record.id);
    for (const socket of sockets ?? []) {
      const session = this.#sessions.get(socket);
      if (!session) continue;
      session.visitor = { channel: session.visitor.channel, contact: null, conversationId: null };
      session.token = undefined;
      this.#say(socket, session, this.#deps.conversations.state(null, session.visitor.channel));
    }
  }

  async #enter(socket: Socket): Promise<Session> {
    const { clock, limits, conversations, channel } = this.#deps;
    const now = clock.now();
    const address = clientAddress(socket.request, this.#deps.trustProxy);
    const auth = VisitorHandshake.safeParse(socket.handshake.auth);
    if (!auth.success) throw new DomainError('BAD_REQUEST', 'The handshake needs a button');
    if (!this.#connects.take(address, now)) throw new DomainError('TOO_MANY_REQUESTS', 'Too many connections from this address');
    const stranger = await conversations.visitor(auth.data.buttonId, undefined);
    const raw = { kind: 'socket', origin: pageOrigin(socket.handshake.headers, this.#deps.publicUrl), event: 'connect', payload: null } as const;
    if (!channel.verify(raw, { channelId: stranger.channel.id, origins: stranger.channel.origins, secrets: {} })) throw new DomainError('ORIGIN_NOT_ALLOWED', 'This page may not show the button');
    const visitor = auth.data.token === undefined ? stranger : await conversations.visitor(auth.data.buttonId, auth.data.token);
    const bucket = new TokenBucket(limits.visitorBurst, limits.visitorPerSecond, now);
    return { visitor, token: auth.data.token, address, bucket, strikes: new TokenBucket(patience, 1, now), state: null, writer: new FrameWriter(socket) };
  }

  #connected(socket: Socket): void {
    const { session } = socket.data as { session?: Session };
    if (!session) return;
    this.#sessions.set(socket, session);
    const work = this.#requests(socket, session);
    socket.use(([event], next) => {
      if (Object.hasOwn(work, event)) next();
      else this.#strike(socket, session);
    });
    for (const [event, run] of Object.entries(work)) {
      socket.on(event, (payload: unknown, done: unknown) => void this.#answer(socket, session, event, run, payload, done));
    }
    socket.on('disconnect', () => this.#left(socket, session));
    this.#enterThread(socket, session);
  }

  #requests(socket: Socket, session: Session): Record<string, Work> {
    const event = (name: string): Work => async (payload) => {
      const [translated] = this.#deps.channel.parse({ kind: 'socket', origin: undefined, event: name, payload });
      return this.#take(socket, session, translated ?? { type: 'unknown', what: name });
    };
    return {
      send: event('send'),
      typing: event('typing'),
      seen: event('seen'),
      forget: event('forget'),
      sync: async (payload) => {
        const parsed = visitorRequests.sync.safeParse(payload);
        if (!parsed.success) throw new DomainError('BAD_REQUEST', 'Not a request');
        const page = await this.#deps.conversations.sync(session.visitor, parsed.data.after, parsed.data.before ?? null);
        session.state = page.state;
        return page;
      },
    };
  }

  async #take(socket: Socket, session: Session, event: ChannelEvent): Promise<unknown> {
    const { conversations } = this.#deps;
    switch (event.type) {
      case 'message':
        return this.#send(socket, session, event);
      case 'typing':
        conversations.typing(session.visitor, event.typing);
        return {};
      case 'watermark':
        await conversations.seen(session.visitor, event.seq, event.read);
        return {};
      case 'forget':
        await conversations.forget(session.visitor);
        return {};
      default:
        throw new DomainError('BAD_REQUEST', 'Not a request');
    }
  }

  async #send(socket: Socket, session: Session, event: Extract<ChannelEvent, { type: 'message' }>): Promise<unknown> {
    const now = this.#deps.clock.now();
    if (!this.#sends.take(session.visitor.contact?.id ?? session.address, now)) throw new DomainError('TOO_MANY_REQUESTS', 'Too many messages');
    if (session.visitor.contact === null && !this.#starts.take(session.address, now)) throw new DomainError('TOO_MANY_REQUESTS', 'Too many new conversations');
    const sent = await this.#deps.conversations.send(session.visitor, session.token, event);
    session.token = sent.token;
    if (session.visitor.conversationId === null) {
      session.visitor = { channel: session.visitor.channel, contact: sent.contact, conversationId: sent.conversationId };
      if (socket.connected) this.#enterThread(socket, session);
    }
    return { message: sent.message, token: sent.token };
  }

  async #answer(socket: Socket, session: Session, event: string, run: Work, payload: unknown, done: unknown): Promise<void> {
    if (typeof done !== 'function') return this.#strike(socket, session);
    // Whoever asks and does not read the answers would have us keep them.
    if (session.writer.behind(this.#deps.limits.bufferedBytes)) return cutOff(socket);
    const answer = (result: VisitorAnswer): void => (done as (result: VisitorAnswer) => void)(result);
    if (!session.bucket.take(this.#deps.clock.now())) {
      this.#strike(socket, session);
      return answer({ ok: false, error: errorBody('TOO_MANY_REQUESTS', 'Too many requests') });
    }
    try {
      answer({ ok: true, result: await run(payload) });
    } catch (error) {
      const body = toErrorBody(error, this.#deps.logger, `visitor ${event}`);
      if (body.code === 'BAD_REQUEST') this.#strike(socket, session);
      answer({ ok: false, error: body });
    }
  }

  #enterThread(socket: Socket, session: Session): void {
    const id = session.visitor.conversationId;
    if (id === null) return;
    const sockets = this.#byThread.get(id) ?? new Set<Socket>();
    if (sockets.has(socket)) return;
    this.#byThread.set(id, sockets.add(socket));
    this.#deps.live.count(id, 1);
  }

  #left(socket: Socket, session: Session): void {
    this.#sessions.delete(socket);
    const id = session.visitor.conversationId;
    const sockets = id === null ? undefined : this.#byThread.get(id);
    if (id === null || !sockets?.delete(socket)) return;
    if (sockets.size === 0) {
      this.#byThread.delete(id);
      this.#deps.live.setTyping('visitor', id, false);
    }
    this.#deps.live.count(id, -1);
  }

  #say(socket: Socket, session: Session, state: VisitorState): void {
    if (session.state !== null && JSON.stringify(session.state) === JSON.stringify(state)) return;
    session.state = state;
    socket.emit('state', state);
  }

  #strike(socket: Socket, session: Session): void {
    if (!session.strikes.take(this.#deps.clock.now())) cutOff(socket);
  }
}
