import type { Clock } from '../../../ports/clock.ts';

export interface SilenceOptions {
  clock: Clock;
  /** Until when anything is listened to at all. */
  life: AbortSignal;
  /** ms without a packet after which a phone is silent. */
  quietAfter: number;
  /** Packets that came from a channel so far; null: nobody knows. */
  heard(channel: string): Promise<number | null>;
}

/** A side that is listened to. */
export interface Listened {
  /** Its channel now; null: there is none, or no reason to listen any more. */
  channel(): string | null;
  quiet(): void;
  heardAgain(): void;
}

const lookEvery = 500;

/** Listens whether anything still comes from phones whose socket is gone: Asterisk itself tells nobody before it gives a channel up. */
export class Silence {
  readonly #options: SilenceOptions;
  readonly #listened = new Set<string>();

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Listens to a side until its channel is null; one that is listened to already is not listened to twice. */
  listen(legId: string, side: Listened): void {
    if (this.#listened.has(legId)) return;
    this.#listened.add(legId);
    this.#look(legId, side, { count: -1, since: this.#options.clock.now(), quiet: false });
  }

  #look(legId: string, side: Listened, before: { count: number; since: number; quiet: boolean }): void {
    const { clock, quietAfter, life } = this.#options;
    clock.after(lookEvery, () => {
      const channel = side.channel();
      if (channel === null) return void this.#listened.delete(legId);
      void this.#options.heard(channel).then((heard) => {
        const now = clock.now();
        const count = heard ?? before.count;
        if (count !== before.count) {
          if (before.quiet) side.heardAgain();
          return this.#look(legId, side, { count, since: now, quiet: false });
        }
        const quiet = now - before.since >= quietAfter;
        if (quiet && !before.quiet) side.quiet();
        this.#look(legId, side, { ...before, quiet });
      });
    }, life);
  }
}
