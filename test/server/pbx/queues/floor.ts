import { expect } from 'vitest';
import { QueueRules } from '@klapka/protocol';
import { QueueDesk } from '../../../../server/adapters/pbx/embedded/queues/desk.ts';
import type { DeskPorts, LeaveReason } from '../../../../server/adapters/pbx/embedded/queues/desk.ts';
import type { AgentLine } from '../../../../server/adapters/pbx/embedded/queues/queue.ts';
import type { PbxQueue } from '../../../../server/ports/pbx-plan.ts';
import type { PbxAgent } from '../../../../server/ports/queue-actions.ts';

/** ms; as in the queues of these tests. */
const longestRest = 2500;

interface Phone {
  reachable: boolean;
  ringing: Set<string>;
  calls: Map<string, string | null>;
}

/** `600` with these agents, logged in, and short times. */
export const queueOf = (agents: readonly string[], rules: Partial<PbxQueue> = {}): PbxQueue => ({
  ...QueueRules.parse({}), number: '600', name: 'Sales', ringSeconds: 10, retrySeconds: 2, announceJoin: false, announcePosition: false, announceSeconds: 0, ...rules,
  agents: rules.agents ?? agents.map((extensionNumber) => ({ extensionNumber, loggedIn: true, paused: false })),
});

/** People with phones and calls that wait, without any SIP: what the desk decides happens at once. Needs fake timers. */
export class Floor implements DeskPorts {
  readonly desk: QueueDesk;
  readonly phones = new Map<string, Phone>();
  readonly agents = new Map<string, PbxAgent>();
  readonly lines = new Map<string, readonly string[]>();
  readonly left: [string, LeaveReason][] = [];
  readonly said: [string, readonly string[]][] = [];
  /** `call agent`, in order. */
  readonly rung: string[] = [];
  readonly #waits = new Map<string, string>();
  /** When a phone stopped ringing for a call. */
  readonly #lastRung = new Map<string, number>();
  readonly random: () => number;

  constructor(queues: readonly PbxQueue[], random: () => number = () => 0) {
    this.random = random;
    for (const { agents } of queues) for (const { extensionNumber } of agents) this.phone(extensionNumber);
    this.desk = new QueueDesk(this);
    this.desk.provision({ queues, language: 'en' });
  }

  phone(extensionNumber: string): Phone {
    const phone = this.phones.get(extensionNumber) ?? { reachable: true, ringing: new Set(), calls: new Map() };
    this.phones.set(extensionNumber, phone);
    return phone;
  }

  state(extensionNumber: string, queueNumber = '600'): string | undefined {
    return this.agents.get(`${queueNumber} ${extensionNumber}`)?.state;
  }

  /** Agents whose phones ring for this call, by number. */
  ringingFor(callId: string): string[] {
    return [...this.phones].filter(([, { ringing }]) => ringing.has(callId)).map(([number]) => number).sort();
  }

  /** Whether the pause between two rounds of this caller may still last. */
  resting(callId: string): boolean {
    const last = this.#lastRung.get(callId);
    return last !== undefined && this.now() - last < longestRest;
  }

  /* What people do. */

  call(callId: string, queueNumber = '600', from = '900'): void {
    this.#waits.set(callId, queueNumber);
    this.desk.join(queueNumber, callId, from);
  }

  answer(extensionNumber: string): string {
    const { ringing, calls } = this.phone(extensionNumber);
    const [callId] = ringing;
    if (callId === undefined) throw new Error(`${extensionNumber} does not ring`);
    ringing.delete(callId);
    calls.set(callId, this.#waits.get(callId) ?? null);
    this.desk.left(callId);
    this.desk.changed();
    return callId;
  }

  decline(extensionNumber: string): void {
    const { ringing } = this.phone(extensionNumber);
    const [callId] = ringing;
    if (callId === undefined) throw new Error(`${extensionNumber} does not ring`);
    ringing.delete(callId);
    this.#lastRung.set(callId, this.now());
    this.desk.missed(callId, extensionNumber);
  }

  hangUp(extensionNumber: string): void {
    this.phone(extensionNumber).calls.clear();
    this.desk.changed();
  }

  abandon(callId: string): void {
    this.desk.left(callId);
  }

  busy(extensionNumber: string, callId = `own ${extensionNumber}`): void {
    this.phone(extensionNumber).calls.set(callId, null);
    this.desk.changed();
  }

  reachable(extensionNumber: string, reachable: boolean): void {
    this.phone(extensionNumber).reachable = reachable;
    this.desk.changed();
  }

  /* What the desk decides. */

  now(): number {
    return Date.now();
  }

  line(extensionNumber: string): AgentLine {
    const { reachable, ringing, calls } = this.phone(extensionNumber);
    return { reachable, rings: ringing.size > 0, calls: [...calls].map(([callId, queueNumber]) => ({ callId, queueNumber })) };
  }

  ring(callId: string, extensionNumber: string): void {
    const { ringing } = this.phone(extensionNumber);
    expect([...ringing], `${extensionNumber} rings already`).toEqual([]);
    ringing.add(callId);
    this.rung.push(`${callId} ${extensionNumber}`);
  }

  stopRinging(callId: string, extensionNumber: string): void {
    // Nothing where it was just answered there.
    this.phone(extensionNumber).ringing.delete(callId);
    this.#lastRung.set(callId, this.now());
  }

  announce(callId: string, prompts: readonly string[]): void {
    this.said.push([callId, prompts]);
  }

  leave(callId: string, why: LeaveReason): void {
    this.left.push([callId, why]);
  }

  agent(agent: PbxAgent): void {
    this.agents.set(`${agent.queueNumber} ${agent.extensionNumber}`, agent);
  }

  waiting({ queueNumber, callers }: { queueNumber: string; callers: readonly { callId: string }[] }): void {
    this.lines.set(queueNumber, callers.map(({ callId }) => callId));
  }
}
