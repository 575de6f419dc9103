import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import { conversationEvents, deliveryStates, errorCodes } from '@klapka/protocol';
import type { MessageRecord, MessagesRepository, NewMessage } from '../../../../ports/storage-conversations.ts';
import type { ConversationsTable, MessagesTable } from '../tables-conversations.ts';
import { prepared } from '../prepared.ts';
import type { Tables } from '../tables.ts';
import { toConversation } from './conversations.ts';

/** Characters of a message that a list of conversations shows. */
const previewLength = 160;

export function messagesRepository(db: Kysely<Tables>): MessagesRepository {
  const insert = insertion(db);
  const raise = { visitor: raising(db, 'visitor'), agent: raising(db, 'agent'), system: raising(db, 'system') };
  return {
    async append(message) {
      const { from: sender, ...rest } = message;
      const [inserted] = await insert({ ...rest, sender });
      if (!inserted) return stored(db, message);
      const { conversationId, text, at } = message;
      const [raised] = await raise[sender]({ conversationId, seq: inserted.seq, preview: text.slice(0, previewLength).toWellFormed(), at });
      return raised ? { message: { ...message, seq: inserted.seq }, conversation: toConversation(raised), duplicate: false } : null;
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

type NewRow = Omit<Selectable<MessagesTable>, 'seq'>;

/** Takes the next number and inserts in one statement; nothing comes back where the unique key of the sender stood in the way. */
function insertion(db: Kysely<Tables>) {
  return prepared<NewRow, { seq: number }>(db, (hole) => db.insertInto('messages')
    .columns(['id', 'conversationId', 'seq', 'sender', 'senderKey', 'clientId', 'authorName', 'providerId', 'text', 'event', 'at', 'delivery', 'error'])
    .expression((eb) => eb.selectFrom('conversations').select((c) => [
      c.val(hole('id')).as('id'), 'conversations.id as conversationId', sql<number>`${c.ref('seq')} + 1`.as('seq'),
      c.val(hole('sender')).as('sender'), c.val(hole('senderKey')).as('senderKey'), c.val(hole('clientId')).as('clientId'),
      c.val(hole('authorName')).as('authorName'), c.val(hole('providerId')).as('providerId'), c.val(hole('text')).as('text'),
      c.val(hole('event')).as('event'), c.val(hole('at')).as('at'), c.val(hole('delivery')).as('delivery'), c.val(hole('error')).as('error'),
    ]).where('conversations.id', '=', hole('conversationId')))
    .onConflict((on) => on.columns(['conversationId', 'senderKey', 'clientId']).doNothing())
    .returning('seq'));
}

interface Raised {
  conversationId: string;
  seq: number;
  preview: string;
  at: number;
}

/** What a message of this sender changes of its conversation. */
function raising(db: Kysely<Tables>, sender: NewMessage['from']) {
  return prepared<Raised, Selectable<ConversationsTable>>(db, (hole) => db.updateTable('conversations').set((eb) => ({
    seq: hole('seq'),
    ...(sender === 'system' ? {} : { preview: hole('preview'), lastFrom: sender, lastAt: hole('at') }),
    ...(sender === 'visitor' ? { unread: eb('unread', '+', 1) } : {}),
    ...(sender === 'agent' ? { visitorUnread: eb('visitorUnread', '+', 1) } : {}),
  })).where('id', '=', hole('conversationId')).returningAll());
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
