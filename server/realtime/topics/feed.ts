import type { TopicName, TopicPatch, TopicSnapshot } from '@klapka/protocol';
import { encodeFrame } from '../frame.ts';
import type { Frame } from '../frame.ts';
import type { Topic, View, Viewer } from './view.ts';

/** The engine does not look into rows, it only needs their id. */
export interface Identified {
  id: string;
}
type AnyTopic = Topic<Identified, Identified>;
type AnyView = View<Identified, Identified>;

interface Change {
  source: Identified | null;
  /** Shown once in its last state, then removed. */
  last: boolean;
}

/** Rows of one patch at most: a frame stays small enough to be read between two animation frames. */
const rowsPerPatch = 500;

/** One topic as one view sees it: the rows, their numbering and who gets them. Lives while it has members. */
export class Feed {
  readonly topic: AnyTopic;
  readonly param: string | undefined;
  readonly view: AnyView;
  readonly epoch: string;
  readonly ready: Promise<void>;
  #seq = 0;
  #loaded = false;
  readonly #rows = new Map<string, Identified>();
  readonly #changes = new Map<string, Change>();
  readonly #members = new Map<Viewer, AnyView>();
  readonly #owners = new Map<string, Set<Viewer>>();

  constructor(topic: AnyTopic, param: string | undefined, view: AnyView, epoch: string) {
    this.topic = topic;
    this.param = param;
    this.view = view;
    this.epoch = epoch;
    this.ready = this.#load();
  }

  get size(): number {
    return this.#members.size;
  }

  /** Whether this row is shown, or about to be. */
  holds(id: string): boolean {
    return this.#rows.has(id) || this.#changes.has(id);
  }

  change(id: string, source: Identified | null, last: boolean): void {
    this.#changes.set(id, { source, last });
  }

  ids(): string[] {
    return [...this.#rows.keys()];
  }

  /** Adds the member and answers what it starts from; to be acknowledged in the same turn of the event loop. */
  join(viewer: Viewer, view: AnyView): TopicSnapshot {
    this.#members.set(viewer, view);
    if (view.own) {
      const owners = this.#owners.get(view.own.id) ?? new Set();
      this.#owners.set(view.own.id, owners.add(viewer));
    }
    const rows = this.#now();
    const own = view.own;
    const dressed = own ? rows.map((row) => (row.id === own.id ? own.dress(row) : row)) : rows;
    return this.#stamp({ seq: this.#seq, rows: dressed });
  }

  leave(viewer: Viewer): void {
    const own = this.#members.get(viewer)?.own;
    this.#members.delete(viewer);
    if (!own) return;
    const owners = this.#owners.get(own.id);
    owners?.delete(viewer);
    if (owners?.size === 0) this.#owners.delete(own.id);
  }

  /** Sends what changed since the last time. True where something is left for the next window. */
  flush(): boolean {
    if (!this.#loaded) return true;
    const changes = [...this.#changes];
    this.#changes.clear();
    for (let start = 0; start < changes.length; start += rowsPerPatch) this.#flush(changes.slice(start, start + rowsPerPatch));
    return this.#changes.size > 0;
  }

  #flush(changes: readonly [string, Change][]): void {
    const set: Identified[] = [];
    const remove: string[] = [];
    for (const [id, { source, last }] of changes) {
      const row = source && this.view.project(source);
      if (row) {
        this.#rows.set(id, row);
        set.push(row);
        if (last) this.change(id, null, false);
      } else if (this.#rows.delete(id)) remove.push(id);
    }
    this.#trim();
    if (set.length + remove.length > 0) this.#broadcast(set, remove);
  }

  #broadcast(set: Identified[], remove: string[]): void {
    this.#seq += 1;
    const rest = { seq: this.#seq, ...(remove.length > 0 ? { remove } : {}) };
    const patch = (rows: Identified[]): TopicPatch =>
      this.#stamp({ ...rest, ...(rows.length > 0 ? { set: rows } : {}) });
    const shared = encodeFrame('patch', patch(set));
    const special = this.#owned(set, patch);
    for (const [viewer, { own }] of this.#members) viewer.deliver((own && special?.get(own.id)) ?? shared);
  }

  /** Frames for those whose own row is among these, by that row's id: encoded once for all sockets of one owner. */
  #owned(set: readonly Identified[], patch: (rows: Identified[]) => TopicPatch): Map<string, Frame> | null {
    if (this.#owners.size === 0) return null;
    let frames: Map<string, Frame> | null = null;
    for (const { id } of set) {
      const owner = this.#owners.get(id)?.values().next().value;
      const own = owner && this.#members.get(owner)?.own;
      if (own) frames = (frames ?? new Map<string, Frame>()).set(id, encodeFrame('patch', patch(set.map((row) => (row.id === id ? own.dress(row) : row)))));
    }
    return frames;
  }

  /** The rows with what waits for the window's end: whoever comes now sees what was done before. */
  #now(): Identified[] {
    const rows = this.#changes.size === 0 ? this.#rows : new Map(this.#rows);
    for (const [id, { source }] of this.#changes) {
      const row = source && this.view.project(source);
      if (row) rows.set(id, row);
      else rows.delete(id);
    }
    const { window } = this.topic;
    if (!window || rows.size <= window.size) return [...rows.values()];
    return [...rows.values()].sort((a, b) => window.older(a, b)).slice(-window.size);
  }

  /** What an old subscriber has beyond the window stays with it; a new one does not get it. */
  #trim(): void {
    const { window } = this.topic;
    if (!window || this.#rows.size <= window.size * 2) return;
    const rows = [...this.#rows.values()].sort((a, b) => window.older(a, b));
    for (const row of rows.slice(0, rows.length - window.size)) this.#rows.delete(row.id);
  }

  async #load(): Promise<void> {
    for (const source of await this.view.load()) {
      const row = this.view.project(source);
      if (row) this.#rows.set(row.id, row);
    }
    this.#loaded = true;
  }

  #stamp<Body extends object>(body: Body): Body & { topic: TopicName; param?: string; epoch: string } {
    return { topic: this.topic.name, ...(this.param === undefined ? {} : { param: this.param }), epoch: this.epoch, ...body };
  }
}
