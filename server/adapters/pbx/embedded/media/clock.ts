/** 20 ms ticks that do not drift. Runs only while somebody listens; a late thread catches up with at most five ticks. */
export class MediaClock {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  #next = 0;

  add(listener: () => void): void {
    this.#listeners.add(listener);
    if (this.#timer) return;
    this.#next = performance.now() + 20;
    this.#schedule();
  }

  remove(listener: () => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || !this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#next - performance.now()));
  }

  #tick(): void {
    const now = performance.now();
    if (now - this.#next > 100) this.#next = now - 100;
    while (this.#next <= now) {
      this.#next += 20;
      for (const listener of [...this.#listeners]) listener();
    }
    if (this.#listeners.size > 0) this.#schedule();
  }
}
