import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How many items one key press moves over. */
interface Shape {
  /** Items beside each other in one row; 1 for a plain list. */
  columns?: number;
  /** Items a page key moves over. */
  page?: number;
  rightToLeft?: boolean;
  /** Left and right move too, in a list with one column (toolbars, tabs). */
  horizontal?: boolean;
}

/** The index a key leads to, or null where the key means nothing: the same arithmetic for lists in the DOM and windowed ones. */
export function nextIndex(key: string, index: number, count: number, { columns = 1, page = 10, rightToLeft = false, horizontal = false }: Shape = {}): number | null {
  if (count === 0) return null;
  const aside = columns > 1 || horizontal ? (rightToLeft ? -1 : 1) : 0;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: columns, ArrowUp: -columns, ArrowRight: aside, ArrowLeft: -aside,
    PageDown: page * columns, PageUp: -page * columns, Home: -count, End: count,
  };
  const step = steps[key];
  if (!step) return null;
  return Math.min(count - 1, Math.max(0, index + step));
}

/**
 * One tab stop for many items: the arrows move, Tab leaves. Items are found by selector in the host's shadow root, and
 * carry `tabindex` 0 or -1 as set here.
 */
export class RovingFocus implements ReactiveController {
  private active = 0;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly selector: string,
    private readonly shape: () => Shape = () => ({}),
  ) {
    host.addController(this);
  }

  private get items(): HTMLElement[] {
    return [...(this.host.shadowRoot?.querySelectorAll<HTMLElement>(this.selector) ?? [])];
  }

  hostUpdated(): void {
    const { items } = this;
    this.active = Math.min(this.active, Math.max(0, items.length - 1));
    items.forEach((item, index) => { item.tabIndex = index === this.active ? 0 : -1; });
  }

  /** For `@keydown` on the list. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { items } = this;
    const from = items.findIndex((item) => event.composedPath().includes(item));
    if (from < 0) return;
    const rightToLeft = getComputedStyle(this.host).direction === 'rtl';
    const to = nextIndex(event.key, from, items.length, { rightToLeft, ...this.shape() });
    if (to === null) return;
    event.preventDefault();
    this.focus(to);
  };

  /** For `@focusin` on the list: a click moves the tab stop too. */
  readonly onFocusin = (event: FocusEvent): void => {
    const index = this.items.findIndex((item) => event.composedPath().includes(item));
    if (index >= 0) this.active = index;
    this.hostUpdated();
  };

  focus(index = this.active): void {
    this.active = index;
    this.hostUpdated();
    this.items[index]?.focus();
  }
}
