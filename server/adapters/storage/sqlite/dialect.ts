import type Database from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StorageError } from '../../../ports/storage.ts';

/**
 * Kysely on one better-sqlite3 handle. Unlike the stock dialect it keeps prepared statements (preparing costs as much
 * as running) and says in our words what went wrong. Transactions are the committer's business; only the migrator
 * begins its own here.
 */
export function sqliteDialect(database: Database.Database): Dialect {
  return {
    createAdapter: () => new TransactionalDdlAdapter(),
    createDriver: () => new CachingDriver(database),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite rolls back table changes too, so a migration cut off in the middle leaves nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class CachingDriver implements Driver {
  readonly #database: Database.Database;
  readonly #connection: CachingConnection;
  constructor(database: Database.Database) {
    this.#database = database;
    this.#connection = new CachingConnection(database);
  }
  init(): Promise<void> {
    return Promise.resolve();
  }
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }
  beginTransaction(): Promise<void> {
    return Promise.resolve(void this.#database.exec('begin immediate'));
  }
  commitTransaction(): Promise<void> {
    return Promise.resolve(void this.#database.exec('commit'));
  }
  rollbackTransaction(): Promise<void> {
    return Promise.resolve(void this.#database.exec('rollback'));
  }
  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }
  destroy(): Promise<void> {
    return Promise.resolve(void this.#database.close());
  }
}

/** Lists of values of changing length make new statements; beyond this many the cache starts anew. */
const maxStatements = 500;

class CachingConnection implements DatabaseConnection {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  constructor(database: Database.Database) {
    this.#database = database;
  }

   
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const statement = this.#prepare(query.sql);
      if (statement.reader) return { rows: statement.all(query.parameters) as Row[] };
      const { changes } = statement.run(query.parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    } catch (error) {
      throw storageError(error);
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new StorageError('UNAVAILABLE', 'Streaming is not used');
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= maxStatements) this.#statements.clear();
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Translates the library's error; programming errors pass through unchanged. */
export function storageError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.code.startsWith('SQLITE_CONSTRAINT')) return new StorageError('CONFLICT', 'A key or reference was violated', { cause: error });
  if (error.code !== 'SQLITE_ERROR' && error.code.startsWith('SQLITE_')) {
    return new StorageError('UNAVAILABLE', 'The database cannot take it now', { cause: error });
  }
  return error;
}
