import type { Item } from './thread.ts';

/** What is read keeps its place by what it is, not by px from the top: what is added above must not move it. */
export interface Anchor {
  key: string;
  /** Px from the top of the view to the top of the item. */
  offset: number;
}

/** Where one reads: an item, or the end (null); and how much is in sight, px. */
export interface View {
  anchor: Anchor | null;
  height: number;
}

/** An item that is drawn, or the room of those in its place that are not. */
export type Drawn =
  | {
      kind: 'item';
      key: string;
      index: number;
      /** Not to be announced: it was there before, or is drawn again. */
      quiet: boolean;
      /** Others move: a day begins earlier when older messages come. */
      steady: boolean;
    }
  | { kind: 'gap'; key: string; /** Px. */ height: number };

/** A thread of so many items is drawn whole: for the browser's own search, for printing, and for selecting all. */
const whole = 60;
/** Drawn beyond each edge of the view, px; drawn anew where only half of it is left. */
const beyond = 600;
/** Drawn on either side of what has the focus. */
const neighbours = 5;
/** The height of an item while none was measured, px. */
const guess = 48;

/**
 * Which items of a long thread are drawn: those in sight, those around them, and those that must not go. Heights are as
 * measured, the mean of them where an item was never drawn. No DOM here. What is lost by it, and known to be: the browser's
 * search and a selection reach no further than what is drawn.
 */
export class ThreadWindow {
  drawn: readonly Drawn[] = [];
  private items: readonly Item[] = [];
  private places = new Map<string, number>();
  private heights = new Map<string, number>();
  /** Of all in `heights`. */
  private total = 0;
  /** What stands for a height that is not known. Taken at the end, where it moves nothing; it stays while one reads further up. */
  private mean = guess;
  private quiet = new Map<string, boolean>();
  /** The last confirmed message of the last drawing: what comes after it is new. Null: nothing was drawn yet, all of it is old. */
  private newest: string | null = null;
  private first = 0;
  private last = 0;
  /** Where each item begins, and behind the last one; null: to be computed. */
  private known: Float64Array | null = null;
  private top = 0;

  reset(): void {
    Object.assign(this, { drawn: [], items: [], places: new Map(), heights: new Map(), total: 0, mean: guess, quiet: new Map(), newest: null, first: 0, last: 0, known: null, top: 0 });
  }

  /** Whether the thread is too long to be drawn whole. */
  get partial(): boolean {
    return this.items.length > whole;
  }

  measured(key: string, height: number): void {
    const before = this.heights.get(key);
    if (before === height) return;
    this.heights.set(key, height);
    this.total += height - (before ?? 0);
    this.known = null;
  }

  /**
   * What to draw now, in order. Whatever is in sight, `held` stay; so do the last, which tells what is new, and what has the
   * focus, with its neighbours: the next key goes to one of them.
   */
  draw(items: readonly Item[], view: View, held: (item: Item) => boolean, focused?: string): readonly Drawn[] {
    const old = this.oldOf(items);
    if (!view.anchor && this.heights.size > 0) this.mean = this.total / this.heights.size;
    this.take(items);
    [this.first, this.last] = this.partial ? this.range(view, beyond) : [0, items.length];
    const focus = this.places.get(focused ?? '') ?? -Infinity;
    const isShown = (item: Item, index: number): boolean =>
      (index >= this.first && index < this.last) || index === items.length - 1 || Math.abs(index - focus) <= neighbours || held(item);
    const shown = items.flatMap((item, index) => (isShown(item, index) ? [index] : []));
    const quiet = new Map<string, boolean>();
    const drawn: Drawn[] = [];
    const { tops } = this;
    const gap = (from: number, to: number): void => {
      if (to > from) drawn.push({ kind: 'gap', key: `gap ${items[from]?.key ?? ''}`, height: (tops[to] ?? 0) - (tops[from] ?? 0) });
    };
    let done = 0;
    for (const index of shown) {
      const { key = '', kind } = items[index] ?? {};
      gap(done, index);
      quiet.set(key, this.quiet.get(key) ?? (index < old || this.heights.has(key)));
      drawn.push({ kind: 'item', key, index, quiet: quiet.get(key) ?? true, steady: kind === 'message' });
      done = index + 1;
    }
    gap(done, items.length);
    this.quiet = quiet;
    return (this.drawn = drawn);
  }

  /** Whether what is drawn is still enough for this view. */
  covers(view: View): boolean {
    if (!this.partial) return true;
    const [first, last] = this.range(view, beyond / 2);
    return first >= this.first && last <= this.last;
  }

  /** The message at a height of the thread, px from its top, as a place to read from there. */
  at(top: number): Anchor | null {
    const index = this.items.findIndex(({ kind }, place) => kind === 'message' && (this.tops[place + 1] ?? 0) > top);
    const item = this.items[index];
    return item ? { key: item.key, offset: (this.tops[index] ?? 0) - top } : null;
  }

  /** How many of these were there before. Where nothing joins what was drawn, nothing counts as new. */
  private oldOf(items: readonly Item[]): number {
    if (this.newest === '') return 0;
    return 1 + items.findIndex(({ key }) => key === this.newest) || items.length;
  }

  private take(items: readonly Item[]): void {
    this.items = items;
    this.places = new Map(items.map(({ key }, index) => [key, index]));
    this.newest = items.findLast((item) => item.kind === 'message' && !item.outgoing)?.key ?? '';
    this.known = null;
  }

  private get tops(): Float64Array {
    if (this.known) return this.known;
    const tops = new Float64Array(this.items.length + 1);
    this.items.forEach(({ key }, index) => { tops[index + 1] = (tops[index] ?? 0) + (this.heights.get(key) ?? this.mean); });
    return (this.known = tops);
  }

  /** The first index whose item begins behind `top`. */
  private behind(top: number): number {
    const index = this.tops.findIndex((start) => start > top);
    return index === -1 ? this.tops.length : index;
  }

  /** The items in a view and up to `margin` px around it: the first, and the one behind the last. */
  private range({ anchor, height }: View, margin: number): [number, number] {
    const { tops } = this;
    const count = this.items.length;
    const place = anchor ? this.places.get(anchor.key) : undefined;
    // An item that is gone leaves the view where it was.
    if (!anchor) this.top = Math.max(0, (tops[count] ?? 0) - height);
    else if (place !== undefined) this.top = (tops[place] ?? 0) - anchor.offset;
    const last = anchor ? Math.min(count, this.behind(this.top + height + margin)) : count;
    return [Math.max(0, Math.min(last, this.behind(this.top - margin)) - 1), last];
  }
}
