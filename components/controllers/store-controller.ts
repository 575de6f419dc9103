import type { TopicName, TopicRows } from '@klapka/protocol';
import type { ReactiveController } from 'lit';
import type { PbxSession } from '../core/session.ts';
import type { Store, StoreStatus } from '../core/stores/store.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

export interface StoreOptions {
  /** The topic's parameter (a conversation's id); undefined means "nothing chosen yet" and watches nothing. */
  param?: () => string | undefined;
  /** Whether these changed rows concern the host; without it, all do. Not asked where all rows may have changed. */
  affects?: (changed: ReadonlySet<string>) => boolean;
}

/** Live rows of one topic for an element. */
export class StoreController<Name extends TopicName> implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  readonly #topic: Name;
  readonly #options: StoreOptions;
  #connection: AbortController | null = null;
  #session: PbxSession | null = null;
  #param: string | undefined;
  #store: Store<TopicRows[Name]> | null = null;
  #list: { rows: ReadonlyMap<string, TopicRows[Name]>; version: number; list: TopicRows[Name][] } | null = null;

  constructor(host: ControllerHost, sessions: SessionSource, topic: Name, options: StoreOptions = {}) {
    this.#host = host;
    this.#sessions = sessions;
    this.#topic = topic;
    this.#options = options;
    host.addController(this);
  }

  get rows(): ReadonlyMap<string, TopicRows[Name]> {
    return this.#store?.rows ?? new Map<string, TopicRows[Name]>();
  }

  /** The rows as an array, the same one until they change. */
  get list(): TopicRows[Name][] {
    const { rows, version } = this;
    if (!this.#list || this.#list.rows !== rows || this.#list.version !== version) {
      this.#list = { rows, version, list: [...rows.values()] };
    }
    return this.#list.list;
  }

  get status(): StoreStatus {
    return this.#store?.status ?? 'idle';
  }

  /** Code of the refusal while `status` is `error`. */
  get errorCode(): string | null {
    return this.#store?.errorCode ?? null;
  }

  get version(): number {
    return this.#store?.version ?? 0;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#leave();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const { session } = this.#sessions;
    const param = this.#options.param?.();
    if (this.#connection && session === this.#session && param === this.#param) return;
    this.#leave();
    if (!session || (this.#options.param && param === undefined)) return;
    const connection = new AbortController();
    this.#connection = connection;
    this.#session = session;
    this.#param = param;
    this.#store = session.store(this.#topic, param);
    this.#store.watch((changed) => {
      if (changed === null || (this.#options.affects?.(changed) ?? true)) this.#host.requestUpdate();
    }, connection.signal);
  }

  #leave(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#session = null;
    this.#store = null;
    this.#list = null;
  }
}
