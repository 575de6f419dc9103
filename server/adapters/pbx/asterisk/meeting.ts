import type { Calls } from './calls.ts';
import type { Switchboard } from './switchboard.ts';
import { participants, present } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';

/**
 * Who meets whom, where we have parted what Asterisk's Dial had put together: until nobody of two is gone or holds, who is there hears
 * music; then they are joined.
 */
export class Meeting {
  readonly #calls: Calls;
  readonly #switchboard: Switchboard;
  /** Calls whose sides have been parted, and are not joined yet. */
  readonly #parted = new Set<string>();

  /** Everybody of a conference is where the others are. */
  readonly #confer: (call: Readonly<Tracked>) => Promise<void>;

  constructor(calls: Calls, switchboard: Switchboard, confer: (call: Readonly<Tracked>) => Promise<void>) {
    this.#calls = calls;
    this.#switchboard = switchboard;
    this.#confer = confer;
  }

  /** One side is gone: the other one hears music until the next page is there. */
  async part(call: Readonly<Tracked>, gone: Readonly<Channel>): Promise<void> {
    // The others of a conference go on.
    if (call.conference === true && present(call).length > 1) return void await this.#switchboard.send(gone.name, 'klapka-away', call.to);
    const [other, ...more] = participants(call).filter((leg) => leg !== gone);
    if (!other || more.length > 0 || this.#parted.has(call.id)) return;
    this.#parted.add(call.id);
    await this.#switchboard.send(other.name, 'klapka-music', call.to, { channel: gone.name, place: 'klapka-away' });
  }

  /** Joins two who are there as soon as nobody is gone and nobody holds. `back`: who has come just now. */
  async connect(call: Readonly<Tracked>, back?: Readonly<Channel>): Promise<void> {
    const switchboard = this.#switchboard;
    if (call.conference === true) {
      this.#parted.delete(call.id);
      return this.#confer(call);
    }
    const [first, second] = participants(call);
    if (!first) return;
    if (!second) {
      // Nobody but the PBX was called, and it is called again.
      if (back) await switchboard.send(first.name, 'klapka', call.to);
      return;
    }
    if ([first, second].some(({ away }) => away)) return void this.#parted.add(call.id);
    if ([first, second].some(({ held }) => held === true)) return this.#wait(call, first, second);
    this.#parted.delete(call.id);
    await switchboard.join(first.name, second.name, call.to);
  }

  /** A phone holds no more. */
  unheld(callId: string): void {
    const call = this.#calls.get(callId);
    if (call && this.#parted.has(callId)) void this.connect(call);
  }

  ended(callId: string): void {
    this.#parted.delete(callId);
  }

  /** Asterisk forgets who holds when two meet: until then both are kept where there is music. */
  async #wait(call: Readonly<Tracked>, first: Readonly<Channel>, second: Readonly<Channel>): Promise<void> {
    if (this.#parted.has(call.id)) return;
    this.#parted.add(call.id);
    await this.#switchboard.send(first.name, 'klapka-music', call.to, { channel: second.name, place: 'klapka-music' });
  }
}
