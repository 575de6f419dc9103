import type { TabStorage } from '../core/session.ts';

/** A tab's storage in memory; `full` refuses what is written, as the browser does past its quota. */
export class FakeStorage implements TabStorage {
  full = false;
  readonly #entries = new Map<string, string>();

  get length(): number {
    return this.#entries.size;
  }

  key(index: number): string | null {
    return [...this.#entries.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
    this.#entries.set(key, value);
  }

  removeItem(key: string): void {
    this.#entries.delete(key);
  }
}
