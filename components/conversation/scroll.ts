import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ThreadWindow, type Anchor, type Drawn, type View } from './thread-window.ts';
import type { Item } from './thread.ts';

/** Nearer to the end than this counts as "at the end", px. */
const nearEnd = 48;
/** Nearer to the start than this asks for older messages, px. */
const nearStart = 160;

interface Options {
  /** Selectors in the host's shadow root: what scrolls, and in it what holds the items and gaps alone, as `draw` said. */
  scroller: string;
  thread: string;
  onStart: () => void;
}

/**
 * Where a log stands and what of it is drawn: it follows its end while one reads there, and stays put when something is added
 * or measured above. Sizes are read when they are told, after layout: nothing here makes the browser lay out in between.
 */
export class LogScroll implements ReactiveController {
  atEnd = true;
  private readonly window = new ThreadWindow();
  private anchor: Anchor | null = null;
  /** Where it stood and how much was in sight when it was last looked at, px. */
  private top = 0;
  private height = 900;
  /** Rendered, and not yet put in its place. */
  private unsettled = false;
  private scroller: HTMLElement | null = null;
  private thread: HTMLElement | null = null;
  private connection = new AbortController();
  private resized: ResizeObserver | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: Options,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.connection.abort();
    this.resized?.disconnect();
    this.scroller = null;
  }

  /** Another conversation begins at its end. */
  reset(): void {
    this.atEnd = true;
    this.anchor = null;
    this.top = 0;
    this.window.reset();
  }

  toEnd(): void {
    this.atEnd = true;
    this.anchor = null;
    if (this.scroller) this.follow(this.scroller);
    this.host.requestUpdate();
  }

  /** Whether the thread is too long to be drawn whole. */
  get partial(): boolean {
    return this.window.partial;
  }

  /** What to render in the thread now; `held` stay drawn wherever they are. */
  draw(items: readonly Item[], held: (item: Item) => boolean): readonly Drawn[] {
    return this.window.draw(items, this.view, held, this.focusedKey());
  }

  hostUpdated(): void {
    const scroller = this.find(this.options.scroller);
    if (scroller !== this.scroller) this.attach(scroller);
    this.thread = scroller && this.find(this.options.thread);
    if (!this.thread) return;
    const { children } = this.thread;
    this.window.drawn.forEach((one, index) => {
      const child = children[index];
      if (one.kind === 'gap' && child instanceof HTMLElement) child.style.setProperty('block-size', `${one.height}px`);
    });
    this.unsettled = true;
    // Observed anew it is told in any case, though the heights may have changed and not their sum.
    this.resized?.unobserve(this.thread);
    this.resized?.observe(this.thread);
  }

  private get view(): View {
    return { anchor: this.atEnd ? null : this.anchor, height: this.height };
  }

  private find(selector: string): HTMLElement | null {
    return this.host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  private focusedKey(): string | undefined {
    const { thread } = this;
    const focused = this.host.shadowRoot?.activeElement;
    if (!focused || !thread?.contains(focused)) return undefined;
    return this.window.drawn[[...thread.children].findIndex((child) => child.contains(focused))]?.key;
  }

  private attach(scroller: HTMLElement | null): void {
    this.connection.abort();
    this.resized?.disconnect();
    this.scroller = scroller;
    if (!scroller) return;
    this.top = scroller.scrollTop;
    this.connection = new AbortController();
    scroller.addEventListener('scroll', this.onScroll, { passive: true, signal: this.connection.signal });
    // Pictures that arrive and panes that change their size must neither push the end out of sight nor move what is read.
    this.resized = new ResizeObserver(this.settle);
    this.resized.observe(scroller);
  }

  /** After layout, before it is seen: the sizes are taken, and what was at its place is put there again. */
  private readonly settle = (): void => {
    const { scroller } = this;
    // Hidden, nothing has a size.
    if (!scroller || scroller.clientHeight === 0) return;
    this.unsettled = false;
    for (const { key, child } of this.items()) this.window.measured(key, child.getBoundingClientRect().height);
    if (this.atEnd) this.keepEnd(scroller);
    else this.keepPlace(scroller);
    this.note(scroller);
    if (!this.window.covers(this.view)) this.drawSoon();
  };

  private readonly onScroll = (): void => {
    const { scroller } = this;
    if (!scroller || scroller.clientHeight === 0) return;
    if (this.unsettled) this.settle();
    const before = this.atEnd;
    this.atEnd = this.isNearEnd(scroller);
    this.note(scroller);
    if (scroller.scrollTop < nearStart && scroller.scrollHeight > scroller.clientHeight + nearStart) this.options.onStart();
    if (before !== this.atEnd || !this.window.covers(this.view)) this.host.requestUpdate();
  };

  private keepEnd(scroller: HTMLElement): void {
    // The event of a scroll comes late: whoever has just moved up is not pulled back by what arrives.
    if (scroller.scrollTop >= this.top - nearEnd || this.isNearEnd(scroller)) return this.follow(scroller);
    this.atEnd = false;
    this.drawSoon();
  }

  /** In a frame of its own: what changes a size while sizes are told is reported to the page as an error. */
  private drawSoon(): void {
    requestAnimationFrame(() => this.host.requestUpdate());
  }

  private follow(scroller: HTMLElement): void {
    scroller.scrollTop = scroller.scrollHeight;
    this.top = scroller.scrollTop;
  }

  private keepPlace(scroller: HTMLElement): void {
    const { anchor } = this;
    const found = anchor && this.items().find(({ key }) => key === anchor.key);
    if (!found) return;
    // What was scrolled since, and not told yet, is meant; not so where the end came nearer than one stood.
    const scrolled = scroller.scrollTop - this.top;
    const expected = anchor.offset - (scrolled < 0 && this.fromEnd(scroller) < 1 ? 0 : scrolled);
    const moved = found.child.getBoundingClientRect().top - scroller.getBoundingClientRect().top - expected;
    if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
  }

  /** Remembers what is being read, and where. */
  private note(scroller: HTMLElement): void {
    this.top = scroller.scrollTop;
    this.height = scroller.clientHeight;
    this.anchor = this.atEnd ? null : this.inSight(scroller);
  }

  /**
   * The second message that begins in sight, for the first may join the run of one that comes above it; else what there is.
   * In a gap it is the one that would be there.
   */
  private inSight(scroller: HTMLElement): Anchor | null {
    const { top, bottom } = scroller.getBoundingClientRect();
    const seen: Anchor[] = [];
    for (const { key, steady, child } of this.items()) {
      const rect = child.getBoundingClientRect();
      if (rect.top >= bottom || seen.length > 2) break;
      if (steady && rect.bottom > top) seen.push({ key, offset: rect.top - top });
    }
    const whole = seen.filter(({ offset }) => offset >= 0);
    return whole[1] ?? whole[0] ?? seen[0] ?? this.window.at(top - (this.thread?.getBoundingClientRect().top ?? top));
  }

  private items(): { key: string; steady: boolean; child: Element }[] {
    const children = this.thread?.children ?? [];
    return this.window.drawn.flatMap((one, index) => {
      const child = children[index];
      return one.kind === 'item' && child ? [{ key: one.key, steady: one.steady, child }] : [];
    });
  }

  private isNearEnd(scroller: HTMLElement): boolean {
    return this.fromEnd(scroller) < nearEnd;
  }

  private fromEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
    return scrollHeight - scrollTop - clientHeight;
  }
}
