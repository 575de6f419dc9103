import type { Conversation, FileRef, Message } from '@klapka/protocol';
import type { OutgoingMessage } from '../controllers/index.ts';

/** How far one's own message got, as shown. */
export type Delivery = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** A message as it is shown: from the topic, from the history, or still in the outbox. */
export interface Entry {
  kind: 'message';
  key: string;
  message: Message;
  /** Null for a visitor's or the system's. */
  delivery: Delivery | null;
  outgoing: OutgoingMessage | null;
  /** First and last of a run by one author within some minutes. */
  first: boolean;
  last: boolean;
}
export type Item = Entry | { kind: 'day'; key: string; at: number } | { kind: 'unread'; key: string };

/** Messages nearer than this, by the same author, form one run, ms. */
const runLength = 5 * 60_000;

/** Where the end of the thread begins that the topic holds without a gap. A receipt brings single older messages too. */
export function tailStart(live: readonly Message[]): number {
  const seqs = new Set(live.map(({ seq }) => seq));
  let start = Math.max(0, ...seqs);
  while (seqs.has(start - 1)) start -= 1;
  return start;
}

/** The messages of topic and history, each once, oldest first; a single older one only where the history reaches it. */
export function merge(history: readonly Message[], live: readonly Message[]): Message[] {
  const start = tailStart(live);
  const bySeq = new Map(history.map((message) => [message.seq, message]));
  for (const message of live) if (message.seq >= start || bySeq.has(message.seq)) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

function deliveryOf(message: Message, readSeq: number): Delivery | null {
  if (message.from !== 'agent') return null;
  if (message.delivery === 'failed') return 'failed';
  if (message.delivery === 'read' || message.seq <= readSeq) return 'read';
  return message.delivery === 'queued' ? 'sent' : message.delivery;
}

/** What an unconfirmed message will look like. */
function preview({ clientId, conversationId, text, files, at, message }: OutgoingMessage, me: { accountId: string; name: string }): Message {
  if (message) return message;
  const refs: FileRef[] = files.map((file) => ({ ...file, url: '' }));
  return { id: clientId, conversationId, seq: Number.MAX_SAFE_INTEGER, clientId, from: 'agent', author: me, text, files: refs, at, delivery: 'queued' };
}

const authorOf = ({ from, author }: Message): string => `${from}:${author?.accountId ?? author?.name ?? ''}`;
const dayOf = (at: number): string => new Date(at).toDateString();

interface Options {
  messages: readonly Message[];
  outgoing: readonly OutgoingMessage[];
  conversation: Conversation | undefined;
  me: { accountId: string; name: string };
  /** The first message that was unread when the conversation was opened; 0: none. */
  unreadFrom: number;
}

/** Everything the log shows, in order, with days and the mark of what is new. */
export function threadItems({ messages, outgoing, conversation, me, unreadFrom }: Options): Item[] {
  const known = new Set(messages.map(({ clientId }) => clientId).filter(Boolean));
  const waiting = outgoing.filter(({ clientId }) => !known.has(clientId));
  const all = [
    ...messages.map((message) => ({ message, delivery: deliveryOf(message, conversation?.readSeq ?? 0), outgoing: null })),
    ...waiting.map((one) => ({ message: preview(one, me), delivery: one.state, outgoing: one })),
  ];
  const items: Item[] = [];
  all.forEach(({ message, delivery, outgoing: unconfirmed }, index) => {
    const before = all[index - 1]?.message;
    const after = all[index + 1]?.message;
    if (!before || dayOf(before.at) !== dayOf(message.at)) items.push({ kind: 'day', key: `day-${dayOf(message.at)}`, at: message.at });
    const isUnread = message.seq === unreadFrom;
    if (isUnread) items.push({ kind: 'unread', key: 'unread' });
    const joins = (one: Message | undefined, other: Message | undefined): boolean =>
      Boolean(one && other && authorOf(one) === authorOf(other) && other.at - one.at < runLength && dayOf(one.at) === dayOf(other.at));
    items.push({
      kind: 'message',
      // One key from the first sight to the confirmation: the bubble must not jump or be announced twice.
      key: message.clientId ?? message.id,
      message,
      delivery,
      outgoing: unconfirmed,
      first: isUnread || !joins(before, message),
      last: after?.seq === unreadFrom || !joins(message, after),
    });
  });
  return items;
}

/** The seq of the first unread incoming message, 0 where everything is read. */
export function firstUnread(messages: readonly Message[], unread: number): number {
  if (unread === 0) return 0;
  return messages.filter(({ from }) => from === 'visitor').at(-unread)?.seq ?? 0;
}
