import type { Kysely } from 'kysely';

/** Where calls go: rules of queues and how agents stand to them, inside numbers, ring groups, menus, outside lines and sounds. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('extensions').addColumn('callerId', 'text').execute();
  await db.schema.alterTable('queues').addColumn('rules', 'text', (column) => column.notNull().defaultTo('{}')).execute();
  await standings(db);
  await routes(db);
  await numbers(db);
}

/** Whoever is in a queue already takes its calls. */
async function standings(db: Kysely<never>): Promise<void> {
  const add = (name: string, type: 'integer' | 'bigint', value: number) =>
    db.schema.alterTable('queueMembers').addColumn(name, type, (column) => column.notNull().defaultTo(value)).execute();
  await add('position', 'integer', 0);
  await add('loggedIn', 'integer', 1);
  await add('paused', 'integer', 0);
  await db.schema.alterTable('queueMembers').addColumn('pauseReason', 'text').execute();
  await db.schema.alterTable('queueMembers').addColumn('pauseUntil', 'bigint').execute();
  await add('standingSince', 'bigint', 0);
}

async function routes(db: Kysely<never>): Promise<void> {
  await db.schema.createTable('routes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addUniqueConstraint('routes_name', ['kind', 'name'])
    .execute();
  await db.schema.createTable('sounds')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('storageKey', 'text', (column) => column.notNull().unique())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .execute();
}

interface Before {
  extensions: { id: string; number: string };
  queues: { id: string; number: string | null };
  numbers: { number: string; kind: string; ownerId: string };
}

/** No two things have the same number. A queue that has an extension's loses it: it could never be called by it. */
async function numbers(db: Kysely<never>): Promise<void> {
  await db.schema.createTable('numbers')
    .addColumn('number', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('ownerId', 'text', (column) => column.notNull().unique())
    .execute();
  const there = db as unknown as Kysely<Before>;
  const extensions = await there.selectFrom('extensions').select(['id', 'number']).execute();
  const taken = new Set(extensions.map(({ number }) => number));
  for (const { id, number } of extensions) await there.insertInto('numbers').values({ number, kind: 'extension', ownerId: id }).execute();
  for (const { id, number } of await there.selectFrom('queues').select(['id', 'number']).execute()) {
    if (number === null) continue;
    if (taken.has(number)) await there.updateTable('queues').set({ number: null }).where('id', '=', id).execute();
    else await there.insertInto('numbers').values({ number, kind: 'queue', ownerId: id }).execute();
  }
}
