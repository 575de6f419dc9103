import type { Kysely } from 'kysely';

/** Who was in a past call and what happened to it; recordings and who is heard in them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await legs(db);
  await steps(db);
  await recordings(db);
}

async function legs(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('callLegs')
    .addColumn('callId', 'text', (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('legId', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('extensionId', 'text')
    .addColumn('startedAt', 'bigint', (column) => column.notNull())
    .addColumn('answeredAt', 'bigint')
    .addColumn('endedAt', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('callLegs_key', ['callId', 'position'])
    .execute();
  await db.schema.createIndex('callLegs_extension').on('callLegs').columns(['extensionId', 'startedAt']).execute();
}

async function steps(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('callSteps')
    .addColumn('callId', 'text', (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('number', 'text')
    .addColumn('byNumber', 'text')
    .addPrimaryKeyConstraint('callSteps_key', ['callId', 'position'])
    .execute();
}

/** A recording may be closed before its call is: no reference between them. */
async function recordings(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('recordings')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('callId', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'bigint', (column) => column.notNull())
    .addColumn('duration', 'bigint', (column) => column.notNull())
    .addColumn('fromNumber', 'text', (column) => column.notNull())
    .addColumn('fromName', 'text')
    .addColumn('toNumber', 'text', (column) => column.notNull())
    .addColumn('toName', 'text')
    .execute();
  await db.schema.createTable('recordingParties')
    .addColumn('recordingId', 'text', (column) => column.notNull().references('recordings.id').onDelete('cascade'))
    .addColumn('extensionId', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('recordingParties_key', ['extensionId', 'recordingId'])
    .execute();
}
