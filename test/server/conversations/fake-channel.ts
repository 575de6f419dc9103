import type { ChannelPort, OutgoingMessage, SendResult } from '../../../server/ports/channel.ts';

/** A provider in memory that a test plays. Strict: a message that was accepted once must not be sent again. */
export class FakeChannel implements ChannelPort {
  readonly kind = 'website';
  readonly capabilities: ChannelPort['capabilities'];
  readonly sent: OutgoingMessage[] = [];
  readonly lookedUp: string[] = [];
  readonly #accepted = new Set<string>();
  /** What the provider does with the next messages. */
  answer: (message: OutgoingMessage, signal: AbortSignal) => Promise<SendResult> = (message) => Promise.resolve(this.accept(message));
  /** What it knows of a message it was asked about. */
  known: () => Promise<SendResult | null> = () => Promise.resolve(null);

  constructor({ lookup }: { lookup: boolean }) {
    this.capabilities = { delivery: 'outbox', text: { max: 1000, unit: 'utf16' }, files: null, typing: false, receipts: 'none', lookup, window: null };
  }

  accept(message: OutgoingMessage): SendResult {
    if (this.#accepted.has(message.correlation)) throw new Error('Sent twice');
    this.#accepted.add(message.correlation);
    return { outcome: 'accepted', providerId: `provider-${message.correlation}` };
  }

  verify(): boolean {
    return false;
  }
  parse(): [] {
    return [];
  }
  send(message: OutgoingMessage, _settings: unknown, signal: AbortSignal): Promise<SendResult> {
    this.sent.push(message);
    return this.answer(message, signal);
  }
  lookup(correlation: string): Promise<SendResult | null> {
    if (!this.capabilities.lookup) throw new Error('It was said not to be able to');
    this.lookedUp.push(correlation);
    return this.known();
  }
  fetchMedia(): Promise<null> {
    return Promise.resolve(null);
  }
  classify(error: unknown): 'retry' | 'permanent' | 'unknown' {
    if (error instanceof Error && error.message === 'refused') return 'permanent';
    return error instanceof Error && error.message === 'no connection' ? 'retry' : 'unknown';
  }
}
