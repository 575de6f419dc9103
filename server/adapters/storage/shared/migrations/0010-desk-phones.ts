import type { Kysely } from 'kysely';

/** What an extension's phones on desks register with; null: it has none. As it is, because the PBX needs it so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('extensions').addColumn('deskPassword', 'text').execute();
}
