import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** So far beyond the edges counts as in sight, px. */
const margin = 600;

/** Which of the elements that carry `data-file` are in sight of a log, or will be soon: what is far away is not fetched. */
export class InSight implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #scroller: string;
  readonly #ids = new Set<string>();
  #root: Element | null = null;
  #observer: IntersectionObserver | null = null;
  #watched: readonly HTMLElement[] = [];

  constructor(host: ReactiveControllerHost & HTMLElement, scroller: string) {
    this.#host = host;
    this.#scroller = scroller;
    host.addController(this);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot?.querySelector(this.#scroller) ?? null;
    if (root !== this.#root) this.#watch(root);
    const now = [...(root?.querySelectorAll<HTMLElement>('[data-file]') ?? [])];
    for (const element of this.#watched) {
      if (now.includes(element)) continue;
      this.#observer?.unobserve(element);
      this.#ids.delete(element.dataset['file'] ?? '');
    }
    for (const element of now) if (!this.#watched.includes(element)) this.#observer?.observe(element);
    this.#watched = now;
  }

  hostDisconnected(): void {
    this.#watch(null);
  }

  #watch(root: Element | null): void {
    this.#observer?.disconnect();
    this.#root = root;
    this.#watched = [];
    this.#ids.clear();
    this.#observer = root && new IntersectionObserver((entries) => this.#changed(entries), { root, rootMargin: `${margin}px 0px` });
  }

  #changed(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const id = target instanceof HTMLElement ? (target.dataset['file'] ?? '') : '';
      if (isIntersecting) this.#ids.add(id);
      else this.#ids.delete(id);
    }
    this.#host.requestUpdate();
  }
}
