/** A clock that stands still until it is moved; tasks run in order of their time, those of one time in order of asking. */
export class FakeClock {
  #now: number;
  #order = 0;
  #tasks: { at: number; order: number; task: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  /** ms since the epoch. */
  get now(): number {
    return this.#now;
  }

  /** Runs `task` once `delay` ms from now; `Infinity` never comes. Gives back how to cancel it. */
  after(delay: number, task: () => void): () => void {
    const entry = { at: this.#now + delay, order: this.#order++, task };
    if (Number.isFinite(delay)) this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  advance(by: number): void {
    const end = this.#now + by;
    for (;;) {
      const next = this.#tasks.filter((task) => task.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#tasks = this.#tasks.filter((task) => task !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }

  clear(): void {
    this.#tasks = [];
  }
}
