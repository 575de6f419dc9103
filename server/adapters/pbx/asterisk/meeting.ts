import type { Clock } from '../../../ports/clock.ts';
import type { Calls } from './calls.ts';
import type { Switchboard } from './switchboard.ts';
import { participants, present, rung } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';

/** ms in which Asterisk tells what phones have done. */
const eventTime = 1_000;

/**
 * Who meets whom, where we have parted what Asterisk's Dial had put together: until nobody of two is gone or holds, who is there hears
 * music; then they are joined.
 */
export class Meeting {
  readonly #calls: Calls;
  readonly #switchboard: Switchboard;
  readonly #clock: Clock;
  /** Calls whose sides have been parted, and are not joined yet. */
  readonly #parted = new Set<string>();
  /** When two were joined last, by call. */
  readonly #joined = new Map<string, number>();

  /** Everybody of a conference is where the others are. */
  readonly #confer: (call: Readonly<Tracked>) => Promise<void>;

  constructor({ calls, switchboard, clock, confer }: { calls: Calls; switchboard: Switchboard; clock: Clock; confer: (call: Readonly<Tracked>) => Promise<void> }) {
    this.#calls = calls;
    this.#switchboard = switchboard;
    this.#clock = clock;
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
    if (back && call.parked) return void await this.#park(call.parked, back);
    if (back && rung(call).some(({ loose }) => loose === true)) return void await switchboard.send(back.name, 'klapka-ringing', call.to);
    if (!second) {
      // Nobody but the PBX was called, and it is called again, where the call has come to.
      if (back) await switchboard.send(first.name, 'klapka', call.at && call.at.kind !== 'voicemail' ? call.at.number : call.to);
      return;
    }
    await this.bring(call.id, first, second);
  }

  /** Joins two, whatever calls they are of; from now on they are of this one. False: one of them is gone. */
  async bring(callId: string, first: Readonly<Channel>, second: Readonly<Channel>): Promise<boolean> {
    const there = [first, second].filter(({ away }) => !away);
    const [one, other] = there;
    if (one && other && !isHeld(one, other)) {
      this.#parted.delete(callId);
      this.#joined.set(callId, this.#clock.now());
      const joined = await this.#switchboard.join(one.name, other.name, this.#calls.get(callId)?.to ?? '');
      return joined && isHeld(one, other) ? this.bring(callId, one, other) : joined;
    }
    // Asterisk forgets who holds when two meet: until then both are kept where there is music.
    this.#parted.add(callId);
    if (!one) return true;
    // A page is waited for so long and no longer; who holds may do so for as long as they like.
    if (!other) return this.#switchboard.send(one.name, 'klapka-music', '');
    return this.#switchboard.send(one.name, 'klapka-held', '', { channel: other.name, place: 'klapka-held' });
  }

  async #park({ slot, by, until }: NonNullable<Tracked['parked']>, { name }: Readonly<Channel>): Promise<void> {
    const left = Math.max(1, Math.ceil((until - this.#clock.now()) / 1000));
    await this.#switchboard.set(name, { KLAPKA_BY: by, KLAPKA_PARK: String(left) });
    await this.#switchboard.send(name, 'klapka-parked', slot);
  }

  /** Phones that ring for whoever dialled ring on without: their channels leave the Dial that made them. False: one did not. */
  async loosen(call: Readonly<Tracked>): Promise<boolean> {
    const ringing = rung(call).filter(({ loose }) => loose !== true);
    const sent = await Promise.all(ringing.map(({ name }) => this.#switchboard.send(name, 'klapka-loose', call.to)));
    if (!sent.every(Boolean)) return false;
    for (const { uniqueId } of ringing) this.#calls.changeLeg(uniqueId, (leg) => void (leg.loose = true));
    return true;
  }

  /** A phone holds, or holds no more. */
  holdChanged(callId: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const justJoined = this.#clock.now() - (this.#joined.get(callId) ?? -Infinity) < eventTime;
    // Asterisk tells of a hold a moment after the phone has it: one from before they were joined is forgotten by then.
    if (isHeld(...participants(call)) ? justJoined : this.#parted.has(callId)) void this.connect(call);
  }

  /** It is over, or its sides go their own ways. */
  forget(callId: string): void {
    this.#parted.delete(callId);
    this.#joined.delete(callId);
  }
}

/** By the latest that Asterisk has told. */
function isHeld(...legs: readonly Readonly<Channel>[]): boolean {
  return legs.some(({ held }) => held === true);
}
