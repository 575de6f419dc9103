import type { Clock } from '../../ports/clock.ts';

/** A "is writing" that is not renewed for so long is over. */
const typingLasts = 6_000;

/** What is true only now and stored nowhere: who is writing, which visitor has the page open. */
export class LiveStates {
  readonly #clock: Clock;
  readonly #changed: (conversationId: string) => void;
  readonly #typing = { visitor: new Map<string, AbortController>(), agent: new Map<string, AbortController>() };
  readonly #open = new Map<string, number>();

  constructor(clock: Clock, changed: (conversationId: string) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  typing(side: 'visitor' | 'agent', conversationId: string): boolean {
    return this.#typing[side].has(conversationId);
  }

  setTyping(side: 'visitor' | 'agent', conversationId: string, typing: boolean): void {
    const timers = this.#typing[side];
    const before = timers.get(conversationId);
    before?.abort();
    timers.delete(conversationId);
    if (typing) {
      const timer = new AbortController();
      timers.set(conversationId, timer);
      this.#clock.after(typingLasts, () => this.setTyping(side, conversationId, false), timer.signal);
    }
    if (typing !== (before !== undefined)) this.#changed(conversationId);
  }

  online(conversationId: string): boolean {
    return this.#open.has(conversationId);
  }

  /** A visitor's socket of this conversation opened (+1) or closed (−1). */
  count(conversationId: string, step: 1 | -1): void {
    const before = this.#open.get(conversationId) ?? 0;
    const after = Math.max(0, before + step);
    if (after === 0) this.#open.delete(conversationId);
    else this.#open.set(conversationId, after);
    if ((before === 0) !== (after === 0)) this.#changed(conversationId);
  }

  forget(conversationId: string): void {
    this.#typing.visitor.get(conversationId)?.abort();
    this.#typing.agent.get(conversationId)?.abort();
    this.#typing.visitor.delete(conversationId);
    this.#typing.agent.delete(conversationId);
    this.#open.delete(conversationId);
  }
}
