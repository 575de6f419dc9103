import type { AgentState } from '@klapka/protocol';
import type { PbxAgentStanding, PbxQueue } from '../../../../ports/pbx-plan.ts';
import type { Caller } from './caller.ts';

interface Took {
  calls: number;
  lastCallAt: number | null;
}

/** Of calls that were handled, as many say how long the next ones take. */
const remembered = 20;
const noCalls: Took = { calls: 0, lastCallAt: null };

/** One queue: its rules, who takes its calls and who waits. */
export class Queue {
  plan: PbxQueue;
  /** The next one first. */
  callers: Caller[] = [];
  /** Who was rung last. */
  last: string | null = null;
  readonly #took = new Map<string, Took>();
  /** ms the last calls kept their agents. */
  readonly #handled: number[] = [];

  constructor(plan: PbxQueue) {
    this.plan = plan;
  }

  get number(): string {
    return this.plan.number;
  }

  get agents(): readonly string[] {
    return this.plan.agents.map(({ extensionNumber }) => extensionNumber);
  }

  standing(extensionNumber: string): PbxAgentStanding | undefined {
    return this.plan.agents.find((agent) => agent.extensionNumber === extensionNumber);
  }

  /** Whether the agent takes calls of this queue at all now. */
  takes(extensionNumber: string): boolean {
    const standing = this.standing(extensionNumber);
    return standing?.loggedIn === true && !standing.paused;
  }

  /** Nobody is there who takes calls. */
  get empty(): boolean {
    return !this.agents.some((agent) => this.takes(agent));
  }

  get full(): boolean {
    return this.plan.maximumCallers > 0 && this.callers.length >= this.plan.maximumCallers;
  }

  took(extensionNumber: string): Took {
    return this.#took.get(extensionNumber) ?? noCalls;
  }

  takesCall(extensionNumber: string): void {
    const { calls, lastCallAt } = this.took(extensionNumber);
    this.#took.set(extensionNumber, { calls: calls + 1, lastCallAt });
  }

  callEnded(extensionNumber: string, now: number, duration: number): void {
    this.#took.set(extensionNumber, { ...this.took(extensionNumber), lastCallAt: now });
    this.#handled.push(duration + this.plan.wrapUpSeconds * 1000);
    if (this.#handled.length > remembered) this.#handled.shift();
  }

  /** ms a caller at this place, 1 is the next, will wait as things stand; null: no call was handled yet. */
  expectedWait(position: number): number | null {
    const working = this.agents.filter((agent) => this.takes(agent)).length;
    if (this.#handled.length === 0 || working === 0) return null;
    const mean = this.#handled.reduce((sum, duration) => sum + duration, 0) / this.#handled.length;
    return (position * mean) / working;
  }
}

/** What an agent's phones do, whatever for. */
export interface AgentLine {
  /** One of them would ring. */
  reachable: boolean;
  /** One of them rings. */
  rings: boolean;
  /** Calls they are in. `queueNumber`: the queue they took it from. */
  calls: readonly { callId: string; queueNumber: string | null }[];
}

/** An agent as one queue sees them. */
export function agentState(queue: Queue, extensionNumber: string, line: AgentLine, wrapsUp: boolean): { state: AgentState; callId?: string } {
  const standing = queue.standing(extensionNumber);
  const own = line.calls.find(({ queueNumber }) => queueNumber === queue.number);
  const callId = own ? { callId: own.callId } : {};
  if (!standing?.loggedIn) return { state: 'logged-out', ...callId };
  if (standing.paused) return { state: 'paused', ...callId };
  if (line.rings) return { state: 'ringing', ...callId };
  if (own) return { state: 'on-queue-call', ...callId };
  if (line.calls.length > 0) return { state: 'on-call' };
  if (wrapsUp) return { state: 'wrap-up' };
  return { state: line.reachable ? 'available' : 'unreachable' };
}
