import type { ConversationEvent, ConversationState, DeliveryState, ErrorCode } from '@klapka/protocol';

/*
 * What the storage keeps of conversations, files, the outbox and past calls. Part of `Repositories` in storage.ts.
 * Every write is made inside `storage.write`; unique keys in the database decide races, not checks before writes.
 * Times are ms since the epoch. Ids are made by the caller (`newId()`), at least 122 random bits.
 */

/** A person outside, known on one channel by `sourceId` (website: hash of the visitor's token). */
export interface ContactRecord {
  id: string;
  channelId: string;
  /** UNIQUE (channelId, sourceId). */
  sourceId: string;
  name: string | null;
  createdAt: number;
}

export interface ConversationRecord {
  id: string;
  channelId: string;
  contactId: string;
  state: ConversationState;
  assigneeAccountId: string | null;
  preview: string;
  lastFrom: 'visitor' | 'agent' | null;
  lastAt: number;
  createdAt: number;
  seq: number;
  /** Incoming messages after `agentReadSeq`. */
  unread: number;
  agentDeliveredSeq: number;
  agentReadSeq: number;
  visitorDeliveredSeq: number;
  visitorReadSeq: number;
  /** Messages of agents after `visitorReadSeq`. */
  visitorUnread: number;
  pageUrl: string | null;
}

export interface MessageRecord {
  id: string;
  conversationId: string;
  /** UNIQUE (conversationId, seq). */
  seq: number;
  from: 'visitor' | 'agent' | 'system';
  /** UNIQUE (conversationId, senderKey, clientId); `senderKey` is the account id, or `visitor`. */
  clientId: string | null;
  senderKey: string | null;
  authorName: string | null;
  /** UNIQUE (conversationId, from, providerId): the second wall against a webhook that comes twice. */
  providerId: string | null;
  text: string;
  event: ConversationEvent | null;
  at: number;
  /** Stored delivery; what a watermark adds (delivered, read) is worked out from the conversation's sequences. */
  delivery: DeliveryState;
  error: ErrorCode | null;
}

export interface FileRecord {
  id: string;
  /** Who uploaded it: `account:<id>`, `visitor:<contact id>`, or `button:<channel id>` for a visitor who has not written yet. */
  owner: string;
  conversationId: string | null;
  messageId: string | null;
  /** Place among the files of its message. */
  position: number;
  name: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  storageKey: string;
  createdAt: number;
}

/** One message on its way out to a channel that needs sending. */
export const outboxStates = ['pending', 'sending', 'accepted', 'retry', 'unknown', 'failed'] as const;
export type OutboxState = (typeof outboxStates)[number];
export interface OutboxRecord {
  id: string;
  /** UNIQUE. */
  messageId: string;
  conversationId: string;
  channelId: string;
  state: OutboxState;
  attempts: number;
  /** When to send (`pending`, `retry`), or when to ask what became of it (`sending`, `unknown`). */
  nextAt: number;
  /** Random token that travels to the provider and comes back with its reports. UNIQUE. */
  correlation: string;
  providerId: string | null;
  lastError: string | null;
  createdAt: number;
}

export interface ContactsRepository {
  bySource(channelId: string, sourceId: string): Promise<ContactRecord | null>;
  byId(id: string): Promise<ContactRecord | null>;
  byIds(ids: readonly string[]): Promise<ContactRecord[]>;
  /** Inserts, or returns the one that is already there under (channelId, sourceId). */
  ensure(contact: ContactRecord): Promise<ContactRecord>;
  /** Removes the contact with its conversations, messages and file rows; answers the storage keys of the files. */
  forget(id: string): Promise<string[]>;
}

export type NewMessage = Omit<MessageRecord, 'seq'>;

export interface ConversationsRepository {
  byId(id: string): Promise<ConversationRecord | null>;
  /** The one conversation of a contact, open or closed. */
  byContact(contactId: string): Promise<ConversationRecord | null>;
  /** Inserts, or returns the one that is already there for the contact (UNIQUE contactId). */
  ensure(conversation: ConversationRecord): Promise<{ record: ConversationRecord; created: boolean }>;
  /** Conversations of these channels: all open ones and the most recently closed, newest first. */
  list(channelIds: readonly string[], limits: { open: number; closed: number }): Promise<ConversationRecord[]>;
  /** Open conversations somebody picked up. */
  assignedTo(accountId: string): Promise<ConversationRecord[]>;
  /** True for exactly one caller: sets the assignee where there is none and the conversation is open. */
  assign(id: string, accountId: string): Promise<boolean>;
  /** True where the state changed; closing frees the assignee. */
  setState(id: string, state: ConversationState): Promise<boolean>;
  /** Sequences only rise. Answers the record afterwards, or null where nothing rose. */
  agentSeen(id: string, seq: { delivered: number; read?: number }): Promise<ConversationRecord | null>;
  visitorSeen(id: string, seq: { delivered: number; read?: number }): Promise<ConversationRecord | null>;
}

export interface MessagesRepository {
  /**
   * Takes the conversation's next sequence, inserts, raises preview, counters and `lastAt`. A message with the same
   * (conversation, sender, clientId) that is already there comes back with `duplicate: true` and nothing is written.
   * Null where there is no such conversation.
   */
  append(message: NewMessage): Promise<{ message: MessageRecord; conversation: ConversationRecord; duplicate: boolean } | null>;
  byId(id: string): Promise<MessageRecord | null>;
  /** The last `limit` messages with `after < seq < before`, oldest first; `more` where older ones of the range were left out. */
  between(conversationId: string, after: number, before: number | null, limit: number): Promise<{ messages: MessageRecord[]; more: boolean }>;
  /** For a message just appended that a channel has yet to send. */
  markQueued(id: string): Promise<void>;
  /** Raises the delivery, never lowers it; `failed` only while not delivered. True where it changed. */
  raiseDelivery(id: string, delivery: DeliveryState, error?: ErrorCode): Promise<boolean>;
  setProviderId(id: string, providerId: string): Promise<void>;
}

export interface FilesRepository {
  insert(file: FileRecord): Promise<void>;
  byId(id: string): Promise<FileRecord | null>;
  byMessages(messageIds: readonly string[]): Promise<FileRecord[]>;
  /** Ties files to a message; false (and the caller aborts the write) unless all belonged to one of `owners` and were free. */
  attach(fileIds: readonly string[], owners: readonly string[], conversationId: string, messageId: string): Promise<boolean>;
  /** What an owner has uploaded and not sent yet. */
  waiting(owner: string): Promise<{ count: number; bytes: number }>;
  /** Files never sent and older than `before`; removed from the table, keys answered. */
  takeAbandoned(before: number, limit: number): Promise<string[]>;
}

export interface OutboxRepository {
  insert(job: OutboxRecord): Promise<void>;
  /**
   * Jobs not settled whose `nextAt` has come, of each conversation the one of its oldest message alone: a later message never
   * overtakes an earlier one. `sending` or `unknown` among them: it may have been sent, and nobody knows.
   */
  due(now: number, limit: number): Promise<OutboxRecord[]>;
  /** Conditional: true for exactly one caller. */
  move(id: string, from: readonly OutboxState[], to: OutboxState, change: { nextAt?: number; attempts?: number; providerId?: string; lastError?: string }): Promise<boolean>;
  byMessage(messageId: string): Promise<OutboxRecord | null>;
}
