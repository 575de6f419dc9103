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
  /** A message's delivery changed. */
  delivered: (job: OutboxRecord) => void;
}

const batch = 20;
const attempts = 8;
const longestWait = 300_000;
const sendTimeout = 15_000;
/** An unknown outcome is asked about after so long: a report may come by itself before. */
const lookupAfter = 60_000;

/**
 * Sends messages where a channel needs sending:
 *
 *   pending ─▶ sending ─▶ accepted
 *      ▲          ├─▶ retry ─▶ sending …       surely not sent: again, ever later
 *      └──────────┤
 *                 ├─▶ failed                   never going to work
 *                 └─▶ unknown ─▶ accepted | retry | failed, by look-up; never blindly sent again
 *
 * `sending` is committed before the request leaves. A process killed in it finds the job as unknown at its next start.
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

  /** What was being sent when the last process died has an unknown outcome. */
  async start(): Promise<void> {
    this.#stopped = new AbortController();
    for (const job of await this.#deps.storage.read.outbox.strandedSending()) await this.#unknown(job, 'the gateway was stopped');
    this.wake();
  }

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

  async #drain(): Promise<void> {
    while (this.#again && !this.#stopped.signal.aborted) {
      this.#again = false;
      try {
        const due = await this.#deps.storage.read.outbox.due(this.#deps.clock.now(), batch);
        if (due.length > 0) this.#again = true;
        await Promise.all(due.map((job) => this.#send(job)));
      } catch (error) {
        this.#deps.logger.error({ err: error }, 'the outbox could not be worked through');
        this.#later(5_000);
      }
    }
  }

  async #send(job: OutboxRecord): Promise<void> {
    const channel = this.#deps.channel(job.channelId);
    const message = await this.#deps.compose(job);
    const taken = await this.#deps.storage.write((tx) => tx.outbox.move(job.id, ['pending', 'retry'], 'sending', { attempts: job.attempts + 1 }));
    if (!taken) return;
    const sending = { ...job, attempts: job.attempts + 1 };
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
    if (job.attempts >= attempts) return this.#failed(job, 'too many attempts', 'UNAVAILABLE');
    return this.#retry(job, result.retryAfter);
  }

  async #retry(job: OutboxRecord, retryAfter: number | undefined): Promise<void> {
    // Full jitter: many jobs that failed together do not come back together.
    const wait = retryAfter ?? Math.random() * Math.min(longestWait, 1000 * 2 ** job.attempts);
    await this.#deps.storage.write((tx) => tx.outbox.move(job.id, ['sending', 'unknown'], 'retry', { nextAt: this.#deps.clock.now() + wait }));
    this.#later(wait);
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
    await this.#deps.storage.write((tx) => tx.outbox.move(job.id, ['sending'], 'unknown', { lastError: detail }));
    this.#deps.clock.after(lookupAfter, () => void this.#resolve(job), this.#stopped.signal);
  }

  async #resolve(job: OutboxRecord): Promise<void> {
    try {
      const channel = this.#deps.channel(job.channelId);
      const found = channel?.port.capabilities.lookup ? await channel.port.lookup(job.correlation, channel.settings) : null;
      if (found?.outcome === 'accepted') await this.#accepted(job, found.providerId);
      else if (found?.outcome === 'rejected') await this.#retry(job, undefined);
      else await this.#failed(job, 'the outcome is not known', 'TIMED_OUT');
      this.wake();
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'an unknown outcome could not be looked up');
    }
  }

  #later(wait: number): void {
    this.#deps.clock.after(wait, () => this.wake(), this.#stopped.signal);
  }
}
