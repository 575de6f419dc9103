/** Listeners that live as long as their signals. */
export class Listeners<Args extends unknown[]> {
  readonly #all = new Set<(...args: Args) => void>();

  add(listener: (...args: Args) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    // A wrapper, so that one function listening under two signals is two listeners.
    const entry = (...args: Args): void => listener(...args);
    this.#all.add(entry);
    signal.addEventListener('abort', () => this.#all.delete(entry), { once: true });
  }

  tell(...args: Args): void {
    for (const listener of [...this.#all]) listener(...args);
  }

  get size(): number {
    return this.#all.size;
  }
}
