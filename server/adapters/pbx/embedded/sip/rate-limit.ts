/** A token bucket: `rate` a second, `burst` at once. */
export class TokenBucket {
  #rate: number;
  #burst: number;
  #tokens: number;
  #at: number;

  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  take(now: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** More room for a sender that has proved who it is. */
  widen(rate: number, burst: number): void {
    this.#tokens += burst - this.#burst;
    this.#rate = rate;
    this.#burst = burst;
  }

  full(now: number): boolean {
    return this.#tokens + ((now - this.#at) / 1000) * this.#rate >= this.#burst;
  }
}

export const limits = {
  /** SIP messages of one socket. A phone needs about ten for a call; re-registration and hold are single ones. */
  beforeAuthentication: { rate: 10, burst: 40 },
  authenticated: { rate: 20, burst: 80 },
  /** All sockets of one address: an office behind one router that reconnects at once. */
  address: { rate: 100, burst: 600 },
  /** RFC 7118 leaves the size open; no SIP message of a phone comes near this. */
  frameBytes: 64 * 1024,
} as const;

const maximumAddresses = 10_000;

/** Buckets by address; an address that has been silent costs nothing. */
export class AddressLimiter {
  readonly #buckets = new Map<string, TokenBucket>();

  take(address: string, now: number): boolean {
    let bucket = this.#buckets.get(address);
    if (!bucket) {
      if (this.#buckets.size >= maximumAddresses) this.#sweep(now);
      bucket = new TokenBucket(limits.address.rate, limits.address.burst, now);
      this.#buckets.set(address, bucket);
    }
    return bucket.take(now);
  }

  #sweep(now: number): void {
    for (const [address, bucket] of this.#buckets) if (bucket.full(now)) this.#buckets.delete(address);
  }
}
