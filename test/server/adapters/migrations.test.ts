import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { QueueRules } from '@klapka/protocol';
import { migrations } from '../../../server/adapters/storage/shared/migrations/index.ts';
import { sqliteDialect } from '../../../server/adapters/storage/sqlite/dialect.ts';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';

test('a database from before numbers were one thing’s alone keeps what it can: extensions first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'old.sqlite');
  const database = new Database(path);
  const old = new Kysely<Record<string, Record<string, unknown>>>({ dialect: sqliteDialect(database) });
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(migrations) } }).migrateTo('0007-voicemail');
  expect(error).toBeUndefined();
  await old.insertInto('accounts').values({ id: 'a', name: 'A', roles: '[]', disabled: 0, createdAt: 1 }).execute();
  await old.insertInto('extensions').values({ id: 'e', number: '600', firstName: 'A', lastName: 'B', departments: '[]', presenceState: 'available', presenceNote: '', createdAt: 1 }).execute();
  for (const [id, number] of [['q', '600'], ['r', '601'], ['s', null]]) {
    await old.insertInto('queues').values({ id, name: id, number, takesCalls: 1, takesMessages: 0 }).execute();
    await old.insertInto('queueMembers').values({ queueId: id, accountId: 'a' }).execute();
  }
  await old.destroy();

  const storage = await openSqlite(path);
  onTestFinished(() => storage.close());
  const { numbers, queues, directory } = storage.read;
  expect((await queues.list()).map(({ id, number, rules }) => [id, number, rules])).toEqual([['q', null, QueueRules.parse({})], ['r', '601', QueueRules.parse({})], ['s', null, QueueRules.parse({})]]);
  expect([await numbers.owner('600'), await numbers.owner('601')]).toMatchObject([{ kind: 'extension', ownerId: 'e' }, { kind: 'queue', ownerId: 'r' }]);
  expect((await queues.members()).map(({ loggedIn, pause }) => [loggedIn, pause])).toEqual([[true, null], [true, null], [true, null]]);
  expect((await directory.get('e'))?.callerId).toBeNull();
});
