/* The tables of conversations, files and the outbox. */

export interface ContactsTable { id: string; channelId: string; sourceId: string; name: string | null; createdAt: number }

export interface ConversationsTable {
  id: string;
  channelId: string;
  contactId: string;
  state: string;
  assigneeAccountId: string | null;
  preview: string;
  lastFrom: string | null;
  lastAt: number;
  createdAt: number;
  seq: number;
  unread: number;
  agentDeliveredSeq: number;
  agentReadSeq: number;
  visitorDeliveredSeq: number;
  visitorReadSeq: number;
  visitorUnread: number;
  pageUrl: string | null;
}

export interface MessagesTable {
  id: string;
  conversationId: string;
  seq: number;
  /** `visitor`, `agent`, `system`. */
  sender: string;
  /** The account's id, or `visitor`. */
  senderKey: string | null;
  clientId: string | null;
  authorName: string | null;
  providerId: string | null;
  text: string;
  event: string | null;
  at: number;
  delivery: string;
  error: string | null;
}

export interface FilesTable {
  id: string;
  owner: string;
  conversationId: string | null;
  messageId: string | null;
  position: number;
  name: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  storageKey: string;
  createdAt: number;
}

export interface OutboxTable {
  id: string;
  messageId: string;
  conversationId: string;
  channelId: string;
  state: string;
  attempts: number;
  nextAt: number;
  correlation: string;
  providerId: string | null;
  lastError: string | null;
  createdAt: number;
}

export interface ConversationTables {
  contacts: ContactsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  files: FilesTable;
  outbox: OutboxTable;
}
