import type { Greeting } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import type {
  ChannelRecord,
  ChannelsRepository,
  QueueRecord,
  QueuesRepository,
} from '../../../../ports/storage-directory.ts';
import type { ChannelsTable, QueuesTable, Tables } from '../tables.ts';
import { changes, parseList, toFlag, toList } from './rows.ts';

function toQueue(row: Selectable<QueuesTable>): QueueRecord {
  return { ...row, takesCalls: row.takesCalls === 1, takesMessages: row.takesMessages === 1 };
}

export function queuesRepository(db: Kysely<Tables>): QueuesRepository {
  return {
    async insert(queue) {
      await db.insertInto('queues')
        .values({ ...queue, takesCalls: toFlag(queue.takesCalls), takesMessages: toFlag(queue.takesMessages) }).execute();
    },
    async update(id, change) {
      const set = changes(change, { takesCalls: toFlag, takesMessages: toFlag });
      if (Object.keys(set).length > 0) await db.updateTable('queues').set(set).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('queues').where('id', '=', id).execute();
    },
    async get(id) {
      const row = await db.selectFrom('queues').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toQueue(row) : null;
    },
    async list() {
      return (await db.selectFrom('queues').selectAll().orderBy('name').execute()).map(toQueue);
    },
    async setMembers(queueId, accountIds) {
      await db.deleteFrom('queueMembers').where('queueId', '=', queueId).execute();
      const unique = [...new Set(accountIds)];
      if (unique.length > 0) await db.insertInto('queueMembers').values(unique.map((accountId) => ({ queueId, accountId }))).execute();
    },
    members: () => db.selectFrom('queueMembers').selectAll().execute(),
    async ofAccount(accountId) {
      const rows = await db.selectFrom('queueMembers').select('queueId').where('accountId', '=', accountId).execute();
      return rows.map((row) => row.queueId);
    },
  };
}

function toChannel(row: Selectable<ChannelsTable>): ChannelRecord {
  // JSON text written by this module alone, like the lists.
  const greeting = row.greeting === null ? null : (JSON.parse(row.greeting) as Greeting);
  return { ...row, kind: 'website', origins: parseList<string>(row.origins), greeting };
}

const toGreeting = (greeting: Greeting | null): string | null => greeting && JSON.stringify(greeting);

export function channelsRepository(db: Kysely<Tables>): ChannelsRepository {
  return {
    async insert(channel) {
      await db.insertInto('channels').values({ ...channel, origins: toList(channel.origins), greeting: toGreeting(channel.greeting) }).execute();
    },
    async update(id, change) {
      const set = changes(change, { origins: toList, greeting: toGreeting });
      if (Object.keys(set).length > 0) await db.updateTable('channels').set(set).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('channels').where('id', '=', id).execute();
    },
    async get(id) {
      const row = await db.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toChannel(row) : null;
    },
    async list() {
      return (await db.selectFrom('channels').selectAll().orderBy('name').execute()).map(toChannel);
    },
  };
}
