import type { Kysely } from 'kysely';

/** Who waited in which queue, how long, and what came of it; and which calls were with somebody outside. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('calls').addColumn('outside', 'text').execute();
  await db.schema.createTable('queueVisits')
    .addColumn('callId', 'text', (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('queueId', 'text')
    .addColumn('queueNumber', 'text', (column) => column.notNull())
    .addColumn('queueName', 'text', (column) => column.notNull())
    .addColumn('enteredAt', 'bigint', (column) => column.notNull())
    .addColumn('answeredAt', 'bigint')
    .addColumn('agentExtensionId', 'text')
    .addColumn('agentNumber', 'text')
    .addColumn('leftAt', 'bigint', (column) => column.notNull())
    .addColumn('leftReason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('queue_visits_key', ['callId', 'position'])
    .execute();
  await db.schema.createIndex('queue_visits_queue').on('queueVisits').columns(['queueId', 'enteredAt']).execute();
}
