import type { Store, StoreStatus } from '../core/stores/store.ts';
import { Listeners } from '../core/listeners.ts';

/** A store filled by hand. Tells its watchers at once, so that a test awaits nothing but its element. */
export class FakeStore<Row extends { id: string }> implements Store<Row> {
  #status: StoreStatus;
  #version = 0;
  #errorCode: string | null = null;
  readonly #rows = new Map<string, Row>();
  readonly #listeners = new Listeners<[ReadonlySet<string> | null]>();

  constructor(status: StoreStatus = 'idle', rows: Iterable<Row> = []) {
    this.#status = status;
    for (const row of rows) this.#rows.set(row.id, row);
  }

  get status(): StoreStatus {
    return this.#status;
  }

  /** While idle, loading or refused the browser knows no rows. */
  get rows(): ReadonlyMap<string, Row> {
    return this.#status === 'ready' || this.#status === 'stale' ? this.#rows : new Map<string, Row>();
  }

  get version(): number {
    return this.#version;
  }

  get errorCode(): string | null {
    return this.#errorCode;
  }

  /** How many watch now: a test of an element's teardown expects 0. */
  get watchers(): number {
    return this.#listeners.size;
  }

  /** What the gateway has, whether or not the browser was told. */
  get all(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  watch(listener: (changed: ReadonlySet<string> | null) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  setStatus(status: StoreStatus, errorCode: string | null = null): void {
    if (status === this.#status && errorCode === this.#errorCode) return;
    this.#status = status;
    this.#errorCode = errorCode;
    this.#changed(null);
  }

  set(rows: Row[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
    this.#changed(new Set(rows.map((row) => row.id)));
  }

  /** Changes some fields of one row; the row object is replaced. */
  patch(id: string, fields: Partial<Row>): void {
    const row = this.#rows.get(id);
    if (row) this.set([{ ...row, ...fields }]);
  }

  remove(ids: string[]): void {
    for (const id of ids) this.#rows.delete(id);
    this.#changed(new Set(ids));
  }

  clear(): void {
    this.#rows.clear();
    this.#changed(null);
  }

  #changed(ids: ReadonlySet<string> | null): void {
    this.#version += 1;
    this.#listeners.tell(ids);
  }
}
