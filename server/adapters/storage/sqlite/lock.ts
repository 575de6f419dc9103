import Database from 'better-sqlite3';
import { StorageError } from '../../../ports/storage.ts';

/**
 * Holds what lies at `path` for this process: throws where another one does. The lock is SQLite's on a file beside it,
 * which the system gives up with the process, however that ends; nothing is ever left to clear away. Answers the release.
 */
export function holdAlone(path: string): () => void {
  const file = `${path}.lock`;
  let lock: Database.Database | null = null;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') {
      throw new StorageError('UNAVAILABLE', `Another gateway works with ${path}, and only one can at a time. Stop it, or set KLAPKA_DATA to another folder (and KLAPKA_DATABASE_URL, where it is set, to another database).`);
    }
    throw new StorageError('UNAVAILABLE', `The lock ${file} cannot be opened`, { cause: error });
  }
  const held = lock;
  return () => void held.close();
}
