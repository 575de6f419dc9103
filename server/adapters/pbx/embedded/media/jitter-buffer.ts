import { frameSamples, fromUlaw } from './ulaw.ts';

/** Samples kept, a power of two: half a second. What is further away belongs to another stream. */
const capacity = 4096;
const firstDelay = 2 * frameSamples;
const longestDelay = 5 * frameSamples;
/** Ticks between two steps back. */
const patience = 25;
/** Ticks after which a sender that is always late counts as one that began anew. */
const lateForGood = 10;
/** Ticks in which more than enough must be waiting all the time before some of it is skipped. */
const calm = 100;
/** Samples that wait at a tick when the delay is right: the delay, and the packet that has just come. */
const enough = firstDelay + frameSamples;

/**
 * One speaker's voice on the PBX's own clock, for mixing: put in by RTP time as packets come, taken out a frame a tick.
 * Starts 40 ms behind. What comes too late is lost and pushes the reading back by a frame, up to 100 ms; what waits
 * needlessly for two seconds is skipped, which also makes up for a sender whose clock is faster. What is missing is
 * silence. Packets may have any length.
 */
export class JitterBuffer {
  readonly #samples = new Int16Array(capacity);
  readonly #frame = new Int16Array(frameSamples);
  /** Where the reading is and where the writing has been, in samples since the stream began. */
  #read = 0;
  #end = 0;
  #delay = firstDelay;
  #last: { timestamp: number; position: number } | null = null;
  #tick = 0;
  #lateSince: number | null = null;
  #steppedAt = -patience;
  #leastWaiting = Infinity;
  #calmSince = 0;

  put(timestamp: number, payload: Uint8Array): void {
    if (payload.length === 0 || payload.length > capacity / 2) return;
    let position = this.#place(timestamp);
    if (this.#isElsewhere(position, payload.length)) {
      this.#restart();
      position = 0;
    }
    this.#last = { timestamp, position };
    if (position < this.#read) this.#late();
    else this.#lateSince = null;
    for (let index = Math.max(0, this.#read - position); index < payload.length; index++) {
      this.#samples[(position + index) & (capacity - 1)] = fromUlaw(payload[index] ?? 0);
    }
    this.#end = Math.max(this.#end, position + payload.length);
  }

  #place(timestamp: number): number {
    return this.#last ? this.#last.position + ((timestamp - this.#last.timestamp) | 0) : 0;
  }

  #isElsewhere(position: number, length: number): boolean {
    if (!this.#last || position + length - this.#read > capacity || this.#read - position > capacity) return true;
    return position < this.#read && this.#lateSince !== null && this.#tick - this.#lateSince >= lateForGood;
  }

  #restart(): void {
    this.#samples.fill(0);
    this.#read = -this.#delay;
    this.#end = 0;
    this.#lateSince = null;
    this.#beCalm();
  }

  #late(): void {
    this.#lateSince ??= this.#tick;
    if (this.#delay >= longestDelay || this.#tick - this.#steppedAt < patience) return;
    this.#steppedAt = this.#tick;
    this.#delay += frameSamples;
    this.#read -= frameSamples;
  }

  /** The next 20 ms, or null where there is nothing but silence. Good until the next call. */
  take(): Int16Array | null {
    this.#tick++;
    if (!this.#last) return null;
    this.#skip();
    let any = 0;
    for (let index = 0; index < frameSamples; index++) {
      const slot = (this.#read + index) & (capacity - 1);
      const sample = this.#samples[slot] ?? 0;
      this.#samples[slot] = 0;
      this.#frame[index] = sample;
      any |= sample;
    }
    this.#read += frameSamples;
    return any === 0 ? null : this.#frame;
  }

  #skip(): void {
    this.#leastWaiting = Math.min(this.#leastWaiting, this.#end - this.#read);
    if (this.#tick - this.#calmSince < calm) return;
    const frames = Math.floor((this.#leastWaiting - enough) / frameSamples);
    this.#beCalm();
    if (frames <= 0) return;
    this.#delay = Math.max(firstDelay, this.#delay - frames * frameSamples);
    for (let index = 0; index < frames * frameSamples; index++) this.#samples[(this.#read + index) & (capacity - 1)] = 0;
    this.#read += frames * frameSamples;
  }

  #beCalm(): void {
    this.#leastWaiting = Infinity;
    this.#calmSince = this.#tick;
  }
}
