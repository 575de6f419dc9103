import type { MediaFrame } from './out-stream.ts';
import { frameSamples, silentByte } from './ulaw.ts';

const keys = '0123456789*#ABCD';
/** Events remembered, so that a late packet of the last key is not taken for a new one. */
const remembered = 4;
/** Keys a second and at once; nobody presses faster, a broken phone may. */
const fastest = { rate: 25, burst: 25 };

/** Keys pressed on one phone (RFC 4733): one for all packets with the same timestamp, however often its end is repeated. */
export class DigitReader {
  readonly #seen: number[] = [];
  #tokens = fastest.burst;
  #at: number | null = null;

  /** The key, where this packet is the first of a new one. `now` in ms. */
  read({ payload, timestamp }: MediaFrame, now: number): string | null {
    const key = keys[payload[0] ?? keys.length];
    if (payload.length < 4 || key === undefined || this.#seen.includes(timestamp)) return null;
    this.#seen.push(timestamp);
    if (this.#seen.length > remembered) this.#seen.shift();
    return this.#mayPress(now) ? key : null;
  }

  #mayPress(now: number): boolean {
    this.#tokens = Math.min(fastest.burst, this.#tokens + ((now - (this.#at ?? now)) / 1000) * fastest.rate);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}

/** The same packet with nothing in it, so that the numbers a listener counts by go on. A telephone event becomes the silence of the time it stood for. */
export function silenced(frame: MediaFrame): MediaFrame {
  if (frame.kind === 'audio') return { ...frame, payload: Buffer.alloc(frame.payload.length, silentByte) };
  const duration = frame.payload.length >= 4 ? frame.payload.readUInt16BE(2) : 0;
  const timestamp = (frame.timestamp + Math.max(0, duration - frameSamples)) >>> 0;
  return { ...frame, kind: 'audio', timestamp, payload: Buffer.alloc(frameSamples, silentByte) };
}
