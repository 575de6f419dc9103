import type { Conversation, Message, VisitorMessage, VisitorState } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ContactRecord, ConversationRecord, MessageRecord } from '../../ports/storage-conversations.ts';
import type { Repositories, StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import type { FileLinks } from '../files/links.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import { LiveStates } from './live.ts';
import { toConversation, toMessage, toVisitorMessage, toVisitorState } from './rows.ts';
import type { ConversationListener, StoredMessage } from './types.ts';

export interface ThreadsDeps {
  storage: StoragePort;
  clock: Clock;
  logger: Logger;
  channels: ChannelDirectory;
  links: FileLinks;
  listener: ConversationListener;
  /** Whether an agent of the queue is signed in now. */
  staffed: (queueId: string) => boolean;
}

/** Contacts and names remembered at most: they stand in every row. */
const remembered = 10_000;
/** Messages whose raised delivery is told at once; who looks further back reads them again anyway. */
const watermarkRows = 50;

/** What agents' and visitors' sides of a conversation share: reading, telling, and names. */
export class Threads {
  readonly deps: ThreadsDeps;
  readonly live: LiveStates;
  readonly #contacts = new Map<string, ContactRecord>();
  readonly #names = new Map<string, string>();

  constructor(deps: ThreadsDeps) {
    this.deps = deps;
    this.live = new LiveStates(deps.clock, (id) => {
      // Nobody waits for it, so nobody else would notice; the next change tells everything again.
      this.#liveChanged(id).catch((error: unknown) => deps.logger.warn({ err: error }, 'a live state could not be told'));
    });
  }

  /** As agents see it. Needs `know` before. */
  row(record: ConversationRecord): Conversation | null {
    const channel = this.deps.channels.get(record.channelId);
    const contact = this.#contacts.get(record.contactId);
    if (!channel || !contact) return null;
    const assigneeName = record.assigneeAccountId === null ? null : this.#names.get(record.assigneeAccountId) ?? null;
    const typing = this.live.typing('visitor', record.id);
    return toConversation({ record, channel, contact, assigneeName, typing, online: this.live.online(record.id) });
  }

  message(record: ConversationRecord, { record: message, files }: StoredMessage): Message {
    return toMessage(message, record, files);
  }

  visitorMessage(record: ConversationRecord, { record: message, files }: StoredMessage): VisitorMessage {
    return toVisitorMessage(message, record, files, this.deps.links, this.deps.clock.now());
  }

  visitorState(record: ConversationRecord | null, queueId: string): VisitorState {
    const agentName = record?.assigneeAccountId ? this.#names.get(record.assigneeAccountId) ?? null : null;
    return toVisitorState(record, {
      online: this.deps.staffed(queueId),
      agentTyping: record !== null && this.live.typing('agent', record.id),
      agentName,
    });
  }

  /** Fetches the contacts and names that rows of these conversations show. */
  async know(records: readonly ConversationRecord[]): Promise<void> {
    const { read } = this.deps.storage;
    const contacts = new Set(records.map((record) => record.contactId).filter((id) => !this.#contacts.has(id)));
    if (contacts.size > 0) for (const contact of await read.contacts.byIds([...contacts])) this.knowContact(contact);
    for (const { assigneeAccountId: id } of records) {
      if (id === null || this.#names.has(id)) continue;
      this.knowName(id, (await read.accounts.get(id))?.name ?? '');
    }
  }

  knowContact(contact: ContactRecord): void {
    if (this.#contacts.size >= remembered) this.#contacts.clear();
    this.#contacts.set(contact.id, contact);
  }

  knowName(accountId: string, name: string): void {
    if (this.#names.size >= remembered) this.#names.clear();
    this.#names.set(accountId, name);
  }

  /** Names may have changed. */
  forgetNames(): void {
    this.#names.clear();
  }

  async withFiles(messages: readonly MessageRecord[]): Promise<StoredMessage[]> {
    const files = await this.deps.storage.read.files.byMessages(messages.map((message) => message.id));
    return messages.map((record) => ({ record, files: files.filter((file) => file.messageId === record.id) }));
  }

  /** Tells about a conversation and new messages of it, in this order. */
  async tell(record: ConversationRecord, fresh: readonly StoredMessage[]): Promise<void> {
    if (this.row(record) === null || (record.assigneeAccountId !== null && !this.#names.has(record.assigneeAccountId))) await this.know([record]);
    if (fresh.length > 0) this.deps.listener.messages(record, fresh, true);
    this.deps.listener.changed(record);
  }

  /** Tells that `side`'s messages after `from` and up to `to` were delivered or read. */
  async tellWatermark(record: ConversationRecord, side: 'visitor' | 'agent', from: number, to: number): Promise<void> {
    const { messages } = await this.deps.storage.read.messages.between(record.id, from, to + 1, watermarkRows);
    const risen = await this.withFiles(messages.filter((message) => message.from === side));
    await this.know([record]);
    if (risen.length > 0) this.deps.listener.messages(record, risen, false);
    this.deps.listener.changed(record);
  }

  /** Tells what became of a message that was sent to a provider. */
  async tellDelivery(conversationId: string, messageId: string): Promise<void> {
    const { read } = this.deps.storage;
    const [record, message] = await Promise.all([read.conversations.byId(conversationId), read.messages.byId(messageId)]);
    if (!record || !message) return;
    await this.know([record]);
    this.deps.listener.messages(record, await this.withFiles([message]), false);
    this.deps.listener.changed(record);
  }

  /** What happened, as a message of the thread itself. */
  async note(tx: Repositories, conversationId: string, event: NonNullable<MessageRecord['event']>, id: string, author: { accountId: string; name: string } | null): Promise<{ message: StoredMessage; record: ConversationRecord }> {
    const appended = await tx.messages.append({
      id,
      conversationId,
      from: 'system',
      clientId: null,
      senderKey: author?.accountId ?? null,
      authorName: author?.name ?? null,
      providerId: null,
      text: '',
      event,
      at: this.deps.clock.now(),
      delivery: 'sent',
      error: null,
    });
    if (!appended) throw new DomainError('NOT_FOUND', 'There is no such conversation');
    return { message: { record: appended.message, files: [] }, record: appended.conversation };
  }

  /** Ties uploads to a message inside its write. */
  async attach(tx: Repositories, message: MessageRecord, fileIds: readonly string[], owners: readonly string[]): Promise<StoredMessage> {
    if (fileIds.length === 0) return { record: message, files: [] };
    if (!(await tx.files.attach(fileIds, owners, message.conversationId, message.id))) throw new DomainError('NOT_FOUND', 'A file is not there, or was sent already');
    return { record: message, files: await tx.files.byMessages([message.id]) };
  }

  async #liveChanged(conversationId: string): Promise<void> {
    const record = await this.deps.storage.read.conversations.byId(conversationId);
    if (record) await this.tell(record, []);
  }
}
