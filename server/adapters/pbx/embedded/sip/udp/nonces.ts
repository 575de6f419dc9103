import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** ms a challenge may be answered. */
const lifetime = 60_000;

/**
 * Challenges for senders without a connection. Nothing is kept of one that is only asked for: it says when and whom it was made
 * for, and is signed. One that was answered is good once for each count (RFC 2617 §3.2.2, `nc`), so that a recorded answer is not.
 */
export class Nonces {
  readonly #key = randomBytes(32);
  /** Nonce and count, by when they are of no more use. */
  readonly #used = new Map<string, number>();

  create(address: string, now: number): string {
    const at = now.toString(36);
    return `${at}.${this.#signature(at, address)}`;
  }

  /** Whether we made it, for this address; `stale`: too long ago. */
  check(nonce: string, address: string, now: number): 'good' | 'stale' | 'foreign' {
    const [at = '', signature = ''] = nonce.split('.');
    const expected = Buffer.from(this.#signature(at, address));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'foreign';
    return now - Number.parseInt(at, 36) <= lifetime ? 'good' : 'stale';
  }

  /** Whether a proved answer is the first with its count. */
  use(nonce: string, count: string, now: number): boolean {
    for (const [key, until] of this.#used) {
      if (until > now) break;
      this.#used.delete(key);
    }
    const key = `${nonce} ${count}`;
    if (this.#used.has(key)) return false;
    this.#used.set(key, now + 2 * lifetime);
    return true;
  }

  #signature(at: string, address: string): string {
    return createHmac('sha256', this.#key).update(`${at} ${address}`).digest('base64url').slice(0, 22);
  }
}
