import { AsyncLocalStorage } from 'node:async_hooks';
import type Database from 'better-sqlite3';
import { StorageError } from '../../../ports/storage.ts';
import { storageError } from './dialect.ts';

interface Job {
  work: () => Promise<unknown>;
  done: (result: unknown) => void;
  failed: (error: unknown) => void;
}

type Outcome = () => void;

/**
 * Group commit: every write of one turn of the event loop goes into one transaction, so they share one fsync.
 *
 *   turn n    write, write, write ──▶ queue
 *   turn n+1  begin · savepoint work release · savepoint work rollback · … · commit (fsync) ──▶ all promises settle
 *
 * Measured on the machine of the first version: seven times the rate of one fsync per write.
 */
export class GroupCommitter {
  readonly #database: Database.Database;
  readonly #inside = new AsyncLocalStorage<true>();
  #queue: Job[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inside.getStore()) return Promise.reject(new Error('A write inside a write would wait for itself for ever'));
    if (this.#closed) return Promise.reject(new StorageError('UNAVAILABLE', 'The database is closed'));
    return new Promise<Result>((resolve, reject) => {
      this.#queue.push({ work, done: resolve as (result: unknown) => void, failed: reject });
      this.#running ??= this.#drain();
    });
  }

  /** Refuses new writes and waits for those under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const group = this.#queue;
      this.#queue = [];
      await this.#commit(group);
    }
    this.#running = null;
  }

  async #commit(group: Job[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      this.#database.exec('begin immediate');
      for (const job of group) outcomes.push(await this.#savepoint(job));
      this.#database.exec('commit');
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('rollback');
      const reason = storageError(error);
      for (const job of group) job.failed(reason);
      return;
    }
    for (const settle of outcomes) settle();
  }

  async #savepoint(job: Job): Promise<Outcome> {
    this.#database.exec('savepoint work');
    try {
      const result = await this.#inside.run(true, job.work);
      this.#database.exec('release work');
      return () => job.done(result);
    } catch (error) {
      // A full disk undoes the whole transaction by itself: then nobody's work stands.
      if (!this.#database.inTransaction) throw error;
      this.#database.exec('rollback to work');
      this.#database.exec('release work');
      return () => job.failed(error);
    }
  }
}
