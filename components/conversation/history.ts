import type { ErrorCode, Message } from '@klapka/protocol';
import type { ReactiveController } from 'lit';
import { errorBodyOf, type ControllerHost, type SessionSource } from '../controllers/index.ts';
import { merge, tailStart } from './thread.ts';

/** A gap is filled up to so many pages; over that one starts anew at the end, as with a thread one opens. */
const fillPages = 20;

/** Messages older than the topic's snapshot, page by page, for the conversation that is open. */
export class History implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  #conversationId = '';
  /** What the topic held at the last look. */
  #live: readonly Message[] = [];
  messages: readonly Message[] = [];
  loading = false;
  error: ErrorCode | null = null;
  /** The gateway said that nothing older is there. */
  complete = false;

  constructor(host: ControllerHost, sessions: SessionSource) {
    this.#host = host;
    this.#sessions = sessions;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.open('');
  }

  /** Another conversation starts with an empty history. */
  open(conversationId: string): void {
    if (conversationId === this.#conversationId) return;
    this.#conversationId = conversationId;
    this.messages = [];
    this.#live = [];
    this.loading = false;
    this.error = null;
    this.complete = false;
  }

  /**
   * After a resync the snapshot may begin later than what was here ended; what lies between would be missing unseen. It is
   * fetched for somebody who reads further up, who would lose the place; at the end one goes on with the new end.
   */
  joinTo(live: readonly Message[], reading: boolean): void {
    const before = merge(this.messages, this.#live);
    const last = before.at(-1)?.seq;
    const first = tailStart(live);
    if (live.length === 0) return;
    this.#live = live;
    if (last === undefined || last >= first - 1) return;
    this.messages = reading ? before : [];
    if (reading) void this.#fill(last, first);
    else this.complete = false;
  }

  async #fill(after: number, before: number): Promise<void> {
    const { session } = this.#sessions;
    const conversationId = this.#conversationId;
    if (!session) return;
    const missed: Message[] = [];
    try {
      for (let page = 0, first = before; first > after + 1; page += 1) {
        const { messages } = await session.command('message:list', { conversationId, before: first });
        const [oldest] = messages;
        if (!oldest || page >= fillPages) throw new Error('The gap cannot be filled');
        missed.unshift(...messages);
        first = oldest.seq;
      }
      if (conversationId === this.#conversationId) this.#take(missed);
    } catch {
      if (conversationId !== this.#conversationId) return;
      this.messages = [];
      this.complete = false;
    } finally {
      this.#host.requestUpdate();
    }
  }

  #take(messages: readonly Message[]): void {
    const fresh = new Map([...this.messages, ...messages].map((message) => [message.seq, message]));
    this.messages = [...fresh.values()].sort((one, other) => one.seq - other.seq);
  }

  /** Whether there may be older ones than `first` (the lowest seq shown). */
  hasMore(first: number | undefined): boolean {
    return first !== undefined && first > 1 && !this.complete;
  }

  async loadBefore(before: number): Promise<void> {
    if (this.loading || before <= 1) return;
    await this.#load(before);
  }

  async #load(before: number): Promise<void> {
    const { session } = this.#sessions;
    const conversationId = this.#conversationId;
    if (!session || !conversationId) return;
    this.loading = true;
    this.error = null;
    this.#host.requestUpdate();
    try {
      const { messages, more } = await session.command('message:list', { conversationId, before });
      if (conversationId !== this.#conversationId) return;
      this.#take(messages);
      this.complete = !more || messages.length === 0;
    } catch (error) {
      if (conversationId === this.#conversationId) this.error = errorBodyOf(error).code;
    } finally {
      if (conversationId === this.#conversationId) {
        this.loading = false;
        this.#host.requestUpdate();
      }
    }
  }
}
