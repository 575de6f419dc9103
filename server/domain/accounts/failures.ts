/** Accounts and addresses remembered at most. */
const maxKeys = 20_000;

/** Counts failures in a sliding minute. An attempt counts when it begins, so that many at once gain nothing. */
export class FailureLimit {
  readonly #limit: number;
  readonly #window: number;
  readonly #times = new Map<string, number[]>();

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#window = windowMs;
  }

  /** Null: go on, and call `forgive` on success. Otherwise the milliseconds until the next attempt is heard. */
  begin(key: string, now: number): number | null {
    const recent = (this.#times.get(key) ?? []).filter((time) => time > now - this.#window);
    const first = recent[0];
    if (recent.length >= this.#limit && first !== undefined) {
      this.#times.set(key, recent);
      return first + this.#window - now;
    }
    if (!this.#times.has(key) && this.#times.size >= maxKeys) this.#forget(now);
    recent.push(now);
    this.#times.set(key, recent);
    return null;
  }

  /** The attempt begun at `at` did not fail. */
  forgive(key: string, at: number): void {
    const times = this.#times.get(key);
    if (!times) return;
    const index = times.lastIndexOf(at);
    if (index >= 0) times.splice(index, 1);
    if (times.length === 0) this.#times.delete(key);
  }

  #forget(now: number): void {
    for (const [key, times] of this.#times) if (times.every((time) => time <= now - this.#window)) this.#times.delete(key);
    if (this.#times.size >= maxKeys) this.#times.clear();
  }
}
