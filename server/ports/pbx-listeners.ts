import type { Logger } from './logger.ts';
import type { PbxEvent } from './pbx.ts';

/** Who hears what a PBX tells, for every adapter alike. A listener that throws is logged and costs the others nothing. */
export class PbxListeners {
  readonly #listeners = new Set<(event: PbxEvent) => void>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(listener: (event: PbxEvent) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  tell(event: PbxEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error({ err: error }, 'A listener of PBX events failed');
      }
    }
  }
}
