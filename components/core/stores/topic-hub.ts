import type { CommandAnswer, SubscribeRequest, TopicName, TopicPatch, TopicRows, TopicSnapshot } from '@klapka/protocol';
import { onFrame } from './frame.ts';
import type { Store } from './store.ts';
import { TopicStore } from './topic-store.ts';

/** The way to the gateway, as far as topics need it. */
export interface TopicLink {
  readonly isOpen: boolean;
  subscribe(request: SubscribeRequest, done: (answer: CommandAnswer<TopicSnapshot>) => void): void;
  unsubscribe(request: SubscribeRequest): void;
}

type AnyRow = TopicRows[TopicName];

interface Entry {
  request: SubscribeRequest;
  store: TopicStore<AnyRow>;
  /** Counts subscriptions: the answer to an older one is not read. */
  round: number;
  subscribed: boolean;
  failures: number;
  /** Until the snapshot is asked for again. */
  retry: ReturnType<typeof setTimeout> | undefined;
  /** Until the subscription nobody watches is ended. */
  grace: ReturnType<typeof setTimeout> | undefined;
}

/** An element that goes and comes back (a tab, a route) finds its rows still there for so long, ms. */
export const grace = 5000;
/** ms without a snapshot, after which it is asked for again. */
const snapshotTimeout = 15_000;

/** All live topics of one session. */
export class TopicHub {
  readonly #link: TopicLink;
  readonly #entries = new Map<string, Entry>();
  readonly #dirty = new Set<TopicStore<AnyRow>>();
  /** Somebody is signed in, or about to be: what is watched now will come. */
  #waiting = false;

  constructor(link: TopicLink) {
    this.#link = link;
  }

  store<Name extends TopicName>(topic: Name, param?: string): Store<TopicRows[Name]> {
    const key = keyOf(topic, param);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = this.#make(param === undefined ? { topic } : { topic, param });
      this.#entries.set(key, entry);
    }
    // The key holds the topic's name, so the rows are that topic's.
    return entry.store as unknown as Store<TopicRows[Name]>;
  }

  patch(patch: TopicPatch): void {
    this.#entries.get(keyOf(patch.topic, patch.param))?.store.takePatch(patch);
  }

  /** A wire is open: every watched topic is asked for (again). */
  connected(): void {
    for (const entry of this.#entries.values()) {
      entry.failures = 0;
      if (entry.store.isWatched) this.#subscribe(entry);
      else this.#drop(entry);
    }
  }

  /** Rows stay, marked stale; those that never came keep loading. */
  disconnected(): void {
    for (const entry of this.#entries.values()) {
      this.#reset(entry);
      entry.store.stall();
    }
  }

  /** The session is over, nobody is signed in: every row is dropped. `loading`: another is on its way. */
  clear(status: 'idle' | 'loading'): void {
    this.#waiting = status === 'loading';
    for (const entry of this.#entries.values()) {
      this.#reset(entry);
      entry.store.clear(status === 'loading' && entry.store.isWatched ? 'loading' : 'idle');
    }
  }

  #make(request: SubscribeRequest): Entry {
    const store: TopicStore<AnyRow> = new TopicStore<AnyRow>({
      wanted: () => {
        clearTimeout(entry.grace);
        // Within the grace the subscription is still there.
        if (entry.subscribed) return;
        if (this.#link.isOpen) this.#subscribe(entry);
        else if (this.#waiting) store.expect();
      },
      unwanted: () => {
        clearTimeout(entry.grace);
        entry.grace = setTimeout(() => this.#drop(entry), grace);
      },
      dirty: () => this.#flushSoon(store),
      gap: () => this.#subscribe(entry),
    });
    const entry: Entry = { request, store, round: 0, subscribed: false, failures: 0, retry: undefined, grace: undefined };
    return entry;
  }

  #subscribe(entry: Entry): void {
    this.#reset(entry);
    const round = entry.round;
    entry.subscribed = true;
    entry.store.expect();
    entry.retry = setTimeout(() => this.#subscribe(entry), snapshotTimeout);
    this.#link.subscribe(entry.request, (answer) => {
      if (entry.round !== round) return;
      clearTimeout(entry.retry);
      if (answer.ok) {
        entry.failures = 0;
        entry.store.takeSnapshot(answer.result);
        return;
      }
      entry.subscribed = false;
      entry.store.refuse(answer.error.code);
      if (answer.error.retryable && entry.store.isWatched) {
        entry.retry = setTimeout(() => this.#subscribe(entry), Math.min(1000 * 2 ** entry.failures++, 30_000));
      }
    });
  }

  #drop(entry: Entry): void {
    if (entry.store.isWatched) return;
    if (entry.subscribed) this.#link.unsubscribe(entry.request);
    this.#reset(entry);
    // Whoever still holds the store may watch it again; it then subscribes anew.
    entry.store.clear('idle');
  }

  #reset(entry: Entry): void {
    entry.round += 1;
    entry.subscribed = false;
    clearTimeout(entry.retry);
  }

  #flushSoon(store: TopicStore<AnyRow>): void {
    const scheduled = this.#dirty.size > 0;
    this.#dirty.add(store);
    if (scheduled) return;
    onFrame(() => {
      const stores = [...this.#dirty];
      this.#dirty.clear();
      for (const dirty of stores) dirty.flush();
    });
  }
}

function keyOf(topic: TopicName, param: string | undefined): string {
  return param === undefined ? topic : `${topic} ${param}`;
}
