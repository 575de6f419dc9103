import { JitterBuffer } from './jitter-buffer.ts';
import type { MediaFrame } from './out-stream.ts';
import type { Playing } from './player.ts';
import { frameSamples, silentByte, toUlaw } from './ulaw.ts';

const silence = Buffer.alloc(frameSamples, silentByte);

/** The voices somebody mixes or records, each decoded once a tick however many hear it. */
export class MixingDesk {
  readonly #buffers = new Map<string, JitterBuffer>();
  /** Who says something in this tick. */
  readonly #voices = new Map<string, Int16Array>();
  readonly #total = new Int32Array(frameSamples);
  readonly #sum = new Int16Array(frameSamples);

  /** Whose voices are wanted from now on. */
  want(legIds: ReadonlySet<string>): void {
    for (const legId of this.#buffers.keys()) if (!legIds.has(legId)) this.#buffers.delete(legId);
    for (const legId of legIds) if (!this.#buffers.has(legId)) this.#buffers.set(legId, new JitterBuffer());
  }

  /** What the leg has said already and nobody has heard yet is not heard any more. */
  silence(legId: string): void {
    if (this.#buffers.has(legId)) this.#buffers.set(legId, new JitterBuffer());
  }

  heard(legId: string, frame: MediaFrame): void {
    this.#buffers.get(legId)?.put(frame.timestamp, frame.payload);
  }

  tick(): void {
    this.#voices.clear();
    for (const [legId, buffer] of this.#buffers) {
      const voice = buffer.take();
      if (voice) this.#voices.set(legId, voice);
    }
  }

  /** What these legs say together, or null where none says anything. Good until the next call. */
  sum(legIds: readonly string[]): Int16Array | null {
    const voices = legIds.map((legId) => this.#voices.get(legId)).filter((voice) => voice !== undefined);
    if (voices.length <= 1) return voices[0] ?? null;
    this.#total.fill(0);
    for (const voice of voices) {
      for (let index = 0; index < frameSamples; index++) this.#total[index] = (this.#total[index] ?? 0) + (voice[index] ?? 0);
    }
    for (let index = 0; index < frameSamples; index++) this.#sum[index] = Math.max(-32768, Math.min(32767, this.#total[index] ?? 0));
    return this.#sum;
  }
}

/** Ticks for which a key of one speaker keeps the others' keys away. */
const keyTicks = 10;

/** Several legs as one stream of its own counting. While nobody speaks it is silence, so that the listener's clock goes on. */
export class Mix implements Playing {
  readonly #desk: MixingDesk;
  legs: readonly string[];
  #sequence = 0;
  #tick = 0;
  #key: { speaker: string; timestamp: number; mapped: number; tick: number } | null = null;

  constructor(desk: MixingDesk, legs: readonly string[]) {
    this.#desk = desk;
    this.legs = legs;
  }

  next(): MediaFrame {
    const voices = this.#desk.sum(this.legs);
    const timestamp = (this.#tick * frameSamples) >>> 0;
    const frame: MediaFrame = { payload: voices ? toUlaw(voices) : silence, sequence: this.#nextSequence(), timestamp, marker: this.#tick === 0, kind: 'audio' };
    this.#tick++;
    return frame;
  }

  /**
   * A telephone event of one of the legs, between the mixed frames and in their time: a menu somewhere else must hear the
   * digits of an agent whose supervisor speaks along. One key at a time, others' are left out.
   */
  event(speaker: string, frame: MediaFrame): MediaFrame | null {
    const key = this.#key;
    const same = key?.speaker === speaker && key.timestamp === frame.timestamp;
    if (key && key.speaker !== speaker && this.#tick - key.tick < keyTicks) return null;
    const mapped = same ? key.mapped : (this.#tick * frameSamples) >>> 0;
    this.#key = { speaker, timestamp: frame.timestamp, mapped, tick: this.#tick };
    return { ...frame, sequence: this.#nextSequence(), timestamp: mapped };
  }

  #nextSequence(): number {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xffff;
    return sequence;
  }
}
