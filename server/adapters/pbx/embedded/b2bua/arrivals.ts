/** ms after which a leg's media is given up. */
const patience = 5_000;

/** Legs whose media somebody waits for. */
export class Arrivals {
  readonly #waiting = new Map<string, () => void>();

  /** Rejects where it does not come. */
  wait(legId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(legId);
        reject(new Error('The media of a leg did not come'));
      }, patience);
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
