import type { Kysely } from 'kysely';

/** Mailboxes and their messages, and whom somebody has marked to find quickly. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('mailboxes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('extensionId', 'text', (column) => column.unique().references('extensions.id').onDelete('cascade'))
    .addColumn('name', 'text')
    .addColumn('number', 'text', (column) => column.unique())
    .addColumn('members', 'text', (column) => column.notNull())
    .addColumn('rules', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createTable('voicemails')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('mailbox', 'text', (column) => column.notNull())
    .addColumn('fromNumber', 'text', (column) => column.notNull())
    .addColumn('fromName', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('duration', 'bigint', (column) => column.notNull())
    .addColumn('heard', 'integer', (column) => column.notNull())
    .addColumn('callId', 'text')
    .addColumn('transcriptState', 'text', (column) => column.notNull())
    .addColumn('transcript', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('nextAt', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('voicemails_mailbox').on('voicemails').columns(['mailbox', 'at']).execute();
  await db.schema.createIndex('voicemails_due').on('voicemails').columns(['transcriptState', 'nextAt']).execute();
  await db.schema.createTable('favourites')
    .addColumn('accountId', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('extensionId', 'text', (column) => column.notNull().references('extensions.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('favourites_key', ['accountId', 'extensionId'])
    .execute();
}
