import type { Tracked } from './tracked.ts';

/**
 * Which call Asterisk's `Linkedid` leads to. It is a hint for new channels only: Asterisk gives channels that meet the oldest one of
 * theirs, so it may be another one than the call was begun with.
 */
export class Linked {
  readonly #calls = new Map<string, Tracked>();

  get(linkedId: string): Tracked | undefined {
    return this.#calls.get(linkedId);
  }

  /** A channel of the call has it. One that another call has, too, stays that one's until it ends. */
  add(call: Tracked, linkedId: string): void {
    if (linkedId === '') return;
    call.linkedIds.add(linkedId);
    if (!this.#calls.has(linkedId)) this.#calls.set(linkedId, call);
  }

  forget(call: Tracked): void {
    for (const linkedId of call.linkedIds) if (this.#calls.get(linkedId) === call) this.#calls.delete(linkedId);
  }
}
