import type { Clock } from '../../../../ports/clock.ts';
import { header } from './message.ts';
import type { SipMessage } from './message.ts';

export interface ReinvitesOptions {
  clock: Clock;
  /** How many packets of sound came from the phone in this dialog; null: nobody knows. */
  heard(sipCallId: string): Promise<number | null>;
}

/** ms between two looks, how often is looked at most, and how often where nobody knows: Asterisk may just be about to tell of the dialog. */
const lookEvery = 40;
const looks = 50;
const looksForAnything = 5;

/**
 * Asterisk takes the keys of a phone's media for none where the phone asks for something else, like hold, before they are agreed on: it is
 * never heard again. So a re-INVITE (RFC 3261 §14) waits until the phone is heard, and at most two seconds.
 */
export class Reinvites {
  readonly #options: ReinvitesOptions;
  /** What lets go who waits, by Call-ID. */
  readonly #waiting = new Map<string, () => void>();

  constructor(options: ReinvitesOptions) {
    this.#options = options;
  }

  /** Hands on what a phone says, in its order. */
  pass(message: SipMessage, forward: () => void): void {
    const sipCallId = header(message, 'call-id');
    // Whatever comes behind it, like the end of the call, has waited long enough.
    this.#waiting.get(sipCallId)?.();
    if (message.method !== 'INVITE' || !/;\s*tag=/i.test(header(message, 'to'))) return forward();
    const waiting = new AbortController();
    const go = (): void => {
      if (waiting.signal.aborted) return;
      waiting.abort();
      this.#waiting.delete(sipCallId);
      forward();
    };
    this.#waiting.set(sipCallId, go);
    void this.#look(sipCallId, 1, waiting.signal, go);
  }

  async #look(sipCallId: string, look: number, waiting: AbortSignal, go: () => void): Promise<void> {
    const heard = await this.#options.heard(sipCallId).catch(() => null);
    if (waiting.aborted) return;
    if ((heard ?? 0) > 0 || look >= (heard === null ? looksForAnything : looks)) return go();
    this.#options.clock.after(lookEvery, () => void this.#look(sipCallId, look + 1, waiting, go), waiting);
  }
}
