import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import { conversationEvents, deliveryStates, errorCodes } from '@klapka/protocol';
import type { ConversationRecord, MessageRecord, MessagesRepository, NewMessage } from '../../../../ports/storage-conversations.ts';
import type { MessagesTable } from '../tables-conversations.ts';
import type { Tables } from '../tables.ts';
import { toConversation } from './conversations.ts';

/** Characters of a message that a list of conversations shows. */
const previewLength = 160;

export function messagesRepository(db: Kysely<Tables>): MessagesRepository {
  return {
    async append(message) {
      const row = await insert(db, message);
      if (!row) return stored(db, message);
      return { message: toMessage(row), conversation: await raise(db, row), duplicate: false };
    },
    async byId(id) {
      const row = await db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toMessage(row) : null;
    },
    async between(conversationId, after, before, limit) {
      let query = db.selectFrom('messages').selectAll().where('conversationId', '=', conversationId).where('seq', '>', after);
      if (before !== null) query = query.where('seq', '<', before);
      const rows = await query.orderBy('seq', 'desc').limit(limit + 1).execute();
      return { messages: rows.slice(0, limit).reverse().map(toMessage), more: rows.length > limit };
    },
    async markQueued(id) {
      await db.updateTable('messages').set({ delivery: 'queued' }).where('id', '=', id).execute();
    },
    async raiseDelivery(id, delivery, error) {
      const lower = delivery === 'failed' ? ['queued', 'sent'] : deliveryStates.slice(0, deliveryStates.indexOf(delivery));
      const changed = await db.updateTable('messages').set({ delivery, error: error ?? null })
        .where('id', '=', id).where('delivery', 'in', lower).returning('id').executeTakeFirst();
      return changed !== undefined;
    },
    async setProviderId(id, providerId) {
      await db.updateTable('messages').set({ providerId }).where('id', '=', id).execute();
    },
  };
}

/** Takes the next number and inserts in one statement; nothing comes back where the unique key of the sender stood in the way. */
async function insert(db: Kysely<Tables>, message: NewMessage): Promise<Selectable<MessagesTable> | undefined> {
  const row = await db.insertInto('messages')
    .columns(['id', 'conversationId', 'seq', 'sender', 'senderKey', 'clientId', 'authorName', 'providerId', 'text', 'event', 'at', 'delivery', 'error'])
    .expression((eb) => eb.selectFrom('conversations').select((c) => [
      c.val(message.id).as('id'), 'conversations.id as conversationId', sql<number>`${c.ref('seq')} + 1`.as('seq'),
      c.val(message.from).as('sender'), c.val(message.senderKey).as('senderKey'), c.val(message.clientId).as('clientId'),
      c.val(message.authorName).as('authorName'), c.val(message.providerId).as('providerId'), c.val(message.text).as('text'),
      c.val(message.event).as('event'), c.val(message.at).as('at'), c.val(message.delivery).as('delivery'), c.val(message.error).as('error'),
    ]).where('conversations.id', '=', message.conversationId))
    .onConflict((on) => on.columns(['conversationId', 'senderKey', 'clientId']).doNothing())
    .returning('seq').executeTakeFirst();
  if (!row) return undefined;
  const { from, ...rest } = message;
  return { ...rest, sender: from, seq: row.seq };
}

async function raise(db: Kysely<Tables>, row: Selectable<MessagesTable>): Promise<ConversationRecord> {
  const spoken = row.sender !== 'system';
  const updated = await db.updateTable('conversations').set((eb) => ({
    seq: row.seq,
    ...(spoken ? { preview: row.text.slice(0, previewLength).toWellFormed(), lastFrom: row.sender, lastAt: row.at } : {}),
    ...(row.sender === 'visitor' ? { unread: eb('unread', '+', 1) } : {}),
    ...(row.sender === 'agent' ? { visitorUnread: eb('visitorUnread', '+', 1) } : {}),
  })).where('id', '=', row.conversationId).returningAll().executeTakeFirstOrThrow();
  return toConversation(updated);
}

async function stored(db: Kysely<Tables>, message: NewMessage): Promise<Awaited<ReturnType<MessagesRepository['append']>>> {
  const row = await db.selectFrom('messages').selectAll().where('conversationId', '=', message.conversationId)
    .where('senderKey', '=', message.senderKey).where('clientId', '=', message.clientId).executeTakeFirst();
  const conversation = await db.selectFrom('conversations').selectAll().where('id', '=', message.conversationId).executeTakeFirst();
  return row && conversation ? { message: toMessage(row), conversation: toConversation(conversation), duplicate: true } : null;
}

function toMessage({ sender, ...row }: Selectable<MessagesTable>): MessageRecord {
  return {
    ...row,
    from: sender === 'visitor' || sender === 'agent' ? sender : 'system',
    event: conversationEvents.find((event) => event === row.event) ?? null,
    delivery: deliveryStates.find((state) => state === row.delivery) ?? 'sent',
    error: errorCodes.find((code) => code === row.error) ?? null,
  };
}
