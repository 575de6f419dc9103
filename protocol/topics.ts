import { z } from 'zod';
import type { Device } from './model/account.ts';
import type { Call } from './model/call.ts';
import type { Conversation, Message } from './model/conversation.ts';
import type { Extension } from './model/extension.ts';
import type { Queue } from './model/queue.ts';
import { Id } from './model/text.ts';
import type { Voicemail } from './model/voicemail.ts';

/**
 * Live data. A topic is a snapshot and numbered patches:
 *
 *   browser                                  gateway
 *   `topic:subscribe` {topic, param?}   →    authorise, filter by permission
 *   ← acknowledgement: TopicSnapshot         {epoch, seq, rows}
 *   ← `patch`: TopicPatch                    seq + 1, seq + 2 …
 *
 * A patch whose `seq` is not the last one plus one, or whose `epoch` is another, is a gap: the browser drops what it
 * has and subscribes again. Rows are whole (last state wins), so a patch may be coalesced without harm.
 */
export interface TopicRows {
  extensions: Extension;
  calls: Call;
  /** Those that take calls, for their agents and for supervisors. */
  queues: Queue;
  devices: Device;
  conversations: Conversation;
  /** Needs the conversation's id as parameter; the snapshot holds the last `limits.pageSize` messages. */
  messages: Message;
  /** Of the mailboxes the viewer may listen to; the snapshot holds the last of them, `GET /api/voicemails` has the rest. */
  voicemails: Voicemail;
  /** Extensions the viewer has marked to find quickly. */
  favourites: Favourite;
}

/** `id` is the extension's. */
export interface Favourite {
  id: string;
}
export type TopicName = keyof TopicRows;
export const topicNames = ['extensions', 'calls', 'queues', 'devices', 'conversations', 'messages', 'voicemails', 'favourites'] as const satisfies readonly TopicName[];

export const SubscribeRequest = z.strictObject({ topic: z.enum(topicNames), param: Id.optional() });
export type SubscribeRequest = z.infer<typeof SubscribeRequest>;

export interface TopicSnapshot<Row = TopicRows[TopicName]> {
  topic: TopicName;
  param?: string;
  /** Changes when the gateway restarts or the viewer's permissions do. */
  epoch: string;
  seq: number;
  rows: Row[];
}

export interface TopicPatch<Row = TopicRows[TopicName]> {
  topic: TopicName;
  param?: string;
  epoch: string;
  seq: number;
  /** Rows that are new or changed, whole. */
  set?: Row[];
  /** Ids of rows that are gone, or that the viewer may no longer see. */
  remove?: string[];
}
