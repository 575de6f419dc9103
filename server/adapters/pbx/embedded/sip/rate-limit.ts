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
  /** Over UDP: one address nobody knows yet, and all of them together; a phone that has registered; a carrier. */
  stranger: { rate: 10, burst: 40 },
  strangers: { rate: 50, burst: 200 },
  phone: { rate: 30, burst: 120 },
  carrier: { rate: 400, burst: 1200 },
  /** A datagram of SIP; a carrier's longest are some thousands. */
  datagramBytes: 16 * 1024,
  /** RFC 7118 leaves the size open; no SIP message of a phone comes near this. */
  frameBytes: 64 * 1024,
} as const;

const maximumAddresses = 10_000;
/** ms; looking for room among ten thousand must not become the flood's work. */
const sweepInterval = 1_000;

/** Buckets by address; an address that has been silent costs nothing, and one more than there is room for is refused. */
export class AddressLimiter {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #limit: { readonly rate: number; readonly burst: number };
  #sweptAt = -sweepInterval;

  constructor(limit: { readonly rate: number; readonly burst: number } = limits.address) {
    this.#limit = limit;
  }

  take(address: string, now: number): boolean {
    let bucket = this.#buckets.get(address);
    if (!bucket) {
      if (this.#buckets.size >= maximumAddresses) this.#sweep(now);
      if (this.#buckets.size >= maximumAddresses) return false;
      bucket = new TokenBucket(this.#limit.rate, this.#limit.burst, now);
      this.#buckets.set(address, bucket);
    }
    return bucket.take(now);
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < sweepInterval) return;
    this.#sweptAt = now;
    for (const [address, bucket] of this.#buckets) if (bucket.full(now)) this.#buckets.delete(address);
  }
}
