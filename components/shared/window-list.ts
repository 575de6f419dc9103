import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Options {
  /** Height of every row in CSS pixels. */
  rowHeight: number;
  count: () => number;
  /** Selectors in the host's shadow root: what scrolls, and the empty blocks that stand for the rows before and after. */
  scroller: string;
  before: string;
  after: string;
  /** Rows drawn beyond each edge. */
  overscan?: number;
}

/**
 * Draws only the rows in sight of a long list with rows of one height: render `first` to `last` (exclusive) between two
 * empty blocks. The size of the DOM is what makes long lists slow, not the scripting.
 */
export class WindowList implements ReactiveController {
  first = 0;
  last = 50;
  private connection = new AbortController();
  private scroller: HTMLElement | null = null;
  private resized: ResizeObserver | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: Options,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const { rowHeight, count, scroller, before, after } = this.options;
    this.attach(this.find(scroller));
    this.measure();
    this.find(before)?.style.setProperty('block-size', `${this.first * rowHeight}px`);
    this.find(after)?.style.setProperty('block-size', `${Math.max(0, count() - this.last) * rowHeight}px`);
  }

  hostDisconnected(): void {
    this.detach();
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  /** Brings a row into sight, above the fold or beneath it, whichever is nearer. */
  reveal(index: number): void {
    if (!this.scroller) return;
    const { rowHeight } = this.options;
    const { scrollTop, clientHeight } = this.scroller;
    const top = index * rowHeight;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.scroller.scrollTop = top + rowHeight - clientHeight;
    this.measure();
  }

  private find(selector: string): HTMLElement | null {
    return this.host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  private attach(scroller: HTMLElement | null): void {
    if (scroller === this.scroller) return;
    this.detach();
    this.scroller = scroller;
    if (!scroller) return;
    this.connection = new AbortController();
    scroller.addEventListener('scroll', this.measure, { passive: true, signal: this.connection.signal });
    this.resized = new ResizeObserver(this.measure);
    this.resized.observe(scroller);
  }

  private detach(): void {
    this.connection.abort();
    this.resized?.disconnect();
    this.scroller = null;
  }

  private readonly measure = (): void => {
    if (!this.scroller) return;
    const { rowHeight, count, overscan = 6 } = this.options;
    const { scrollTop, clientHeight } = this.scroller;
    const first = Math.max(0, Math.min(count(), Math.floor(scrollTop / rowHeight)) - overscan);
    const last = Math.min(count(), Math.ceil((scrollTop + clientHeight) / rowHeight) + overscan);
    if (first === this.first && last === this.last) return;
    this.first = first;
    this.last = last;
    this.host.requestUpdate();
  };
}
