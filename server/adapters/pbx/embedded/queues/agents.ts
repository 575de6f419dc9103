import type { PbxAgent } from '../../../../ports/queue-actions.ts';
import { agentState } from './queue.ts';
import type { AgentLine, Queue } from './queue.ts';

interface AgentsPorts {
  now(): number;
  line(extensionNumber: string): AgentLine;
  /** The call of this queue that rings the agent now. */
  rungFor(queue: Queue, extensionNumber: string): string | null;
  told(agent: PbxAgent): void;
  /** A rest is over. */
  changed(): void;
}

const offHook: AgentLine = { reachable: false, rings: false, calls: [] };

/** Agents of all queues: what they do, the calls they took, and their rest behind one. */
export class Agents {
  readonly #queues: ReadonlyMap<string, Queue>;
  readonly #ports: AgentsPorts;
  #lines = new Map<string, AgentLine>();
  /** Queue calls agents are in, by agent and call. */
  readonly #engaged = new Map<string, { extensionNumber: string; callId: string; queueNumber: string; since: number }>();
  readonly #wrapUps = new Map<string, NodeJS.Timeout>();
  readonly #told = new Map<string, PbxAgent>();

  constructor(queues: ReadonlyMap<string, Queue>, ports: AgentsPorts) {
    this.#queues = queues;
    this.#ports = ports;
  }

  /** Looks at all phones anew. */
  observe(): void {
    const agents = new Set([...this.#queues.values()].flatMap((queue) => queue.agents));
    this.#lines = new Map([...agents].map((agent) => [agent, this.#ports.line(agent)]));
    for (const [extensionNumber, { calls }] of this.#lines) for (const { callId, queueNumber } of calls) this.#engage(extensionNumber, callId, queueNumber);
    for (const [key, { extensionNumber, callId }] of this.#engaged) {
      if (!this.#line(extensionNumber).calls.some((call) => call.callId === callId)) this.#disengage(key);
    }
  }

  /** Whether a call of the queue may ring the agent, as far as phones and rest go. */
  free(queue: Queue, extensionNumber: string): boolean {
    const { reachable, rings, calls } = this.#line(extensionNumber);
    if (!queue.takes(extensionNumber) || !reachable || rings || this.#wrapUps.has(extensionNumber)) return false;
    return calls.length === 0 || (queue.plan.ringInUse && calls.every(({ queueNumber }) => queueNumber === null));
  }

  endWrapUp(extensionNumber: string): void {
    clearTimeout(this.#wrapUps.get(extensionNumber));
    if (this.#wrapUps.delete(extensionNumber)) this.#ports.changed();
  }

  /** Says what has changed of what agents do. */
  tell(): void {
    const keys = new Set<string>();
    for (const queue of this.#queues.values()) {
      for (const extensionNumber of queue.agents) {
        const key = `${queue.number} ${extensionNumber}`;
        keys.add(key);
        this.#tell(key, queue, extensionNumber);
      }
    }
    for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
  }

  #tell(key: string, queue: Queue, extensionNumber: string): void {
    const rungFor = this.#ports.rungFor(queue, extensionNumber);
    const line = this.#line(extensionNumber);
    const seen = agentState(queue, extensionNumber, rungFor === null ? line : { ...line, rings: true }, this.#wrapUps.has(extensionNumber));
    const { state, callId = rungFor ?? undefined } = seen;
    const before = this.#told.get(key);
    if (before?.state === state && before.callId === callId) return;
    const since = before?.state === state ? before.since : this.#ports.now();
    const agent: PbxAgent = { queueNumber: queue.number, extensionNumber, state, since, ...(callId === undefined ? {} : { callId }) };
    this.#told.set(key, agent);
    this.#ports.told(agent);
  }

  #line(extensionNumber: string): AgentLine {
    return this.#lines.get(extensionNumber) ?? offHook;
  }

  #engage(extensionNumber: string, callId: string, queueNumber: string | null): void {
    const key = `${extensionNumber} ${callId}`;
    const queue = queueNumber === null ? undefined : this.#queues.get(queueNumber);
    if (!queue?.standing(extensionNumber) || this.#engaged.has(key)) return;
    this.#engaged.set(key, { extensionNumber, callId, queueNumber: queue.number, since: this.#ports.now() });
    queue.takesCall(extensionNumber);
  }

  #disengage(key: string): void {
    const engaged = this.#engaged.get(key);
    this.#engaged.delete(key);
    const queue = this.#queues.get(engaged?.queueNumber ?? '');
    if (!engaged || !queue) return;
    const now = this.#ports.now();
    queue.callEnded(engaged.extensionNumber, now, now - engaged.since);
    if (queue.plan.wrapUpSeconds > 0) this.#rest(engaged.extensionNumber, queue.plan.wrapUpSeconds * 1000);
  }

  #rest(extensionNumber: string, milliseconds: number): void {
    clearTimeout(this.#wrapUps.get(extensionNumber));
    this.#wrapUps.set(extensionNumber, setTimeout(() => this.endWrapUp(extensionNumber), milliseconds));
  }
}
