import type { Kysely } from 'kysely';

/** How each extension is reached in each presence; what is not there is as it comes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('reach')
    .addColumn('extensionId', 'text', (column) => column.notNull().references('extensions.id').onDelete('cascade'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reach', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reach_key', ['extensionId', 'state'])
    .execute();
}
