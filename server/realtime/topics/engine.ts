import { randomUUID } from 'node:crypto';
import type { SubscribeRequest, TopicName, TopicSnapshot } from '@klapka/protocol';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { encodeFrame } from '../frame.ts';
import { Feed } from './feed.ts';
import type { Identified } from './feed.ts';
import type { Topic, Viewer } from './view.ts';

export interface PublishOptions {
  param?: string;
  /** Only views with such a key, and those that show the row already. */
  views?: (key: string) => boolean;
  /** Shown once more, then removed. */
  last?: boolean;
}

export interface TopicEngineOptions {
  clock: Clock;
  logger: Logger;
  /** How long changes are collected before they are sent: the last state of a row wins. */
  coalesceMs: number;
}

/** Subscriptions of one socket at most. */
const maxSubscriptions = 200;

/**
 * Live topics: snapshots, numbered patches, and who gets which. Rows come from `publish` after they were stored; what
 * nobody watches is neither kept nor computed.
 */
export class TopicEngine {
  readonly #options: TopicEngineOptions;
  readonly #topics = new Map<TopicName, Topic<Identified, Identified>>();
  /** By topic and parameter, then by the view's key. */
  readonly #feeds = new Map<string, Map<string, Feed>>();
  readonly #subscriptions = new Map<Viewer, Map<string, Feed>>();
  readonly #changed = new Set<Feed>();
  readonly #boot = randomUUID();
  #epochs = 0;
  #scheduled = false;
  #flushedAt = 0;

  constructor(options: TopicEngineOptions) {
    this.#options = options;
  }

  register<Source extends Identified, Row extends Identified>(topic: Topic<Source, Row>): void {
    this.#topics.set(topic.name, topic);
  }

  async subscribe(viewer: Viewer, { topic: name, param }: SubscribeRequest): Promise<TopicSnapshot> {
    const topic = this.#topics.get(name);
    if (!topic) throw new DomainError('UNKNOWN_TOPIC', `There is no topic ${name}`);
    const key = feedKey(name, param);
    if ((this.#subscriptions.get(viewer)?.size ?? 0) >= maxSubscriptions) throw new DomainError('TOO_MANY_REQUESTS', 'Too many subscriptions');
    const view = await topic.view(viewer, param);
    const feed = this.#feed(key, topic, param, view);
    await feed.ready.catch((error: unknown) => {
      this.#drop(key, feed);
      throw error;
    });
    if (viewer.closed) {
      this.#drop(key, feed);
      throw new DomainError('UNAVAILABLE', 'The socket was closed');
    }
    return this.#join(viewer, key, feed, view);
  }

  unsubscribe(viewer: Viewer, { topic, param }: SubscribeRequest): void {
    const key = feedKey(topic, param);
    const feed = this.#subscriptions.get(viewer)?.get(key);
    if (!feed) return;
    this.#subscriptions.get(viewer)?.delete(key);
    feed.leave(viewer);
    this.#drop(key, feed);
  }

  /** The socket is gone. */
  leave(viewer: Viewer): void {
    const subscriptions = this.#subscriptions.get(viewer);
    this.#subscriptions.delete(viewer);
    for (const [key, feed] of subscriptions ?? []) {
      feed.leave(viewer);
      this.#drop(key, feed);
    }
  }

  /** A row is new or changed. */
  publish(topic: TopicName, source: Identified, options: PublishOptions = {}): void {
    this.#change(topic, source.id, source, options);
  }

  /** A row is gone. */
  remove(topic: TopicName, id: string, options: PublishOptions = {}): void {
    this.#change(topic, id, null, options);
  }

  /** These are all the rows of one view now; what else it shows is gone. */
  replace(topic: TopicName, view: string, sources: readonly Identified[]): void {
    const feed = this.#feeds.get(topic)?.get(view);
    if (!feed) return;
    const there = new Set(sources.map((source) => source.id));
    for (const id of feed.ids()) if (!there.has(id)) feed.change(id, null, false);
    for (const source of sources) feed.change(source.id, source, false);
    this.#changed.add(feed);
    this.#schedule();
  }

  /** Everybody subscribes to this topic again: too much changed to say it in patches. */
  reset(topic: TopicName, param?: string): void {
    const key = feedKey(topic, param);
    for (const [viewer, subscriptions] of this.#subscriptions) {
      if (subscriptions.has(key)) this.#gap(viewer, key);
    }
  }

  /** The viewer's rights changed: it subscribes again to whatever it had. */
  refresh(viewer: Viewer): void {
    for (const key of [...(this.#subscriptions.get(viewer)?.keys() ?? [])]) this.#gap(viewer, key);
  }

  /** Sends what waits, without waiting for the window's end. */
  flush(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const feed of changed) {
      try {
        if (feed.flush()) this.#changed.add(feed);
      } catch (error) {
        this.#options.logger.error({ err: error, topic: feed.topic.name }, 'a topic could not be sent');
      }
    }
    if (this.#changed.size > 0) this.#schedule();
  }

  stats(): { feeds: number; subscriptions: number } {
    let subscriptions = 0;
    for (const of of this.#subscriptions.values()) subscriptions += of.size;
    let feeds = 0;
    for (const views of this.#feeds.values()) feeds += views.size;
    return { feeds, subscriptions };
  }

  #change(topic: TopicName, id: string, source: Identified | null, { param, views, last = false }: PublishOptions): void {
    for (const feed of this.#feeds.get(feedKey(topic, param))?.values() ?? []) {
      if (views && !views(feed.view.key) && !feed.holds(id)) continue;
      feed.change(id, source, last);
      this.#changed.add(feed);
    }
    if (this.#changed.size > 0) this.#schedule();
  }

  /** A change after a silence goes out at once; then at most one patch a window. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const { clock, coalesceMs } = this.#options;
    const wait = Math.min(coalesceMs, Math.max(0, this.#flushedAt + coalesceMs - clock.now()));
    clock.after(wait, () => {
      this.#scheduled = false;
      this.#flushedAt = clock.now();
      this.flush();
    });
  }

  #feed(key: string, topic: Topic<Identified, Identified>, param: string | undefined, view: Awaited<ReturnType<typeof topic.view>>): Feed {
    const views = this.#feeds.get(key) ?? new Map<string, Feed>();
    this.#feeds.set(key, views);
    const existing = views.get(view.key);
    if (existing) return existing;
    this.#epochs += 1;
    const feed = new Feed(topic, param, view, `${this.#boot}.${this.#epochs}`);
    views.set(view.key, feed);
    return feed;
  }

  #join(viewer: Viewer, key: string, feed: Feed, view: Parameters<Feed['join']>[1]): TopicSnapshot {
    const subscriptions = this.#subscriptions.get(viewer) ?? new Map<string, Feed>();
    this.#subscriptions.set(viewer, subscriptions);
    const before = subscriptions.get(key);
    if (before && before !== feed) {
      before.leave(viewer);
      this.#drop(key, before);
    }
    subscriptions.set(key, feed);
    // While the rows were read the last member may have left: the feed is put back, or two feeds would drift apart.
    const views = this.#feeds.get(key) ?? new Map<string, Feed>();
    this.#feeds.set(key, views.set(feed.view.key, feed));
    return feed.join(viewer, view);
  }

  #drop(key: string, feed: Feed): void {
    if (feed.size > 0) return;
    const views = this.#feeds.get(key);
    if (views?.get(feed.view.key) !== feed) return;
    views.delete(feed.view.key);
    if (views.size === 0) this.#feeds.delete(key);
    this.#changed.delete(feed);
  }

  /** A patch of an epoch nobody knows: by the protocol's rule the browser drops what it has and subscribes again. */
  #gap(viewer: Viewer, key: string): void {
    const feed = this.#subscriptions.get(viewer)?.get(key);
    if (!feed) return;
    this.unsubscribe(viewer, { topic: feed.topic.name, ...(feed.param === undefined ? {} : { param: feed.param }) });
    viewer.deliver(encodeFrame('patch', { topic: feed.topic.name, ...(feed.param === undefined ? {} : { param: feed.param }), epoch: randomUUID(), seq: 0 }));
  }
}

function feedKey(topic: TopicName, param: string | undefined): string {
  return param === undefined ? topic : `${topic}:${param}`;
}
