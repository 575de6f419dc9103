import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Options {
  count: () => number;
  /** Selectors in the host's shadow root: what scrolls, and the empty blocks that stand for the rows before and after. */
  scroller: string;
  before: string;
  after: string;
  /** An invisible block as high and as wide as a row: the style sheet alone says how high rows are, and how many stand beside each other. */
  gauge: string;
}

/** Lines drawn beyond each edge. */
const overscan = 3;

/**
 * Draws only the rows in sight of a long list with rows of one height: render `first` to `last` (exclusive) between two
 * empty blocks. The size of the DOM is what makes long lists slow, not the scripting.
 */
export class WindowList implements ReactiveController {
  first = 0;
  last = 50;
  /** Rows beside each other. */
  columns = 1;
  /** In CSS pixels; 0 until the gauge was laid out. */
  private rowHeight = 0;
  /** Where the list stands and how much of it is in sight, px, as last told: asked for after a render, they would be computed at once. */
  private top = 0;
  private height = 0;
  private connection = new AbortController();
  private scroller: HTMLElement | null = null;
  private resized: ResizeObserver | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly options: Options,
  ) {
    host.addController(this);
  }

  /** Lines a page key moves over: those in sight but one. */
  get page(): number {
    return Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / (this.rowHeight || 1)) - 1);
  }

  hostUpdated(): void {
    this.attach(this.find(this.options.scroller));
    this.measure();
    this.fill();
  }

  hostDisconnected(): void {
    this.detach();
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  /** Brings a row into sight, above the fold or beneath it, whichever is nearer. */
  reveal(index: number): void {
    const { scroller, rowHeight } = this;
    const before = this.find(this.options.before);
    if (!scroller || !before) return;
    const { scrollTop, clientHeight } = scroller;
    // A heading that sticks to the top takes its height of the room there is.
    const heading = before.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scrollTop;
    const top = Math.floor(index / this.columns) * rowHeight;
    if (top < scrollTop) scroller.scrollTop = top;
    else if (top + rowHeight + heading > scrollTop + clientHeight) scroller.scrollTop = top + rowHeight + heading - clientHeight;
    this.look();
  }

  private find(selector: string): HTMLElement | null {
    return this.host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  private attach(scroller: HTMLElement | null): void {
    if (scroller === this.scroller) return;
    this.detach();
    this.scroller = scroller;
    this.top = 0;
    const gauge = this.find(this.options.gauge);
    if (!scroller || !gauge) return;
    this.connection = new AbortController();
    scroller.addEventListener('scroll', this.look, { passive: true, signal: this.connection.signal });
    // Sizes come with the observation, after layout: nothing is read that would have to be computed at once, and nothing per row.
    // What is drawn waits for a frame of its own: what changes a size while sizes are told is reported to the page as an error.
    this.resized = new ResizeObserver((entries) => {
      const size = entries.findLast(({ target }) => target === gauge)?.contentRect;
      if (size && size.height > 0) this.shape(size.height, Math.max(1, Math.round(scroller.clientWidth / size.width)));
      requestAnimationFrame(this.look);
    });
    this.resized.observe(scroller);
    this.resized.observe(gauge);
  }

  private detach(): void {
    this.connection.abort();
    this.resized?.disconnect();
    this.scroller = null;
  }

  /** Another density or width: what was on top stays there. */
  private shape(rowHeight: number, columns: number): void {
    if (!this.scroller) return;
    const onTop = this.rowHeight > 0 ? (this.scroller.scrollTop / this.rowHeight) * this.columns : 0;
    Object.assign(this, { rowHeight, columns });
    this.fill();
    if (onTop > 0) this.scroller.scrollTop = (onTop / columns) * rowHeight;
  }

  private fill(): void {
    const { options, rowHeight, columns, first, last } = this;
    const height = (rows: number): string => `${Math.ceil(Math.max(0, rows) / columns) * rowHeight}px`;
    this.find(options.before)?.style.setProperty('block-size', height(first));
    this.find(options.after)?.style.setProperty('block-size', height(options.count() - last));
  }

  private readonly look = (): void => {
    if (!this.scroller) return;
    this.top = this.scroller.scrollTop;
    this.height = this.scroller.clientHeight;
    this.measure();
  };

  private measure(): void {
    const { scroller, rowHeight, columns, top, height } = this;
    if (!scroller || rowHeight === 0) return;
    const { count } = this.options;
    const first = Math.max(0, Math.min(Math.ceil(count() / columns), Math.floor(top / rowHeight)) - overscan) * columns;
    const last = Math.min(count(), (Math.ceil((top + height) / rowHeight) + overscan) * columns);
    if (first === this.first && last === this.last) return;
    this.first = first;
    this.last = last;
    this.host.requestUpdate();
  }
}
