import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Nearer to the end than this counts as "at the end", px. */
const nearEnd = 48;
/** Nearer to the start than this asks for older messages, px. */
const nearStart = 160;

/** Where a log stands: it follows its end while one reads there, and stays put when something is added above. */
export class LogScroll implements ReactiveController {
  atEnd = true;
  private height = 0;
  /** Where the end was last kept, px from the top. */
  private top = 0;
  private firstKey = '';
  private scroller: HTMLElement | null = null;
  private connection = new AbortController();
  private resized: ResizeObserver | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly selector: string,
    private readonly onStart: () => void,
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
    this.top = 0;
    this.firstKey = '';
  }

  toEnd(): void {
    this.atEnd = true;
    this.scroller?.scrollTo({ top: this.scroller.scrollHeight });
    this.host.requestUpdate();
  }

  hostUpdated(): void {
    const scroller = this.host.shadowRoot?.querySelector<HTMLElement>(this.selector) ?? null;
    if (scroller !== this.scroller) this.attach(scroller);
    if (!scroller) return;
    const firstKey = scroller.querySelector<HTMLElement>('[data-seq]')?.dataset['seq'] ?? '';
    // Older messages came in above: what is being read must not move. Not every browser anchors by itself at the very top.
    if (this.firstKey && firstKey && firstKey !== this.firstKey && !this.atEnd) scroller.scrollTop += scroller.scrollHeight - this.height;
    else this.keepEnd();
    this.firstKey = firstKey;
    this.height = scroller.scrollHeight;
  }

  private attach(scroller: HTMLElement | null): void {
    this.connection.abort();
    this.resized?.disconnect();
    this.scroller = scroller;
    if (!scroller) return;
    this.connection = new AbortController();
    scroller.addEventListener('scroll', this.measure, { passive: true, signal: this.connection.signal });
    // Pictures that arrive and panes that change their size must not push the end out of sight.
    scroller.addEventListener('load', this.keepEnd, { capture: true, signal: this.connection.signal });
    this.resized = new ResizeObserver(this.keepEnd);
    this.resized.observe(scroller);
  }

  private readonly keepEnd = (): void => {
    const { scroller } = this;
    if (!scroller || !this.atEnd) return;
    // The event of a scroll comes late: whoever has just moved up is not pulled back by a picture that arrives.
    if (scroller.scrollTop < this.top - nearEnd && !this.isNearEnd(scroller)) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.top = scroller.scrollTop;
  };

  private isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
    return scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  private readonly measure = (): void => {
    const { scroller } = this;
    if (!scroller) return;
    const atEnd = this.isNearEnd(scroller);
    if (atEnd) this.top = scroller.scrollTop;
    if (scroller.scrollTop < nearStart && scroller.scrollHeight > scroller.clientHeight + nearStart) this.onStart();
    if (atEnd === this.atEnd) return;
    this.atEnd = atEnd;
    this.host.requestUpdate();
  };
}
