import type { ErrorCode } from '../errors.ts';

/** Kinds of messaging channel. */
export const channelKinds = ['website'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const conversationStates = ['open', 'closed'] as const;
export type ConversationState = (typeof conversationStates)[number];

/** A thread with one contact. A row of the topic `conversations`. */
export interface Conversation {
  id: string;
  channel: { id: string; kind: ChannelKind; name: string };
  contact: { id: string; name?: string };
  state: ConversationState;
  /** Nobody while it waits to be picked up. */
  assignee?: { accountId: string; name: string };
  /** The first lines of the last message, for the list. */
  preview: string;
  lastFrom?: 'visitor' | 'agent';
  lastAt: number;
  createdAt: number;
  /** Sequence of the last message; the next one has `seq + 1`. */
  seq: number;
  /** Incoming messages no agent has read yet. */
  unread: number;
  /** The visitor has read outgoing messages up to here. */
  readSeq: number;
  /** Ephemeral: the visitor is writing now. */
  typing?: boolean;
  /** Ephemeral: the visitor has the page open now. */
  online?: boolean;
  /** The page the visitor wrote from. */
  pageUrl?: string;
}

/** Delivery of one message; it only ever rises, but for `failed`. */
export const deliveryStates = ['queued', 'sent', 'delivered', 'read', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface FileRef {
  id: string;
  name: string;
  type: string;
  bytes: number;
  /** Address, relative to the gateway, that answers the token of whoever sees the conversation. */
  url: string;
  width?: number;
  height?: number;
}

/** For those who have no token to send along: a visitor's page, a provider that fetches what it delivers. */
export interface SignedFileRef extends FileRef {
  /** The address is signed and is the permission itself, until this time. */
  expiresAt: number;
}

export const conversationEvents = ['started', 'picked-up', 'closed', 'reopened'] as const;
export type ConversationEvent = (typeof conversationEvents)[number];

/** One message of a conversation. A row of the topic `messages` (parameter: conversation id). */
export interface Message {
  id: string;
  conversationId: string;
  /** 1, 2, 3 … without a gap within a conversation. */
  seq: number;
  /** The id its sender gave it; the key against duplicates. */
  clientId?: string;
  from: 'visitor' | 'agent' | 'system';
  author?: { accountId?: string; name: string };
  text: string;
  files: FileRef[];
  /** Set on `system` messages: what happened, told in the viewer's language by the interface. */
  event?: ConversationEvent;
  at: number;
  delivery: DeliveryState;
  error?: ErrorCode;
}
