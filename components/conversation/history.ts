import type { ErrorCode, Message } from '@klapka/protocol';
import type { ReactiveController } from 'lit';
import { errorBodyOf, type ControllerHost, type SessionSource } from '../controllers/index.ts';
import { tailStart } from './thread.ts';

/** Messages older than the topic's snapshot, page by page, for the conversation that is open. */
export class History implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  #conversationId = '';
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
    this.loading = false;
    this.error = null;
    this.complete = false;
  }

  /** After a resync the snapshot may begin later than the history ends; what lies between would be missing unseen. */
  joinTo(live: readonly Message[]): void {
    const first = tailStart(live);
    const last = this.messages.at(-1)?.seq;
    if (last === undefined || live.length === 0 || last >= first - 1) return;
    this.messages = [];
    this.complete = false;
  }

  /** Whether there may be older ones than `first` (the lowest seq shown). */
  hasMore(first: number | undefined): boolean {
    return first !== undefined && first > 1 && !this.complete;
  }

  async loadBefore(before: number): Promise<void> {
    if (this.loading || before <= 1) return;
    await this.#load(before, true);
  }

  /** Fetches the page with this message again, for fresh signed addresses of its files. */
  async refresh(seq: number): Promise<void> {
    if (!this.loading) await this.#load(seq + 1, false);
  }

  async #load(before: number, older: boolean): Promise<void> {
    const { session } = this.#sessions;
    const conversationId = this.#conversationId;
    if (!session || !conversationId) return;
    this.loading = true;
    this.error = null;
    this.#host.requestUpdate();
    try {
      const { messages, more } = await session.command('message:list', { conversationId, before });
      if (conversationId !== this.#conversationId) return;
      const fresh = new Map([...this.messages, ...messages].map((message) => [message.seq, message]));
      this.messages = [...fresh.values()].sort((one, other) => one.seq - other.seq);
      if (older) this.complete = !more || messages.length === 0;
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
