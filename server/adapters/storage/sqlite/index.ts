import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { type Repositories, StorageError, type StoragePort } from '../../../ports/storage.ts';
import { migrations } from '../shared/migrations/index.ts';
import { createRepositories } from '../shared/repositories/index.ts';
import type { Tables } from '../shared/tables.ts';
import { GroupCommitter } from './committer.ts';
import { sqliteDialect } from './dialect.ts';

/**
 * Opens (and makes, and migrates) the database in a file. One handle writes, one reads, so that a reader never sees
 * what is not committed. `synchronous=FULL`: what was acknowledged survives a power cut. `upTo` leaves a database as an
 * older version had it.
 */
export async function openSqlite(path: string, upTo?: string): Promise<StoragePort> {
  const writer = open(path, false);
  const writing = new Kysely<Tables>({ dialect: sqliteDialect(writer) });
  try {
    await migrate(writing, upTo);
  } catch (error) {
    writer.close();
    throw error;
  }
  const reader = open(path, true);
  const reading = new Kysely<Tables>({ dialect: sqliteDialect(reader) });
  const committer = new GroupCommitter(writer);
  const tx: Repositories = createRepositories(writing);
  return {
    read: createRepositories(reading),
    write: (work) => committer.run(() => work(tx)),
    ping: () => Promise.resolve(void reader.prepare('select 1').get()),
    async close() {
      await committer.close();
      await reading.destroy();
      await writing.destroy();
    },
  };
}

function open(path: string, readonly: boolean): Database.Database {
  try {
    const database = new Database(path, { readonly, timeout: 5000 });
    if (!readonly) database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // 40 MB of log before it is copied into the database: pages written again and again are then copied once.
    if (!readonly) database.pragma('wal_autocheckpoint = 10000');
    return database;
  } catch (error) {
    throw new StorageError('UNAVAILABLE', `The database ${path} cannot be opened`, { cause: error });
  }
}

async function migrate(db: Kysely<Tables>, upTo: string | undefined): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error) throw new StorageError('UNAVAILABLE', 'The database could not be brought up to date', { cause: error });
}
