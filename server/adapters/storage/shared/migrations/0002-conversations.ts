import type { Kysely } from 'kysely';

/** Contacts, conversations, messages, files, the outbox and past calls. */
export async function up(db: Kysely<never>): Promise<void> {
  await threads(db);
  await messages(db);
  await files(db);
  await outbox(db);
  await calls(db);
}

async function threads(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema.createTable('contacts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channelId', 'text', (column) => column.notNull().references('channels.id').onDelete('restrict'))
    .addColumn('sourceId', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('contacts_source', ['channelId', 'sourceId'])
    .execute();
  await schema.createTable('conversations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channelId', 'text', (column) => column.notNull().references('channels.id').onDelete('restrict'))
    .addColumn('contactId', 'text', (column) => column.notNull().unique().references('contacts.id').onDelete('cascade'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('assigneeAccountId', 'text', (column) => column.references('accounts.id').onDelete('set null'))
    .addColumn('preview', 'text', (column) => column.notNull())
    .addColumn('lastFrom', 'text')
    .addColumn('lastAt', 'bigint', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('unread', 'integer', (column) => column.notNull())
    .addColumn('agentDeliveredSeq', 'integer', (column) => column.notNull())
    .addColumn('agentReadSeq', 'integer', (column) => column.notNull())
    .addColumn('visitorDeliveredSeq', 'integer', (column) => column.notNull())
    .addColumn('visitorReadSeq', 'integer', (column) => column.notNull())
    .addColumn('visitorUnread', 'integer', (column) => column.notNull())
    .addColumn('pageUrl', 'text')
    .execute();
  await schema.createIndex('conversations_list').on('conversations').columns(['channelId', 'state', 'lastAt']).execute();
  await schema.createIndex('conversations_assignee').on('conversations').column('assigneeAccountId').execute();
}

async function messages(db: Kysely<never>): Promise<void> {
  await db.schema.createTable('messages')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('conversationId', 'text', (column) => column.notNull().references('conversations.id').onDelete('cascade'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('senderKey', 'text')
    .addColumn('clientId', 'text')
    .addColumn('authorName', 'text')
    .addColumn('providerId', 'text')
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('event', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('delivery', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addUniqueConstraint('messages_seq', ['conversationId', 'seq'])
    .addUniqueConstraint('messages_client', ['conversationId', 'senderKey', 'clientId'])
    .execute();
  // Partial: most messages have no provider, and an index entry less is a page less to write.
  await db.schema.createIndex('messages_provider').on('messages').columns(['conversationId', 'sender', 'providerId']).unique()
    .where('providerId' as never, 'is not', null).execute();
}

async function files(db: Kysely<never>): Promise<void> {
  await db.schema.createTable('files')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('conversationId', 'text', (column) => column.references('conversations.id').onDelete('cascade'))
    .addColumn('messageId', 'text', (column) => column.references('messages.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('storageKey', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('files_message').on('files').column('messageId').execute();
  await db.schema.createIndex('files_conversation').on('files').column('conversationId').execute();
  await db.schema.createIndex('files_owner').on('files').columns(['owner', 'createdAt']).execute();
}

async function outbox(db: Kysely<never>): Promise<void> {
  await db.schema.createTable('outbox')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('messageId', 'text', (column) => column.notNull().unique().references('messages.id').onDelete('cascade'))
    .addColumn('conversationId', 'text', (column) => column.notNull().references('conversations.id').onDelete('cascade'))
    .addColumn('channelId', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('nextAt', 'bigint', (column) => column.notNull())
    .addColumn('correlation', 'text', (column) => column.notNull().unique())
    .addColumn('providerId', 'text')
    .addColumn('lastError', 'text')
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('outbox_due').on('outbox').columns(['state', 'nextAt']).execute();
  await db.schema.createIndex('outbox_line').on('outbox').columns(['conversationId', 'createdAt']).execute();
}

async function calls(db: Kysely<never>): Promise<void> {
  await db.schema.createTable('calls')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('fromNumber', 'text', (column) => column.notNull())
    .addColumn('toNumber', 'text', (column) => column.notNull())
    .addColumn('fromExtensionId', 'text')
    .addColumn('toExtensionId', 'text')
    .addColumn('startedAt', 'bigint', (column) => column.notNull())
    .addColumn('answeredAt', 'bigint')
    .addColumn('endedAt', 'bigint', (column) => column.notNull())
    .addColumn('endReason', 'text', (column) => column.notNull())
    .addColumn('endedBy', 'text')
    .execute();
  await db.schema.createIndex('calls_started').on('calls').column('startedAt').execute();
}
