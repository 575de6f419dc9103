import type { Conversation, FileRef, Message } from '@klapka/protocol';
import { makeConversation, makeMessage } from './data.ts';
import type { FakeClock } from './fake-clock.ts';
import { FakeStore } from './fake-store.ts';
import { FakeRefusal } from './refusal.ts';

export interface VisitorWrites {
  /** Default `conversation-1`; an unknown one is started. */
  conversationId?: string;
  files?: FileRef[];
  /** The visitor's name; most give none. */
  name?: string;
}

/** The website chat played by a script: conversations, their messages and the visitors who write them. */
export class FakeChat {
  readonly conversations: FakeStore<Conversation>;
  readonly #clock: FakeClock;
  readonly #messages = new Map<string, FakeStore<Message>>();
  readonly #onMessages: (store: FakeStore<Message>) => void;
  readonly #me: { accountId: string; name: string };

  constructor(clock: FakeClock, conversations: FakeStore<Conversation>, me: { accountId: string; name: string }, onMessages: (store: FakeStore<Message>) => void) {
    this.#clock = clock;
    this.conversations = conversations;
    this.#me = me;
    this.#onMessages = onMessages;
  }

  /** The messages of one conversation. */
  messages(conversationId: string): FakeStore<Message> {
    let store = this.#messages.get(conversationId);
    if (!store) {
      store = new FakeStore<Message>();
      this.#messages.set(conversationId, store);
      this.#onMessages(store);
    }
    return store;
  }

  get messageStores(): Iterable<FakeStore<Message>> {
    return this.#messages.values();
  }

  visitorWrites(text: string, options: VisitorWrites = {}): Message {
    const id = options.conversationId ?? 'conversation-1';
    const known = this.conversations.all.get(id);
    if (!known) {
      const contact = { id: `visitor-${id}`, ...(options.name ? { name: options.name } : {}) };
      this.conversations.set([makeConversation(id, this.#clock.now, { contact, online: true, pageUrl: 'https://shop.example.com/boots' })]);
      this.#system(id, 'started');
    } else if (known.state === 'closed') {
      this.conversations.patch(id, { state: 'open' });
      this.#system(id, 'reopened');
    }
    const message = this.#append(id, { from: 'visitor', text, files: options.files ?? [], ...(options.name ? { author: { name: options.name } } : {}) });
    const row = this.#conversation(id);
    this.#touch(id, { preview: text.slice(0, 120), lastFrom: 'visitor', unread: row.unread + 1, typing: false });
    return message;
  }

  visitorTypes(typing: boolean, conversationId = 'conversation-1'): void {
    this.conversations.patch(conversationId, { typing });
  }

  visitorLeaves(conversationId = 'conversation-1'): void {
    this.conversations.patch(conversationId, { online: false, typing: false });
  }

  /** The visitor reads everything written so far. */
  visitorReads(conversationId = 'conversation-1'): void {
    const row = this.#conversation(conversationId);
    this.conversations.patch(conversationId, { readSeq: row.seq });
    const store = this.messages(conversationId);
    store.set([...store.all.values()].filter((message) => message.from === 'agent').map((message) => ({ ...message, delivery: 'read' })));
  }

  /** Another agent is faster. */
  otherPicksUp(conversationId = 'conversation-1', name = 'Petr Svoboda'): void {
    this.#assign(conversationId, { accountId: 'account-1002', name });
  }

  pickUp(conversationId: string): void {
    const row = this.#conversation(conversationId);
    if (row.assignee && row.assignee.accountId !== this.#me.accountId) throw new FakeRefusal('ALREADY_TAKEN');
    if (!row.assignee) this.#assign(conversationId, this.#me);
  }

  close(conversationId: string): void {
    const row = this.#conversation(conversationId);
    if (row.state === 'closed') return;
    this.conversations.patch(conversationId, { state: 'closed' });
    this.#system(conversationId, 'closed');
  }

  read(conversationId: string, seq: number): void {
    const row = this.#conversation(conversationId);
    if (seq >= row.seq) this.conversations.patch(conversationId, { unread: 0 });
  }

  send(conversationId: string, clientId: string, text: string, files: FileRef[]): Message {
    const row = this.#conversation(conversationId);
    for (const message of this.messages(conversationId).all.values()) if (message.clientId === clientId) return message;
    if (row.state === 'closed') throw new FakeRefusal('CONVERSATION_CLOSED');
    if (row.assignee?.accountId !== this.#me.accountId) throw new FakeRefusal('FORBIDDEN');
    const message = this.#append(conversationId, { from: 'agent', author: this.#me, clientId, text, files, delivery: row.online ? 'delivered' : 'sent' });
    this.#touch(conversationId, { preview: text.slice(0, 120), lastFrom: 'agent', unread: 0 });
    return message;
  }

  /** Older messages, page by page. */
  list(conversationId: string, before: number): { messages: Message[]; more: boolean } {
    this.#conversation(conversationId);
    const older = [...this.messages(conversationId).all.values()].filter((message) => message.seq < before).sort((a, b) => a.seq - b.seq);
    return { messages: older.slice(-50), more: older.length > 50 };
  }

  #assign(id: string, assignee: { accountId: string; name: string }): void {
    this.conversations.patch(id, { assignee });
    this.#system(id, 'picked-up', assignee);
  }

  #system(id: string, event: NonNullable<Message['event']>, author?: NonNullable<Message['author']>): void {
    this.#append(id, { from: 'system', event, ...(author ? { author } : {}) });
  }

  #append(id: string, fields: Partial<Message>): Message {
    const seq = this.#conversation(id).seq + 1;
    const message = makeMessage(id, seq, { at: this.#clock.now, ...fields });
    this.messages(id).set([message]);
    this.conversations.patch(id, { seq });
    return message;
  }

  #touch(id: string, fields: Partial<Conversation>): void {
    this.conversations.patch(id, { lastAt: this.#clock.now, ...fields });
  }

  #conversation(id: string): Conversation {
    const row = this.conversations.all.get(id);
    if (!row) throw new FakeRefusal('NOT_FOUND');
    return row;
  }
}
