/** Phones that ring for a caller, together. */
export interface Round {
  ringing: Set<string>;
  /** All that rang in it, so that none rings twice. */
  rung: Set<string>;
  timer: NodeJS.Timeout;
}

/** Somebody who waits in a queue. */
export class Caller {
  readonly callId: string;
  /** Whose own phone must not ring for it. */
  readonly number: string;
  readonly since: number;
  round: Round | null = null;
  /** Nobody took it just now, and nobody else is rung yet. */
  resting = false;
  readonly #missed = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What was to be said at the beginning was said, or nothing had to. */
  greeted = false;

  constructor(callId: string, number: string, since: number) {
    this.callId = callId;
    this.number = number;
    this.since = since;
  }

  missed(extensionNumber: string): number {
    return this.#missed.get(extensionNumber) ?? 0;
  }

  miss(extensionNumber: string): void {
    this.#missed.set(extensionNumber, this.missed(extensionNumber) + 1);
  }

  /** Nothing comes of it once they are gone. */
  after(milliseconds: number, perform: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      perform();
    }, milliseconds);
    this.#timers.add(timer);
  }

  stop(): void {
    if (this.round) clearTimeout(this.round.timer);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
