import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { ContactsRepository, ConversationRecord, ConversationsRepository } from '../../../../ports/storage-conversations.ts';
import type { ConversationsTable } from '../tables-conversations.ts';
import type { Tables } from '../tables.ts';

export function toConversation(row: Selectable<ConversationsTable>): ConversationRecord {
  return { ...row, state: row.state === 'open' ? 'open' : 'closed', lastFrom: row.lastFrom === 'visitor' || row.lastFrom === 'agent' ? row.lastFrom : null };
}

export function contactsRepository(db: Kysely<Tables>): ContactsRepository {
  return {
    async bySource(channelId, sourceId) {
      const row = await db.selectFrom('contacts').selectAll().where('channelId', '=', channelId).where('sourceId', '=', sourceId).executeTakeFirst();
      return row ?? null;
    },
    async byId(id) {
      return (await db.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
    },
    async byIds(ids) {
      if (ids.length === 0) return [];
      return db.selectFrom('contacts').selectAll().where('id', 'in', [...ids]).execute();
    },
    async ensure(contact) {
      await db.insertInto('contacts').values(contact).onConflict((on) => on.columns(['channelId', 'sourceId']).doNothing()).execute();
      return db.selectFrom('contacts').selectAll().where('channelId', '=', contact.channelId).where('sourceId', '=', contact.sourceId).executeTakeFirstOrThrow();
    },
    async forget(id) {
      const files = await db.selectFrom('files').innerJoin('conversations', 'conversations.id', 'files.conversationId')
        .select('files.storageKey').where('conversations.contactId', '=', id).execute();
      await db.deleteFrom('contacts').where('id', '=', id).execute();
      return files.map((file) => file.storageKey);
    },
  };
}

export function conversationsRepository(db: Kysely<Tables>): ConversationsRepository {
  return {
    async byId(id) {
      const row = await db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toConversation(row) : null;
    },
    async byContact(contactId) {
      const row = await db.selectFrom('conversations').selectAll().where('contactId', '=', contactId).executeTakeFirst();
      return row ? toConversation(row) : null;
    },
    async ensure(conversation) {
      const inserted = await db.insertInto('conversations').values(conversation)
        .onConflict((on) => on.column('contactId').doNothing()).returning('id').executeTakeFirst();
      const row = await db.selectFrom('conversations').selectAll().where('contactId', '=', conversation.contactId).executeTakeFirstOrThrow();
      return { record: toConversation(row), created: inserted !== undefined };
    },
    async list(channelIds, limits) {
      if (channelIds.length === 0) return [];
      const of = (state: string, limit: number) => db.selectFrom('conversations').selectAll()
        .where('channelId', 'in', [...channelIds]).where('state', '=', state).orderBy('lastAt', 'desc').limit(limit).execute();
      const rows = [...(await of('open', limits.open)), ...(await of('closed', limits.closed))];
      return rows.map(toConversation);
    },
    async assignedTo(accountId) {
      const rows = await db.selectFrom('conversations').selectAll().where('assigneeAccountId', '=', accountId).where('state', '=', 'open').execute();
      return rows.map(toConversation);
    },
    async assign(id, accountId) {
      const changed = await db.updateTable('conversations').set({ assigneeAccountId: accountId })
        .where('id', '=', id).where('state', '=', 'open').where('assigneeAccountId', 'is', null).returning('id').executeTakeFirst();
      return changed !== undefined;
    },
    async setState(id, state) {
      const changed = await db.updateTable('conversations').set({ state, assigneeAccountId: null })
        .where('id', '=', id).where('state', '!=', state).returning('id').executeTakeFirst();
      return changed !== undefined;
    },
    agentSeen: (id, seq) => seen(db, id, seq, agentColumns),
    visitorSeen: (id, seq) => seen(db, id, seq, visitorColumns),
  };
}

const agentColumns = { delivered: 'agentDeliveredSeq', read: 'agentReadSeq', unread: 'unread', sender: 'visitor' } as const;
const visitorColumns = { delivered: 'visitorDeliveredSeq', read: 'visitorReadSeq', unread: 'visitorUnread', sender: 'agent' } as const;

async function seen(
  db: Kysely<Tables>,
  id: string,
  seq: { delivered: number; read?: number },
  columns: typeof agentColumns | typeof visitorColumns,
): Promise<ConversationRecord | null> {
  const before = await db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
  if (!before) return null;
  // Nobody has seen what was not written yet.
  const read = Math.max(before[columns.read], Math.min(seq.read ?? 0, before.seq));
  const delivered = Math.max(before[columns.delivered], Math.min(seq.delivered, before.seq), read);
  if (read === before[columns.read] && delivered === before[columns.delivered]) return null;
  const unread = read === before[columns.read] ? before[columns.unread] : await countAfter(db, id, columns.sender, read);
  const change = { [columns.read]: read, [columns.delivered]: delivered, [columns.unread]: unread };
  await db.updateTable('conversations').set(change).where('id', '=', id)
    .where(sql.ref(columns.delivered), '<=', delivered).where(sql.ref(columns.read), '<=', read).execute();
  return toConversation({ ...before, ...change });
}

async function countAfter(db: Kysely<Tables>, conversationId: string, sender: string, seq: number): Promise<number> {
  const row = await db.selectFrom('messages').select((eb) => eb.fn.countAll().as('count'))
    .where('conversationId', '=', conversationId).where('seq', '>', seq).where('sender', '=', sender).executeTakeFirstOrThrow();
  return Number(row.count);
}
