import type { PresenceState, Reach } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { ReachRecord, ReachRepository } from '../../../../ports/storage-directory.ts';
import type { ReachTable, Tables } from '../tables.ts';

export function reachRepository(db: Kysely<Tables>): ReachRepository {
  return {
    async put({ extensionId, state, reach }) {
      const text = JSON.stringify(reach);
      await db.insertInto('reach').values({ extensionId, state, reach: text })
        .onConflict((on) => on.columns(['extensionId', 'state']).doUpdateSet({ reach: text })).execute();
    },
    of: async (extensionId) => (await db.selectFrom('reach').selectAll().where('extensionId', '=', extensionId).execute()).map(toReach),
    list: async () => (await db.selectFrom('reach').selectAll().execute()).map(toReach),
  };
}

/** Written by this module alone, so it is read back without a schema. */
function toReach({ extensionId, state, reach }: Selectable<ReachTable>): ReachRecord {
  return { extensionId, state: state as PresenceState, reach: JSON.parse(reach) as Reach };
}
