/** Somebody who waits in a queue. */
export interface Caller {
  uniqueId: string;
  channel: string;
  callId: string;
  since: number;
  /** Whoever has more of it goes before. */
  priority: number;
  /** Their channel is on its way into the queue: until then their place is kept for it. */
  comes?: boolean;
}

/** Who waits in one queue, in the order they are helped in. */
export class WaitingLine {
  #callers: Caller[];

  constructor(callers: readonly Caller[] = []) {
    this.#callers = [...callers];
  }

  get callers(): readonly Caller[] {
    return this.#callers;
  }

  /** `place`: from 1, as Asterisk counts. False: they are there already. */
  join(caller: Caller, place: number): boolean {
    const known = this.#find(caller.uniqueId);
    if (known && known.comes !== true) return false;
    this.#callers = this.#callers.filter((one) => one !== known);
    const before = this.#callers.filter(({ comes }) => comes !== true)[place - 1];
    const { uniqueId, channel } = caller;
    const { callId, since, priority } = known ?? caller;
    this.#callers.splice(before ? this.#callers.indexOf(before) : this.#callers.length, 0, { uniqueId, channel, callId, since, priority });
    return true;
  }

  leave(uniqueId: string): Caller | undefined {
    const caller = this.#find(uniqueId);
    this.#callers = this.#callers.filter((one) => one !== caller);
    return caller;
  }

  /** Another channel is on its way into a caller's place. */
  succeed(former: string, next: string): Caller | undefined {
    const caller = this.#find(former);
    if (caller) Object.assign(caller, { uniqueId: next, comes: true });
    return caller;
  }

  /** From 1; 0: nobody of that channel is in it. */
  placeOf(uniqueId: string): number {
    return this.#callers.findIndex((one) => one.uniqueId === uniqueId) + 1;
  }

  #find(uniqueId: string): Caller | undefined {
    return this.#callers.find((one) => one.uniqueId === uniqueId);
  }
}
