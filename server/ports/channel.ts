import type { ChannelKind, DeliveryState } from '@klapka/protocol';

/*
 * A way to talk to people outside. An adapter translates and sends; it keeps nothing, starts no timer and knows no
 * database: what it tells is stored first and acted on afterwards, by the domain.
 */

export interface ChannelCapabilities {
  /** `thread`: the other side reads the stored thread itself. `outbox`: each message must be sent to a provider. */
  delivery: 'thread' | 'outbox';
  text: { max: number; unit: 'utf16' | 'bytes' | 'segments' };
  /** Null: text alone. */
  files: { types: readonly string[]; bytes: number; perMessage: number } | null;
  typing: boolean;
  /** How far the channel tells what became of a message. */
  receipts: 'none' | 'delivered' | 'read';
  /** Whether an unknown outcome of `send` can be looked up. */
  lookup: boolean;
  /** Whether somebody gone may be written to at any time, or how long after their last message. */
  window: { ms: number } | null;
}

/** What came from outside, untouched: the bytes of a webhook, or one event of a visitor's socket. */
export type RawInput =
  | { kind: 'http'; headers: Readonly<Record<string, string | undefined>>; query: Readonly<Record<string, string>>; body: Buffer }
  | { kind: 'socket'; origin: string | undefined; event: string; payload: unknown };

/** What the administrator set for this one channel. */
export interface ChannelSettings {
  channelId: string;
  origins: readonly string[];
  secrets: Readonly<Record<string, string>>;
}

export interface IncomingFile {
  /** An id of an upload to the gateway, or the provider's reference, for `fetchMedia`. */
  ref: string;
}

/** In our words. Something new of a provider's is `unknown`: stored and counted, never dropped, never thrown. */
export type ChannelEvent =
  | {
      type: 'message';
      /** Unique for the sender on this channel: the key against duplicates. */
      dedupeKey: string;
      text: string;
      files: readonly IncomingFile[];
      pageUrl?: string;
      /** The provider's id of the sender; a socket's visitor is known already. */
      sourceId?: string;
      /** The provider's time; absent: now. */
      at?: number;
    }
  | { type: 'status'; providerId?: string; correlation?: string; state: DeliveryState; detail?: string }
  /** Everything up to `seq` was delivered, or read. */
  | { type: 'watermark'; seq: number; read: boolean }
  | { type: 'typing'; typing: boolean }
  /** The person wants to be forgotten. */
  | { type: 'forget' }
  | { type: 'unknown'; what: string };

export interface OutgoingMessage {
  to: string;
  text: string;
  files: readonly { url: string; type: string; name: string }[];
  /** Travels to the provider and comes back with its reports; random, never a database id. */
  correlation: string;
}

/** `unknown`: the request left and no answer came. It may have been sent, so it is never blindly sent again. */
export type SendResult =
  | { outcome: 'accepted'; providerId: string }
  | { outcome: 'rejected'; detail: string }
  /** Surely not sent; again after `retryAfter` ms, where the provider named a time. */
  | { outcome: 'throttled'; retryAfter?: number }
  | { outcome: 'unknown'; detail: string };

/** What an error thrown by `send` means: surely not sent (try again), never going to work, or not known. */
export type ErrorClass = 'retry' | 'permanent' | 'unknown';

export interface ChannelPort {
  readonly kind: ChannelKind;
  readonly capabilities: ChannelCapabilities;
  /** Whether this input may come from where it says: signature, secret, origin. Never throws on rubbish. */
  verify(raw: RawInput, settings: ChannelSettings): boolean;
  /** Pure translation of verified input. */
  parse(raw: RawInput): ChannelEvent[];
  send(message: OutgoingMessage, settings: ChannelSettings, signal: AbortSignal): Promise<SendResult>;
  /** What became of a message whose outcome is unknown; null: not decidable. Only with `capabilities.lookup`. */
  lookup(correlation: string, settings: ChannelSettings): Promise<SendResult | null>;
  /** The bytes behind a provider's file reference. */
  fetchMedia(ref: string, settings: ChannelSettings, signal: AbortSignal): Promise<{ data: Buffer; claimedType?: string } | null>;
  classify(error: unknown): ErrorClass;
}
