import type { Conversation, Message } from '@klapka/protocol';
import { isBlank, limits } from '@klapka/protocol';
import type { ConversationRecord } from '../../ports/storage-conversations.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { allows, authorise } from '../permissions/authorise.ts';
import type { Action, Actor } from '../permissions/authorise.ts';
import type { Outbox } from './outbox.ts';
import type { Threads } from './threads.ts';
import type { StoredMessage } from './types.ts';

/** Rows of a list: every open conversation up to the first number, and the last closed ones. */
const listed = { open: 2_000, closed: 100 };
type ConversationAction = Extract<Action, `conversation.${string}`>;

/** What agents do with conversations. Every method authorises; one that is not visible is not there. */
export class AgentConversations {
  readonly #threads: Threads;
  readonly #outbox: Outbox;

  constructor(threads: Threads, outbox: Outbox) {
    this.#threads = threads;
    this.#outbox = outbox;
  }

  /** Records of all that the actor sees, with the names their rows need. */
  async list(actor: Actor): Promise<ConversationRecord[]> {
    const { channels, storage } = this.#threads.deps;
    const records = [...(await storage.read.conversations.list(channels.ofQueues(actor.queueIds), listed)), ...(await this.kept(actor))];
    await this.#threads.know(records);
    return records;
  }

  /** What the actor picked up in queues it has left since: it goes on handling these, and sees nothing else of them. */
  async kept(actor: Actor): Promise<ConversationRecord[]> {
    const assigned = await this.#threads.deps.storage.read.conversations.assignedTo(actor.accountId);
    return assigned.filter((record) => !this.seesAsMember(actor, record));
  }

  sees(actor: Actor, record: ConversationRecord): boolean {
    return this.#allows(actor, 'conversation.see', record);
  }

  /** Whether every member of the actor's queues sees it, whoever it is assigned to. */
  seesAsMember(actor: Actor, record: ConversationRecord): boolean {
    return this.sees(actor, { ...record, assigneeAccountId: null });
  }

  row(record: ConversationRecord): Conversation | null {
    return this.#threads.row(record);
  }

  /** Throws NOT_FOUND, alike for what does not exist and what the actor may not see. */
  async find(actor: Actor, id: string): Promise<ConversationRecord> {
    const record = await this.#threads.deps.storage.read.conversations.byId(id);
    if (!record || !this.sees(actor, record)) throw new DomainError('NOT_FOUND', 'There is no such conversation');
    return record;
  }

  async messages(record: ConversationRecord, before: number | null): Promise<{ messages: Message[]; more: boolean }> {
    const page = await this.#threads.deps.storage.read.messages.between(record.id, 0, before, limits.pageSize);
    const stored = await this.#threads.withFiles(page.messages);
    return { messages: stored.map((message) => this.#threads.message(record, message)), more: page.more };
  }

  /** Exactly one agent gets it: a conditional update decides. */
  async pickUp(actor: Actor, id: string): Promise<void> {
    await this.#authorised(actor, 'conversation.pick-up', id);
    const result = await this.#threads.deps.storage.write(async (tx) => {
      if (await tx.conversations.assign(id, actor.accountId)) {
        return this.#threads.note(tx, id, 'picked-up', newId(), { accountId: actor.accountId, name: actor.name });
      }
      const now = await tx.conversations.byId(id);
      if (now?.state === 'open' && now.assigneeAccountId === actor.accountId) return null;
      throw now?.state === 'closed' ? closed() : new DomainError('ALREADY_TAKEN', 'Another agent has it');
    });
    this.#threads.knowName(actor.accountId, actor.name);
    if (result) await this.#threads.tell(result.record, [result.message]);
  }

  async close(actor: Actor, id: string): Promise<void> {
    await this.#authorised(actor, 'conversation.handle', id);
    const result = await this.#threads.deps.storage.write(async (tx) => {
      if (!(await tx.conversations.setState(id, 'closed'))) return null;
      return this.#threads.note(tx, id, 'closed', newId(), { accountId: actor.accountId, name: actor.name });
    });
    if (!result) return;
    this.#threads.live.setTyping('agent', id, false);
    await this.#threads.tell(result.record, [result.message]);
  }

  async read(actor: Actor, id: string, seq: number): Promise<void> {
    const before = await this.#authorised(actor, 'conversation.handle', id);
    await this.#seen(before, { delivered: seq, read: seq });
  }

  /** Reached a browser of an agent. Many at once share one write. */
  async delivered(records: readonly ConversationRecord[]): Promise<void> {
    await Promise.all(records.map((record) => this.#seen(record, { delivered: record.seq })));
  }

  async typing(actor: Actor, id: string, typing: boolean): Promise<void> {
    const record = await this.#authorised(actor, 'conversation.handle', id);
    if (record.assigneeAccountId === actor.accountId && record.state === 'open') this.#threads.live.setTyping('agent', id, typing);
  }

  async send(actor: Actor, message: { conversationId: string; clientId: string; text: string; fileIds: readonly string[] }): Promise<Message> {
    if (isBlank(message.text) && message.fileIds.length === 0) throw new DomainError('BAD_REQUEST', 'Nothing to send');
    const result = await this.#threads.deps.storage.write(async (tx) => {
      const appended = await tx.messages.append({
        id: newId(),
        conversationId: message.conversationId,
        from: 'agent',
        clientId: message.clientId,
        senderKey: actor.accountId,
        authorName: actor.name,
        providerId: null,
        text: message.text,
        event: null,
        at: this.#threads.deps.clock.now(),
        delivery: 'sent',
        error: null,
      });
      if (!appended) throw notFound();
      const { message: record, conversation, duplicate } = appended;
      // Checked on what the write returned: nobody can take or close it in between. A refusal undoes the write.
      if (!this.#allows(actor, 'conversation.handle', conversation)) throw notFound();
      if (duplicate) return { stored: { record, files: await tx.files.byMessages([record.id]) }, conversation, duplicate };
      mayWrite(actor, conversation);
      const stored = await this.#threads.attach(tx, await this.#outbox.enqueue(tx, record, conversation), message.fileIds, [`account:${actor.accountId}`]);
      return { stored, conversation, duplicate };
    });
    if (!result.duplicate) await this.#told(actor, result.conversation, result.stored);
    return this.#threads.message(result.conversation, result.stored);
  }

  async #told(actor: Actor, conversation: ConversationRecord, stored: StoredMessage): Promise<void> {
    this.#threads.knowName(actor.accountId, actor.name);
    if (this.#threads.live.typing('agent', conversation.id)) this.#threads.live.setTyping('agent', conversation.id, false);
    await this.#threads.tell(conversation, [stored]);
    this.#outbox.wake();
  }

  async #seen(before: ConversationRecord, seq: { delivered: number; read?: number }): Promise<void> {
    if (seq.delivered <= before.agentDeliveredSeq && (seq.read ?? 0) <= before.agentReadSeq) return;
    const after = await this.#threads.deps.storage.write((tx) => tx.conversations.agentSeen(before.id, seq));
    if (after) await this.#threads.tellWatermark(after, 'visitor', Math.min(before.agentDeliveredSeq, before.agentReadSeq), after.agentDeliveredSeq);
  }

  async #authorised(actor: Actor, action: ConversationAction, id: string): Promise<ConversationRecord> {
    const record = await this.find(actor, id);
    authorise(actor, action, this.#subject(record));
    return record;
  }

  #allows(actor: Actor, action: ConversationAction, record: ConversationRecord): boolean {
    return allows(actor, action, this.#subject(record));
  }

  #subject(record: ConversationRecord): { queueId: string; assigneeId: string | null } {
    return { queueId: this.#threads.deps.channels.get(record.channelId)?.queueId ?? '', assigneeId: record.assigneeAccountId };
  }
}

function mayWrite(actor: Actor, conversation: ConversationRecord): void {
  if (conversation.state === 'closed') throw closed();
  if (conversation.assigneeAccountId === null) throw new DomainError('CONFLICT', 'Pick the conversation up first');
  if (conversation.assigneeAccountId !== actor.accountId) throw new DomainError('ALREADY_TAKEN', 'Another agent has it');
}

function closed(): DomainError {
  return new DomainError('CONVERSATION_CLOSED', 'The conversation is closed');
}

function notFound(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such conversation');
}
