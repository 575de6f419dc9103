import type { Kysely } from 'kysely';

/** Accounts, sessions, extensions, groups, queues and channels. */
export async function up(db: Kysely<never>): Promise<void> {
  await accounts(db);
  await directory(db);
  await routing(db);
}

async function accounts(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema.createTable('settings')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await schema.createTable('accounts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.unique())
    .addColumn('passwordHash', 'text')
    .addColumn('roles', 'text', (column) => column.notNull())
    .addColumn('disabled', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('passwordChangedAt', 'bigint')
    .execute();
  await schema.createTable('sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('accountId', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('deviceId', 'text', (column) => column.notNull())
    .addColumn('deviceName', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('refreshHash', 'text', (column) => column.unique())
    .addColumn('previousHash', 'text', (column) => column.unique())
    .addColumn('rotatedAt', 'bigint', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('lastSeenAt', 'bigint', (column) => column.notNull())
    .addColumn('expiresAt', 'bigint', (column) => column.notNull())
    .addColumn('endedAt', 'bigint')
    .addColumn('endCause', 'text')
    .execute();
  await schema.createIndex('sessions_account').on('sessions').columns(['accountId', 'deviceId']).execute();
  await schema.createTable('retiredTokens')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('sessionId', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .execute();
  await schema.createIndex('retired_tokens_session').on('retiredTokens').column('sessionId').execute();
  await schema.createTable('links')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('accountId', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('tokenHash', 'text', (column) => column.unique())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('expiresAt', 'bigint', (column) => column.notNull())
    .addColumn('usedAt', 'bigint')
    .execute();
  await schema.createIndex('links_account').on('links').column('accountId').execute();
}

async function directory(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema.createTable('extensions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'text', (column) => column.notNull().unique())
    .addColumn('firstName', 'text', (column) => column.notNull())
    .addColumn('lastName', 'text', (column) => column.notNull())
    .addColumn('accountId', 'text', (column) => column.unique().references('accounts.id').onDelete('set null'))
    .addColumn('email', 'text')
    .addColumn('mobile', 'text')
    .addColumn('title', 'text')
    .addColumn('photoUrl', 'text')
    .addColumn('departments', 'text', (column) => column.notNull())
    .addColumn('presenceState', 'text', (column) => column.notNull())
    .addColumn('presenceNote', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createTable('groups')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('managerKeys', 'text', (column) => column.notNull())
    .addColumn('userKeys', 'text', (column) => column.notNull())
    .addColumn('everyone', 'integer', (column) => column.notNull())
    .execute();
  await schema.createTable('groupMembers')
    .addColumn('groupId', 'text', (column) => column.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('extensionId', 'text', (column) => column.notNull().references('extensions.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('keys', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('group_members_key', ['groupId', 'extensionId'])
    .execute();
  await schema.createIndex('group_members_extension').on('groupMembers').column('extensionId').execute();
  await schema.createTable('visibility')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('effect', 'text', (column) => column.notNull())
    .addColumn('viewerKind', 'text', (column) => column.notNull())
    .addColumn('viewerId', 'text', (column) => column.notNull())
    .addColumn('targetKind', 'text', (column) => column.notNull())
    .addColumn('targetId', 'text', (column) => column.notNull())
    .execute();
}

async function routing(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema.createTable('queues')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('number', 'text', (column) => column.unique())
    .addColumn('takesCalls', 'integer', (column) => column.notNull())
    .addColumn('takesMessages', 'integer', (column) => column.notNull())
    .execute();
  await schema.createTable('queueMembers')
    .addColumn('queueId', 'text', (column) => column.notNull().references('queues.id').onDelete('cascade'))
    .addColumn('accountId', 'text', (column) => column.notNull().references('accounts.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('queue_members_key', ['queueId', 'accountId'])
    .execute();
  await schema.createIndex('queue_members_account').on('queueMembers').column('accountId').execute();
  await schema.createTable('channels')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('queueId', 'text', (column) => column.notNull().references('queues.id').onDelete('restrict'))
    .addColumn('origins', 'text', (column) => column.notNull())
    .addColumn('greeting', 'text')
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .execute();
}
