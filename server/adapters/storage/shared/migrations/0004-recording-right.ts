import type { Kysely } from 'kysely';

/** What somebody may do about recording their own calls; nothing, until an administrator says more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('extensions').addColumn('recordingRight', 'text', (column) => column.notNull().defaultTo('none')).execute();
}
