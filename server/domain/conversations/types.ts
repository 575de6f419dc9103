import type { ContactRecord, ConversationRecord, FileRecord, MessageRecord } from '../../ports/storage-conversations.ts';
import type { ChannelRecord } from '../../ports/storage-directory.ts';

/** A message with its files, as stored. */
export interface StoredMessage {
  record: MessageRecord;
  files: readonly FileRecord[];
}

/** What is told after the commit; the sockets pass it on to those who may see it. */
export interface ConversationListener {
  /** The conversation is new or something of it changed, live states included. */
  changed(record: ConversationRecord): void;
  /** Messages are new (`fresh`), or their delivery rose. */
  messages(record: ConversationRecord, messages: readonly StoredMessage[], fresh: boolean): void;
  /** Everything of the conversation was deleted. */
  forgotten(record: ConversationRecord): void;
}

/** A visitor as a socket knows it: a stranger until the first message. */
export interface Visitor {
  channel: ChannelRecord;
  contact: ContactRecord | null;
  conversationId: string | null;
}
