/** ms after which a leg is taken for connected that never told. */
const patience = 5_000;

/** Legs whose media somebody waits for. */
export class Arrivals {
  readonly #waiting = new Map<string, () => void>();

  wait(legId: string): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.arrived(legId), patience);
      this.#waiting.set(legId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  arrived(legId: string): void {
    const ready = this.#waiting.get(legId);
    this.#waiting.delete(legId);
    ready?.();
  }
}
