import type { TopicPatch, TopicSnapshot } from '@klapka/protocol';
import { sameRow } from './same-row.ts';
import type { Store, StoreStatus } from './store.ts';

/** How the store reaches the gateway and the screen. */
export interface StoreDeps {
  /** First watcher came. */
  wanted(): void;
  /** Last watcher left. */
  unwanted(): void;
  /** Call `flush` with the next frame. */
  dirty(): void;
  /** The rows can no longer be trusted to be whole: subscribe again. */
  gap(): void;
}

/** Patches kept while the snapshot they belong to is on its way; more than that is a gap. */
const bufferSize = 500;

/**
 * One topic:
 *
 *   idle ──watch──▶ loading ──snapshot──▶ ready ◀──snapshot── stale
 *                      │                    └──gap, lost wire──▲
 *                      └──refusal──▶ error
 */
export class TopicStore<Row extends { id: string }> implements Store<Row> {
  readonly #deps: StoreDeps;
  readonly #rows = new Map<string, Row>();
  readonly #listeners = new Set<(changed: ReadonlySet<string> | null) => void>();
  #status: StoreStatus = 'idle';
  #version = 0;
  #errorCode: string | null = null;
  /** Null while no snapshot is valid. */
  #position: { epoch: string; seq: number } | null = null;
  #early: TopicPatch<Row>[] = [];
  /** Null: all rows may have changed. */
  #changed: Set<string> | null = new Set();

  constructor(deps: StoreDeps) {
    this.#deps = deps;
  }

  get status(): StoreStatus {
    return this.#status;
  }

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  get version(): number {
    return this.#version;
  }

  get errorCode(): string | null {
    return this.#errorCode;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  watch(listener: (changed: ReadonlySet<string> | null) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    // A wrapper, so that one function watching under two signals counts twice.
    const entry = (changed: ReadonlySet<string> | null): void => listener(changed);
    this.#listeners.add(entry);
    const leave = (): void => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#deps.unwanted();
    };
    signal.addEventListener('abort', leave, { once: true });
    if (this.#listeners.size === 1) this.#deps.wanted();
  }

  /** A subscription was asked for. */
  expect(): void {
    this.#position = null;
    this.#early = [];
    this.#errorCode = null;
    this.#setStatus(this.#status === 'ready' || this.#status === 'stale' ? 'stale' : 'loading');
  }

  /** The gateway cannot be reached: what is shown may be old. */
  stall(): void {
    this.#position = null;
    this.#early = [];
    if (this.#status === 'ready') this.#setStatus('stale');
  }

  /** Nobody may see these rows any more. */
  clear(status: 'idle' | 'loading'): void {
    this.#position = null;
    this.#early = [];
    this.#errorCode = null;
    if (this.#status === status && this.#rows.size === 0) return;
    this.#rows.clear();
    this.#touchAll();
    this.#setStatus(status);
  }

  refuse(code: string): void {
    this.#rows.clear();
    this.#errorCode = code;
    this.#touchAll();
    this.#setStatus('error');
  }

  takeSnapshot(snapshot: TopicSnapshot<Row>): void {
    const gone = new Set(this.#rows.keys());
    for (const row of snapshot.rows) {
      gone.delete(row.id);
      this.#put(row);
    }
    for (const id of gone) this.#drop(id);
    this.#position = { epoch: snapshot.epoch, seq: snapshot.seq };
    this.#errorCode = null;
    this.#setStatus('ready');
    const early = this.#early;
    this.#early = [];
    // What the snapshot holds already is passed over; another epoch may mean that the gateway reset the topic just then.
    for (const patch of early) this.takePatch(patch);
  }

  takePatch(patch: TopicPatch<Row>): void {
    if (this.#status === 'idle' || this.#status === 'error') return;
    if (!this.#position) {
      if (this.#early.length < bufferSize) this.#early.push(patch);
      return;
    }
    if (patch.epoch !== this.#position.epoch || patch.seq !== this.#position.seq + 1) {
      // An old patch that was overtaken by its snapshot is no gap.
      if (patch.epoch === this.#position.epoch && patch.seq <= this.#position.seq) return;
      this.stall();
      this.#deps.gap();
      return;
    }
    this.#position.seq = patch.seq;
    for (const row of patch.set ?? []) this.#put(row);
    for (const id of patch.remove ?? []) this.#drop(id);
  }

  /** Tells the watchers what changed since the last flush. */
  flush(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    for (const listener of [...this.#listeners]) listener(changed);
  }

  #put(row: Row): void {
    const before = this.#rows.get(row.id);
    if (before && sameRow(before, row)) return;
    this.#rows.set(row.id, row);
    this.#touch(row.id);
  }

  #drop(id: string): void {
    if (this.#rows.delete(id)) this.#touch(id);
  }

  #touch(id: string): void {
    this.#version += 1;
    this.#changed?.add(id);
    this.#deps.dirty();
  }

  #touchAll(): void {
    this.#version += 1;
    this.#changed = null;
    this.#deps.dirty();
  }

  #setStatus(status: StoreStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#touchAll();
  }
}
