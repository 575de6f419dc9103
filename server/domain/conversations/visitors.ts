import { createHash, createHmac } from 'node:crypto';
import { isBlank, limits } from '@klapka/protocol';
import type { VisitorMessage, VisitorState } from '@klapka/protocol';
import type { ChannelEvent } from '../../ports/channel.ts';
import type { FilePort } from '../../ports/file.ts';
import type { ContactRecord, ConversationRecord } from '../../ports/storage-conversations.ts';
import type { ChannelRecord } from '../../ports/storage-directory.ts';
import type { Repositories } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Threads } from './threads.ts';
import type { StoredMessage, Visitor } from './types.ts';

type IncomingMessage = Extract<ChannelEvent, { type: 'message' }>;

export interface SentByVisitor {
  message: VisitorMessage;
  /** The visitor's secret; stored nowhere, only its hash. */
  token: string;
  contact: ContactRecord;
  conversationId: string;
}

/** What visitors do. A visitor reaches one conversation: the one its secret leads to. */
export class VisitorConversations {
  readonly #threads: Threads;
  readonly #files: FilePort;
  readonly #secret: Buffer;

  constructor(threads: Threads, files: FilePort, secret: Buffer) {
    this.#threads = threads;
    this.#files = files;
    this.#secret = secret;
  }

  /** Who comes with this token. Throws NOT_FOUND (no such button) or SIGN_IN_AGAIN (the token leads nowhere). */
  async visitor(channelId: string, token: string | undefined): Promise<Visitor> {
    const channel = this.#threads.deps.channels.get(channelId);
    if (!channel) throw new DomainError('NOT_FOUND', 'There is no such chat button');
    if (token === undefined) return { channel, contact: null, conversationId: null };
    const { read } = this.#threads.deps.storage;
    const contact = await read.contacts.bySource(channel.id, hashOf(token));
    const conversation = contact && (await read.conversations.byContact(contact.id));
    if (!contact || !conversation) throw new DomainError('SIGN_IN_AGAIN', 'This visitor is not known');
    this.#threads.knowContact(contact);
    return { channel, contact, conversationId: conversation.id };
  }

  async sync(visitor: Visitor, after: number, before: number | null): Promise<{ messages: VisitorMessage[]; state: VisitorState; more: boolean }> {
    const record = await this.#record(visitor);
    if (!record) return { messages: [], state: this.#threads.visitorState(null, visitor.channel.queueId), more: false };
    await this.#threads.know([record]);
    const page = await this.#threads.deps.storage.read.messages.between(record.id, after, before, limits.pageSize);
    const stored = await this.#threads.withFiles(page.messages);
    return {
      messages: stored.map((message) => this.#threads.visitorMessage(record, message)),
      state: this.#threads.visitorState(record, visitor.channel.queueId),
      more: page.more,
    };
  }

  /**
   * Stores a message; the first one makes contact and conversation. Its secret is derived from the message's own id, so
   * that a stranger whose answer was lost gets the same thread and the same secret when it sends again.
   */
  async send(visitor: Visitor, token: string | undefined, event: IncomingMessage): Promise<SentByVisitor> {
    if (isBlank(event.text) && event.files.length === 0) throw new DomainError('BAD_REQUEST', 'Nothing to send');
    const secret = token ?? this.#tokenFor(visitor.channel.id, event.dedupeKey);
    const done = await this.#threads.deps.storage.write((tx) => this.#append(tx, visitor, secret, event));
    this.#threads.knowContact(done.contact);
    if (!done.duplicate) {
      this.#threads.live.setTyping('visitor', done.record.id, false);
      await this.#threads.tell(done.record, done.fresh);
    }
    return { message: this.#threads.visitorMessage(done.record, done.stored), token: secret, contact: done.contact, conversationId: done.record.id };
  }

  typing(visitor: Visitor, typing: boolean): void {
    if (visitor.conversationId !== null) this.#threads.live.setTyping('visitor', visitor.conversationId, typing);
  }

  async seen(visitor: Visitor, seq: number, read: boolean): Promise<void> {
    if (visitor.conversationId === null) return;
    const id = visitor.conversationId;
    const before = await this.#threads.deps.storage.read.conversations.byId(id);
    if (!before || seq <= (read ? before.visitorReadSeq : before.visitorDeliveredSeq)) return;
    const after = await this.#threads.deps.storage.write((tx) => tx.conversations.visitorSeen(id, { delivered: seq, ...(read ? { read: seq } : {}) }));
    if (after) await this.#threads.tellWatermark(after, 'agent', Math.min(before.visitorDeliveredSeq, before.visitorReadSeq), after.visitorDeliveredSeq);
  }

  /** Deletes the thread, its files and everything known of the visitor. */
  async forget(visitor: Visitor): Promise<void> {
    const { contact } = visitor;
    if (!contact) return;
    const { storage, listener } = this.#threads.deps;
    const record = await storage.read.conversations.byContact(contact.id);
    const keys = await storage.write((tx) => tx.contacts.forget(contact.id));
    for (const key of keys) await this.#files.remove(key);
    if (!record) return;
    this.#threads.live.forget(record.id);
    listener.forgotten(record);
  }

  state(record: ConversationRecord | null, channel: ChannelRecord): VisitorState {
    return this.#threads.visitorState(record, channel.queueId);
  }

  message(record: ConversationRecord, message: StoredMessage): VisitorMessage {
    return this.#threads.visitorMessage(record, message);
  }

  async unread(visitor: Visitor): Promise<number> {
    return (await this.#record(visitor))?.visitorUnread ?? 0;
  }

  async #append(tx: Repositories, visitor: Visitor, secret: string, event: IncomingMessage) {
    const now = this.#threads.deps.clock.now();
    const contact = visitor.contact ?? (await tx.contacts.ensure({ id: newId(), channelId: visitor.channel.id, sourceId: hashOf(secret), name: null, createdAt: now }));
    const conversationId = visitor.conversationId ?? (await tx.conversations.ensure(emptyConversation(visitor.channel.id, contact.id, event.pageUrl ?? null, now))).record.id;
    const appended = await tx.messages.append({
      id: newId(), conversationId, from: 'visitor', clientId: event.dedupeKey, senderKey: 'visitor', authorName: contact.name,
      providerId: null, text: event.text, event: null, at: now, delivery: 'sent', error: null,
    });
    if (!appended) throw new DomainError('SIGN_IN_AGAIN', 'This visitor is not known');
    const { message, conversation, duplicate } = appended;
    if (duplicate) return { contact, record: conversation, stored: { record: message, files: await tx.files.byMessages([message.id]) }, fresh: [], duplicate };
    const stored = await this.#threads.attach(tx, message, event.files.map((file) => file.ref), [`visitor:${contact.id}`, `button:${visitor.channel.id}`]);
    if (conversation.state === 'open') return { contact, record: conversation, stored, fresh: [stored], duplicate };
    // Somebody closed it: who writes again wants an answer again.
    await tx.conversations.setState(conversationId, 'open');
    const note = await this.#threads.note(tx, conversationId, 'reopened', newId(), null);
    return { contact, record: note.record, stored, fresh: [stored, note.message], duplicate };
  }

  async #record(visitor: Visitor): Promise<ConversationRecord | null> {
    return visitor.conversationId === null ? null : this.#threads.deps.storage.read.conversations.byId(visitor.conversationId);
  }

  #tokenFor(channelId: string, clientId: string): string {
    return createHmac('sha256', this.#secret).update(`visitor\n${channelId}\n${clientId}`).digest('base64url');
  }
}

/** A secret of 256 random bits needs no slow hash. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function emptyConversation(channelId: string, contactId: string, pageUrl: string | null, now: number): ConversationRecord {
  return {
    id: newId(), channelId, contactId, state: 'open', assigneeAccountId: null, preview: '', lastFrom: null, lastAt: now, createdAt: now,
    seq: 0, unread: 0, agentDeliveredSeq: 0, agentReadSeq: 0, visitorDeliveredSeq: 0, visitorReadSeq: 0, visitorUnread: 0, pageUrl,
  };
}
