/**
 * Replay protection of RFC 3711 §3.3.2 for one RTP source: a window of 64 packets behind the highest sequence number
 * seen. The SRTP library has none of its own.
 */
export class ReplayWindow {
  #highest = -1;
  #seen = 0n;

  /** Whether a packet with this 16-bit sequence number is new. Asked before the packet is authenticated. */
  isFresh(sequence: number): boolean {
    if (this.#highest < 0) return true;
    const ahead = (sequence - this.#highest) & 0xffff;
    if (ahead !== 0 && ahead < 0x8000) return true;
    const behind = (this.#highest - sequence) & 0xffff;
    return behind < 64 && (this.#seen & (1n << BigInt(behind))) === 0n;
  }

  /** Remembers a packet; call it only after its authentication tag was checked, or a forger could move the window. */
  mark(sequence: number): void {
    const ahead = this.#highest < 0 ? 1 : (sequence - this.#highest) & 0xffff;
    if (ahead !== 0 && ahead < 0x8000) {
      this.#seen = ahead >= 64 || this.#highest < 0 ? 1n : ((this.#seen << BigInt(ahead)) | 1n) & 0xffffffffffffffffn;
      this.#highest = sequence;
      return;
    }
    const behind = (this.#highest - sequence) & 0xffff;
    if (behind < 64) this.#seen |= 1n << BigInt(behind);
  }
}
