import type { Conversation, DeliveryState, Message, VisitorMessage, VisitorState } from '@klapka/protocol';
import type { ContactRecord, ConversationRecord, FileRecord, MessageRecord } from '../../ports/storage-conversations.ts';
import type { ChannelRecord } from '../../ports/storage-directory.ts';
import { fileRef, type FileLinks } from '../files/links.ts';

export interface ConversationParts {
  record: ConversationRecord;
  channel: ChannelRecord;
  contact: ContactRecord;
  assigneeName: string | null;
  typing: boolean;
  online: boolean;
}

export function toConversation({ record, channel, contact, assigneeName, typing, online }: ConversationParts): Conversation {
  return {
    id: record.id,
    channel: { id: channel.id, kind: channel.kind, name: channel.name },
    contact: { id: contact.id, ...(contact.name === null ? {} : { name: contact.name }) },
    state: record.state,
    ...(record.assigneeAccountId === null ? {} : { assignee: { accountId: record.assigneeAccountId, name: assigneeName ?? '' } }),
    preview: record.preview,
    ...(record.lastFrom === null ? {} : { lastFrom: record.lastFrom }),
    lastAt: record.lastAt,
    createdAt: record.createdAt,
    seq: record.seq,
    unread: record.unread,
    readSeq: record.visitorReadSeq,
    ...(typing ? { typing } : {}),
    ...(online ? { online } : {}),
    ...(record.pageUrl === null ? {} : { pageUrl: record.pageUrl }),
  };
}

/** A watermark covers every message up to it, so the delivery of one is worked out, not stored again and again. */
function deliveryOf(message: MessageRecord, conversation: ConversationRecord): DeliveryState {
  if (message.from === 'system' || message.delivery === 'failed') return message.delivery;
  const [read, delivered] = message.from === 'agent'
    ? [conversation.visitorReadSeq, conversation.visitorDeliveredSeq]
    : [conversation.agentReadSeq, conversation.agentDeliveredSeq];
  if (message.seq <= read) return 'read';
  return message.seq <= delivered ? 'delivered' : message.delivery;
}

export function toMessage(message: MessageRecord, conversation: ConversationRecord, files: readonly FileRecord[]): Message {
  return {
    id: message.id,
    conversationId: message.conversationId,
    seq: message.seq,
    // A visitor's own id of its first message leads to its secret: it is told to nobody else.
    ...(message.clientId === null || message.from !== 'agent' ? {} : { clientId: message.clientId }),
    from: message.from,
    ...(message.authorName === null ? {} : { author: { ...(message.senderKey === null || message.from === 'visitor' ? {} : { accountId: message.senderKey }), name: message.authorName } }),
    text: message.text,
    files: files.map(fileRef),
    ...(message.event === null ? {} : { event: message.event }),
    at: message.at,
    delivery: deliveryOf(message, conversation),
    ...(message.error === null ? {} : { error: message.error }),
  };
}

/** The same message as the visitor may see it: no ids of ours, no account. */
export function toVisitorMessage(message: MessageRecord, conversation: ConversationRecord, files: readonly FileRecord[], links: FileLinks, now: number): VisitorMessage {
  return {
    seq: message.seq,
    ...(message.clientId === null || message.from !== 'visitor' ? {} : { clientId: message.clientId }),
    from: message.from,
    ...(message.authorName === null ? {} : { name: message.authorName }),
    text: message.text,
    files: files.map((file) => links.ref(file, now)),
    ...(message.event === null ? {} : { event: message.event }),
    at: message.at,
    delivery: deliveryOf(message, conversation),
  };
}

export function toVisitorState(record: ConversationRecord | null, live: { online: boolean; agentTyping: boolean; agentName: string | null }): VisitorState {
  return {
    open: record === null || record.state === 'open',
    online: live.online,
    ...(live.agentName === null ? {} : { agent: { name: live.agentName } }),
    agentTyping: live.agentTyping,
    deliveredSeq: record?.agentDeliveredSeq ?? 0,
    readSeq: record?.agentReadSeq ?? 0,
    unread: record?.visitorUnread ?? 0,
  };
}
