import type { Visit } from '../b2bua/visit.ts';

/** A call may try three times. */
const triesOfCall = 3;
/** So many wrong ones in a row lock the mailbox for a while, so that nobody tries all PINs in many calls. */
const triesOfMailbox = 12;
const locked = 15 * 60_000;

/** Who may try the PIN of one mailbox. */
export class PinGuard {
  readonly #now: () => number;
  readonly #tries = new WeakMap<Visit, number>();
  #wrong = 0;
  #lastWrongAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  mayTry(visit: Visit): boolean {
    if (this.#now() - this.#lastWrongAt > locked) this.#wrong = 0;
    return (this.#tries.get(visit) ?? 0) < triesOfCall && this.#wrong < triesOfMailbox;
  }

  isRight(visit: Visit, pin: string, tried: string): boolean {
    if (tried === pin) {
      this.#wrong = 0;
      return true;
    }
    this.#tries.set(visit, (this.#tries.get(visit) ?? 0) + 1);
    this.#wrong++;
    this.#lastWrongAt = this.#now();
    return false;
  }
}
