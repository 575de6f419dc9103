import { randomBytes } from 'node:crypto';
import type { ErrorCode } from '@klapka/protocol';
import type { ChannelPort, ChannelSettings, OutgoingMessage, SendResult } from '../../ports/channel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ConversationRecord, MessageRecord, OutboxRecord } from '../../ports/storage-conversations.ts';
import type { Repositories, StoragePort } from '../../ports/storage.ts';
import { newId } from '../ids.ts';

export interface OutboxDeps {
  storage: StoragePort;
  clock: Clock;
  logger: Logger;
  /** Null: a channel that is gone. */
  channel: (channelId: string) => { port: ChannelPort; settings: ChannelSettings } | null;
  /** What a job says to the outside: recipient, text and files of its message. */
  compose: (job: OutboxRecord) => Promise<Omit<OutgoingMessage, 'correlation'> | null>;
  /** A message's delivery changed. Must not throw. */
  delivered: (job: OutboxRecord) => void;
}

const batch = 20;
const attempts = 8;
const longestWait = 300_000;
const sendTimeout = 15_000;
/** An unknown outcome is asked about after so long: a report may come by itself before. Longer than any request lives. */
const lookupAfter = 60_000;
/** How often the table is looked at, beside being woken by a new message. */
const lookEvery = 1_000;

/**
 * Sends messages where a channel needs sending:
 *
 *   pending ─▶ sending ─▶ accepted
 *                 ├─▶ retry ─▶ sending …       surely not sent: again, ever later
 *                 ├─▶ failed                   never going to work
 *                 └─▶ unknown ─▶ accepted | retry | failed, by look-up; never blindly sent again
 *
 * `sending` is committed before the request leaves, with the time after which its outcome counts as unknown. So a process
 * killed anywhere leaves nothing that needs its memory: what is due stands in the table.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = new AbortController();

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Whether messages of this channel are sent, or read by the other side itself. */
  #sends(channelId: string): boolean {
    return this.#deps.channel(channelId)?.port.capabilities.delivery === 'outbox';
  }

  /** In the transaction of the message, where its channel sends. Answers the message as it stands then. */
  async enqueue(tx: Repositories, message: MessageRecord, conversation: ConversationRecord): Promise<MessageRecord> {
    if (!this.#sends(conversation.channelId)) return message;
    const now = this.#deps.clock.now();
    await tx.outbox.insert({
      id: newId(), messageId: message.id, conversationId: conversation.id, channelId: conversation.channelId,
      state: 'pending', attempts: 0, nextAt: now, correlation: randomBytes(24).toString('base64url'),
      providerId: null, lastError: null, createdAt: now,
    });
    await tx.messages.markQueued(message.id);
    return { ...message, delivery: 'queued' };
  }

  /** Begins to work through what is due, and goes on until `stop`. */
  start(): void {
    this.#stopped = new AbortController();
    this.#look();
  }

  /** Ends requests under way, whose outcome is then unknown, and waits until that is stored. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Something may be due. */
  wake(): void {
    if (this.#stopped.signal.aborted) return;
    this.#again = true;
    this.#running ??= this.#drain().finally(() => { this.#running = null; });
  }

  /** Resolves when everything due was tried. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #look(): void {
    this.wake();
    this.#deps.clock.after(lookEvery, () => this.#look(), this.#stopped.signal);
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#stopped.signal.aborted) {
      this.#again = false;
      try {
        const due = await this.#deps.storage.read.outbox.due(this.#deps.clock.now(), batch);
        await Promise.all(due.map((job) => this.#work(job)));
        if (due.length > 0) this.#again = true;
      } catch (error) {
        this.#deps.logger.error({ err: error }, 'the outbox could not be worked through');
      }
    }
  }

  async #work(job: OutboxRecord): Promise<void> {
    if (job.state === 'pending' || job.state === 'retry') await this.#send(job);
    else await this.#resolve(job);
  }

  async #send(job: OutboxRecord): Promise<void> {
    const channel = this.#deps.channel(job.channelId);
    const message = await this.#deps.compose(job);
    const sending = { ...job, attempts: job.attempts + 1 };
    const unknownAt = this.#deps.clock.now() + lookupAfter;
    const taken = await this.#deps.storage.write((tx) => tx.outbox.move(job.id, ['pending', 'retry'], 'sending', { attempts: sending.attempts, nextAt: unknownAt }));
    if (!taken) return;
    if (!channel || !message) return this.#failed(sending, 'the channel or the message is gone', 'NOT_FOUND');
    await this.#settle(sending, await this.#try(channel, { ...message, correlation: job.correlation }));
  }

  async #try(channel: { port: ChannelPort; settings: ChannelSettings }, message: OutgoingMessage): Promise<SendResult> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(sendTimeout), this.#stopped.signal]);
      return await channel.port.send(message, channel.settings, signal);
    } catch (error) {
      const kind = channel.port.classify(error);
      this.#deps.logger.warn({ err: error, kind }, 'a message could not be sent');
      if (kind === 'permanent') return { outcome: 'rejected', detail: 'refused' };
      return kind === 'retry' ? { outcome: 'throttled' } : { outcome: 'unknown', detail: 'no answer' };
    }
  }

  async #settle(job: OutboxRecord, result: SendResult): Promise<void> {
    if (result.outcome === 'accepted') return this.#accepted(job, result.providerId);
    if (result.outcome === 'rejected') return this.#failed(job, result.detail, 'UNAVAILABLE');
    if (result.outcome === 'unknown') return this.#unknown(job, result.detail);
    return this.#retry(job, result.retryAfter);
  }

  /** `retryAfter`: ms, where the provider named a time. */
  async #retry(job: OutboxRecord, retryAfter?: number): Promise<void> {
    if (job.attempts >= attempts) return this.#failed(job, 'too many attempts', 'UNAVAILABLE');
    // Full jitter: many jobs that failed together do not come back together.
    const wait = retryAfter ?? Math.random() * Math.min(longestWait, 1000 * 2 ** job.attempts);
    await this.#deps.storage.write((tx) => tx.outbox.move(job.id, ['sending', 'unknown'], 'retry', { nextAt: this.#deps.clock.now() + wait }));
  }

  async #accepted(job: OutboxRecord, providerId: string): Promise<void> {
    await this.#deps.storage.write(async (tx) => {
      if (!(await tx.outbox.move(job.id, ['sending', 'unknown'], 'accepted', { providerId }))) return;
      await tx.messages.setProviderId(job.messageId, providerId);
      await tx.messages.raiseDelivery(job.messageId, 'sent');
    });
    this.#deps.delivered(job);
  }

  async #failed(job: OutboxRecord, detail: string, code: ErrorCode): Promise<void> {
    await this.#deps.storage.write(async (tx) => {
      if (!(await tx.outbox.move(job.id, ['sending', 'unknown'], 'failed', { lastError: detail }))) return;
      await tx.messages.raiseDelivery(job.messageId, 'failed', code);
    });
    this.#deps.delivered(job);
  }

  async #unknown(job: OutboxRecord, detail: string): Promise<void> {
    const nextAt = this.#deps.clock.now() + lookupAfter;
    await this.#deps.storage.write((tx) => tx.outbox.move(job.id, ['sending', 'unknown'], 'unknown', { lastError: detail, nextAt }));
  }

  /** Asks what became of a message whose outcome nobody knows. */
  async #resolve(job: OutboxRecord): Promise<void> {
    const channel = this.#deps.channel(job.channelId);
    try {
      const found = channel?.port.capabilities.lookup ? await channel.port.lookup(job.correlation, channel.settings) : null;
      if (found?.outcome === 'accepted') await this.#accepted(job, found.providerId);
      else if (found?.outcome === 'rejected') await this.#retry(job);
      else await this.#failed(job, 'the outcome is not known', 'TIMED_OUT');
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'an unknown outcome could not be looked up');
      await this.#unknown(job, 'the look-up failed');
    }
  }
}
