import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { QueueRules } from '@klapka/protocol';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';

test('a database from before numbers were one thing’s alone keeps what it can: extensions first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'old.sqlite');
  await (await openSqlite(path, '0007-voicemail')).close();
  const old = new Database(path);
  old.exec("insert into accounts (id, name, roles, disabled, createdAt) values ('a', 'A', '[]', 0, 1)");
  old.exec(`insert into extensions (id, number, firstName, lastName, departments, presenceState, presenceNote, createdAt)
    values ('e', '600', 'A', 'B', '[]', 'available', '', 1)`);
  old.exec("insert into queues (id, name, number, takesCalls, takesMessages) values ('q', 'q', '600', 1, 0), ('r', 'r', '601', 1, 0), ('s', 's', null, 1, 0)");
  old.exec("insert into queueMembers (queueId, accountId) select id, 'a' from queues");
  old.close();

  const storage = await openSqlite(path);
  onTestFinished(() => storage.close());
  const { numbers, queues, directory } = storage.read;
  expect((await queues.list()).map(({ id, number, rules }) => [id, number, rules])).toEqual([['q', null, QueueRules.parse({})], ['r', '601', QueueRules.parse({})], ['s', null, QueueRules.parse({})]]);
  expect([await numbers.owner('600'), await numbers.owner('601')]).toMatchObject([{ kind: 'extension', ownerId: 'e' }, { kind: 'queue', ownerId: 'r' }]);
  expect((await queues.members()).map(({ loggedIn, pause }) => [loggedIn, pause])).toEqual([[true, null], [true, null], [true, null]]);
  expect((await directory.get('e'))?.callerId).toBeNull();
});
