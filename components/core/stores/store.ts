/** What a store's rows are worth. */
export type StoreStatus = 'idle' | 'loading' | 'ready' | 'stale' | 'error';

/** The only copy of a topic in the page. Rows keep their identity until they change, so `===` tells whether to render. */
export interface Store<Row extends { id: string }> {
  readonly status: StoreStatus;
  readonly rows: ReadonlyMap<string, Row>;
  /** Rises with every change; `changed` of the last flush names the rows. */
  readonly version: number;
  /** Code of the refusal while `status` is `error` (for example FORBIDDEN). */
  readonly errorCode: string | null;
  /**
   * Subscribes to the topic while any signal is alive. The listener runs at most once per animation frame (or
   * microtask outside a page) with the ids that changed, or null where all may have.
   */
  watch(listener: (changed: ReadonlySet<string> | null) => void, signal: AbortSignal): void;
}
