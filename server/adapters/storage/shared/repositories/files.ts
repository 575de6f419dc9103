import type { Kysely } from 'kysely';
import { outboxStates } from '../../../../ports/storage-conversations.ts';
import type { FilesRepository, OutboxRecord, OutboxRepository, OutboxState } from '../../../../ports/storage-conversations.ts';
import type { OutboxTable } from '../tables-conversations.ts';
import type { Tables } from '../tables.ts';

export function filesRepository(db: Kysely<Tables>): FilesRepository {
  return {
    async insert(file) {
      await db.insertInto('files').values(file).execute();
    },
    async byId(id) {
      return (await db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
    },
    async byMessages(messageIds) {
      if (messageIds.length === 0) return [];
      return db.selectFrom('files').selectAll().where('messageId', 'in', [...messageIds]).orderBy('position').execute();
    },
    async attach(fileIds, owners, conversationId, messageId) {
      for (const [position, id] of fileIds.entries()) {
        const changed = await db.updateTable('files').set({ conversationId, messageId, position })
          .where('id', '=', id).where('owner', 'in', [...owners]).where('messageId', 'is', null).returning('id').executeTakeFirst();
        if (!changed) return false;
      }
      return true;
    },
    async waiting(owner) {
      const row = await db.selectFrom('files').select((eb) => [eb.fn.countAll().as('count'), eb.fn.sum('bytes').as('bytes')])
        .where('owner', '=', owner).where('messageId', 'is', null).executeTakeFirstOrThrow();
      return { count: Number(row.count), bytes: Number(row.bytes ?? 0) };
    },
    async takeAbandoned(before, limit) {
      const rows = await db.selectFrom('files').select(['id', 'storageKey']).where('messageId', 'is', null)
        .where('createdAt', '<', before).limit(limit).execute();
      if (rows.length > 0) await db.deleteFrom('files').where('id', 'in', rows.map((row) => row.id)).execute();
      return rows.map((row) => row.storageKey);
    },
  };
}

const unsettled: readonly OutboxState[] = ['pending', 'sending', 'retry', 'unknown'];

export function outboxRepository(db: Kysely<Tables>): OutboxRepository {
  return {
    async insert(job) {
      await db.insertInto('outbox').values(job).execute();
    },
    async due(now, limit) {
      const rows = await db.selectFrom('outbox as job').innerJoin('messages as message', 'message.id', 'job.messageId').selectAll('job')
        .where('job.state', 'in', unsettled).where('job.nextAt', '<=', now)
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('outbox as ahead').innerJoin('messages as earlier', 'earlier.id', 'ahead.messageId')
          .select('ahead.id').whereRef('ahead.conversationId', '=', 'job.conversationId').whereRef('earlier.seq', '<', 'message.seq')
          .where('ahead.state', 'in', unsettled))))
        .orderBy('job.createdAt').limit(limit).execute();
      return rows.map(toJob);
    },
    async move(id, from, to, change) {
      const changed = await db.updateTable('outbox').set({ state: to, ...change })
        .where('id', '=', id).where('state', 'in', [...from]).returning('id').executeTakeFirst();
      return changed !== undefined;
    },
    async byMessage(messageId) {
      const row = await db.selectFrom('outbox').selectAll().where('messageId', '=', messageId).executeTakeFirst();
      return row ? toJob(row) : null;
    },
  };
}

function toJob(row: OutboxTable): OutboxRecord {
  return { ...row, state: outboxStates.find((state) => state === row.state) ?? 'unknown' };
}
