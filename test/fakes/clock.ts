import type { Clock } from '../../server/ports/clock.ts';

interface Timer {
  at: number;
  task: () => void;
  signal: AbortSignal | undefined;
}

/** Time that stands still until a test moves it. */
export class TestClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(now = Date.UTC(2026, 10, 23, 9)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void, signal?: AbortSignal): void {
    if (!signal?.aborted) this.#timers.push({ at: this.#now + delay, task, signal });
  }

  /** Moves on, and runs what comes due on the way in its order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.#now = Math.max(this.#now, due.at);
      if (!due.signal?.aborted) due.task();
    }
    this.#now = end;
  }
}
