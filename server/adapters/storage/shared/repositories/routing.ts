import { QueueRules } from '@klapka/protocol';
import type { Greeting } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import type {
  ChannelRecord,
  ChannelsRepository,
  QueueMemberRecord,
  QueueRecord,
  QueuesRepository,
} from '../../../../ports/storage-directory.ts';
import type { ChannelsTable, QueueMembersTable, QueuesTable, Tables } from '../tables.ts';
import { changes, parseList, toFlag, toList } from './rows.ts';

function toQueue(row: Selectable<QueuesTable>): QueueRecord {
  return { ...row, takesCalls: row.takesCalls === 1, takesMessages: row.takesMessages === 1, rules: QueueRules.parse(JSON.parse(row.rules)) };
}

function toMember({ queueId, accountId, loggedIn, paused, pauseReason, pauseUntil, standingSince }: Selectable<QueueMembersTable>): QueueMemberRecord {
  return { queueId, accountId, loggedIn: loggedIn === 1, pause: paused === 1 ? { reason: pauseReason, until: pauseUntil } : null, since: standingSince };
}

const toText = (value: unknown): string => JSON.stringify(value);

export function queuesRepository(db: Kysely<Tables>): QueuesRepository {
  return {
    async insert(queue) {
      await db.insertInto('queues')
        .values({ ...queue, takesCalls: toFlag(queue.takesCalls), takesMessages: toFlag(queue.takesMessages), rules: toText(queue.rules) }).execute();
    },
    async update(id, change) {
      const set = changes(change, { takesCalls: toFlag, takesMessages: toFlag, rules: toText });
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
    async setMembers(queueId, accountIds, now) {
      const unique = [...new Set(accountIds)];
      await db.deleteFrom('queueMembers').where('queueId', '=', queueId)
        .$if(unique.length > 0, (query) => query.where('accountId', 'not in', unique)).execute();
      const fresh = { loggedIn: 1, paused: 0, pauseReason: null, pauseUntil: null, standingSince: now };
      for (const [position, accountId] of unique.entries()) {
        await db.insertInto('queueMembers').values({ queueId, accountId, position, ...fresh })
          .onConflict((conflict) => conflict.columns(['queueId', 'accountId']).doUpdateSet({ position })).execute();
      }
    },
    async members() {
      return (await db.selectFrom('queueMembers').selectAll().orderBy('queueId').orderBy('position').execute()).map(toMember);
    },
    async setStanding(queueId, accountId, { loggedIn, pause, since }) {
      const standing = { loggedIn: toFlag(loggedIn), paused: toFlag(pause !== null), pauseReason: pause?.reason ?? null, pauseUntil: pause?.until ?? null, standingSince: since };
      const changed = await db.updateTable('queueMembers').set(standing).where('queueId', '=', queueId).where('accountId', '=', accountId).executeTakeFirst();
      return changed.numUpdatedRows > 0n;
    },
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
