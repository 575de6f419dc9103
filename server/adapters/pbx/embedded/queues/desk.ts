import type { SpokenLanguage } from '@klapka/protocol';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { PbxAgentStanding, PbxPlan, PbxQueue } from '../../../../ports/pbx-plan.ts';
import type { PbxAgent, PbxWaiting } from '../../../../ports/queue-actions.ts';
import { Agents } from './agents.ts';
import { firstWords, laterWords } from './announcements.ts';
import { Caller } from './caller.ts';
import { Queue } from './queue.ts';
import type { AgentLine } from './queue.ts';
import { chosen } from './strategies.ts';

/** Why somebody is not helped here: no place, nobody there, waited too long, or the queue is no more. */
export type LeaveReason = 'full' | 'empty' | 'too-long' | 'closed';

/** What the queues do with calls and phones. */
export interface DeskPorts {
  now(): number;
  /** 0 to 1, 1 excluded. */
  random(): number;
  line(extensionNumber: string): AgentLine;
  /** Rings all phones of the agent that may ring; what comes of it is told by `missed` or `left`. */
  ring(callId: string, extensionNumber: string): void;
  /** `missed`: the agent did not answer in time. */
  stopRinging(callId: string, extensionNumber: string, missed: boolean): void;
  announce(callId: string, prompts: readonly string[]): void;
  /** The caller does not wait any more; what becomes of them the rules of the queue say. */
  leave(callId: string, why: LeaveReason, rules: PbxQueue): void;
  agent(agent: PbxAgent): void;
  waiting(waiting: PbxWaiting): void;
}

/** Between two rounds at least, ms: a phone that refuses at once is not rung without end. */
const shortestRest = 200;

/** Everybody who waits in a queue and everybody who may be rung for them: who rings whom, decided in one place. */
export class QueueDesk {
  readonly #ports: DeskPorts;
  readonly #queues = new Map<string, Queue>();
  readonly #agents: Agents;
  /** Where callers wait. */
  readonly #waiting = new Map<string, Queue>();
  #language: SpokenLanguage = 'en';
  /** Agents whose phones a queue rings. */
  #ringing = new Set<string>();
  #settling = false;
  #again = false;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.#agents = new Agents(this.#queues, {
      now: () => ports.now(),
      line: (extensionNumber) => ports.line(extensionNumber),
      rungFor: (queue, extensionNumber) => queue.callers.find(({ round }) => round?.ringing.has(extensionNumber))?.callId ?? null,
      told: (agent) => ports.agent(agent),
      changed: () => this.changed(),
    });
  }

  provision({ queues, language }: Pick<PbxPlan, 'queues' | 'language'>): void {
    this.#language = language;
    const before = new Map([...this.#queues].map(([number, queue]) => [number, queue.empty]));
    for (const plan of queues) {
      const queue = this.#queues.get(plan.number);
      if (queue) queue.plan = plan;
      else this.#open(new Queue(plan));
    }
    for (const queue of [...this.#queues.values()]) if (!queues.some(({ number }) => number === queue.number)) this.#close(queue);
    for (const queue of this.#queues.values()) if (before.get(queue.number) === false) this.#letGo(queue);
    this.changed();
  }

  #open(queue: Queue): void {
    this.#queues.set(queue.number, queue);
    this.#tellWaiting(queue);
  }

  #close(queue: Queue): void {
    for (const { callId } of [...queue.callers]) this.#leave(callId, 'closed', queue);
    this.#queues.delete(queue.number);
  }

  /* Agents. */

  setStanding(queueNumber: string, extensionNumber: string, standing: PbxAgentStanding): void {
    const queue = this.#queue(queueNumber, extensionNumber);
    const wasEmpty = queue.empty;
    const agents = queue.plan.agents.map((agent) => (agent.extensionNumber === extensionNumber ? { ...agent, ...standing } : agent));
    queue.plan = { ...queue.plan, agents };
    if (!wasEmpty) this.#letGo(queue);
    this.changed();
  }

  /** Nobody waits for agents who are all gone, unless the rules say so. */
  #letGo(queue: Queue): void {
    if (!queue.empty || !queue.plan.leaveEmpty) return;
    for (const { callId } of [...queue.callers]) this.#leave(callId, 'empty', queue);
  }

  endWrapUp(queueNumber: string, extensionNumber: string): void {
    this.#queue(queueNumber, extensionNumber);
    this.#agents.endWrapUp(extensionNumber);
  }

  #queue(queueNumber: string, extensionNumber: string): Queue {
    const queue = this.#queues.get(queueNumber);
    if (!queue?.standing(extensionNumber)) throw new PbxError('NOT_FOUND', 'There is no such queue, or no such agent in it');
    return queue;
  }

  /* Callers. */

  /** `number`: of the caller's extension, whose own phones do not ring for it; empty for somebody outside. */
  join(queueNumber: string, callId: string, number: string): void {
    const queue = this.#queues.get(queueNumber);
    if (!queue) throw new PbxError('NOT_FOUND', 'There is no such queue');
    if (queue.full) return this.#ports.leave(callId, 'full', queue.plan);
    if (queue.empty && !queue.plan.joinEmpty) return this.#ports.leave(callId, 'empty', queue.plan);
    const caller = new Caller(callId, number, this.#ports.now());
    queue.callers.push(caller);
    this.#waiting.set(callId, queue);
    const { maximumWaitSeconds, announceSeconds } = queue.plan;
    if (maximumWaitSeconds > 0) caller.after(maximumWaitSeconds * 1000, () => this.#leave(callId, 'too-long', queue));
    if (announceSeconds > 0) this.#announceLater(queue, caller, announceSeconds * 1000);
    this.#tellWaiting(queue);
    this.changed();
  }

  /** Somebody waits no more: hung up, was answered, or is taken elsewhere. Nothing for who does not wait. */
  left(callId: string): void {
    const queue = this.#waiting.get(callId);
    if (!queue) return;
    this.#remove(callId, queue);
    this.changed();
  }

  moveFirst(callId: string): void {
    const queue = this.#waiting.get(callId);
    const caller = queue?.callers.find((candidate) => candidate.callId === callId);
    if (!queue || !caller) throw new PbxError('CALL_GONE', 'The call waits in no queue');
    queue.callers = [caller, ...queue.callers.filter((candidate) => candidate !== caller)];
    this.#tellWaiting(queue);
    this.changed();
  }

  #leave(callId: string, why: LeaveReason, queue: Queue): void {
    this.#remove(callId, queue);
    this.#ports.leave(callId, why, queue.plan);
    this.changed();
  }

  #remove(callId: string, queue: Queue): void {
    const caller = queue.callers.find((candidate) => candidate.callId === callId);
    if (!caller) return;
    caller.stop();
    queue.callers = queue.callers.filter((candidate) => candidate !== caller);
    this.#waiting.delete(callId);
    for (const extensionNumber of caller.round?.ringing ?? []) this.#ports.stopRinging(callId, extensionNumber, false);
    this.#tellWaiting(queue);
  }

  #tellWaiting(queue: Queue): void {
    this.#ports.waiting({ queueNumber: queue.number, callers: queue.callers.map(({ callId, since }) => ({ callId, since })) });
  }

  /* Ringing. */

  /** An agent who was rung said no, or no phone of theirs can be rung. */
  missed(callId: string, extensionNumber: string): void {
    const queue = this.#waiting.get(callId);
    const caller = queue?.callers.find((candidate) => candidate.callId === callId);
    if (!queue || !caller?.round?.ringing.delete(extensionNumber)) return;
    caller.miss(extensionNumber);
    if (caller.round.ringing.size === 0) this.#endRound(queue, caller);
    this.changed();
  }

  /** Something of phones, calls or people has changed: who rings whom is thought over. */
  changed(): void {
    if (this.#settling) {
      this.#again = true;
      return;
    }
    this.#settling = true;
    do {
      this.#again = false;
      this.#settle();
    } while (this.#again);
    this.#settling = false;
  }

  #settle(): void {
    this.#agents.observe();
    for (const queue of this.#queues.values()) for (const caller of queue.callers) this.#withdraw(queue, caller);
    this.#ringing = new Set([...this.#queues.values()].flatMap(({ callers }) => callers.flatMap(({ round }) => [...(round?.ringing ?? [])])));
    const reserved = new Map<Queue, Set<string>>();
    for (const { queue, caller } of this.#inTurn()) {
      const kept = reserved.get(queue) ?? new Set<string>();
      reserved.set(queue, kept);
      for (const extensionNumber of this.#find(queue, caller, kept)) {
        if (caller.resting) kept.add(extensionNumber);
        else this.#ring(queue, caller, extensionNumber);
      }
    }
    this.#agents.tell();
    for (const queue of this.#queues.values()) for (const caller of [...queue.callers]) this.#greet(queue, caller);
  }

  /** Agents who may not be rung any more: they have missed nothing. */
  #withdraw(queue: Queue, caller: Caller): void {
    const { round } = caller;
    if (!round) return;
    for (const extensionNumber of [...round.ringing]) {
      if (queue.takes(extensionNumber)) continue;
      round.ringing.delete(extensionNumber);
      this.#ports.stopRinging(caller.callId, extensionNumber, false);
    }
    if (round.ringing.size > 0) return;
    clearTimeout(round.timer);
    caller.round = null;
  }

  /** All who wait: within a queue in its order, of several queues who waits longer goes first, for agents take calls of several. */
  #inTurn(): { queue: Queue; caller: Caller }[] {
    const lines = [...this.#queues.values()].map((queue) => ({ queue, callers: [...queue.callers] }));
    const turns: { queue: Queue; caller: Caller }[] = [];
    for (;;) {
      const heads = lines.flatMap((line) => (line.callers[0] ? [{ line, caller: line.callers[0] }] : []));
      const [next] = heads.sort((one, other) => one.caller.since - other.caller.since);
      if (!next) return turns;
      next.line.callers.shift();
      turns.push({ queue: next.line.queue, caller: next.caller });
    }
  }

  /** Who is to be rung for the caller now, or kept for them while they rest between two rounds. */
  #find(queue: Queue, caller: Caller, reserved: ReadonlySet<string>): string[] {
    const { strategy } = queue.plan;
    if (caller.round && strategy !== 'ring-all') return [];
    const free = queue.agents.filter((agent) => agent !== caller.number && !reserved.has(agent) && caller.round?.rung.has(agent) !== true && !this.#ringing.has(agent) && this.#agents.free(queue, agent));
    const candidates = free.map((extensionNumber) => ({ extensionNumber, ...queue.took(extensionNumber), missed: caller.missed(extensionNumber) }));
    return chosen(strategy, candidates, { agents: queue.agents, last: queue.last, random: () => this.#ports.random() });
  }

  #ring(queue: Queue, caller: Caller, extensionNumber: string): void {
    caller.round ??= { ringing: new Set(), rung: new Set(), timer: setTimeout(() => this.#timeIsUp(queue, caller), queue.plan.ringSeconds * 1000) };
    caller.round.ringing.add(extensionNumber);
    caller.round.rung.add(extensionNumber);
    queue.last = extensionNumber;
    this.#ringing.add(extensionNumber);
    this.#ports.ring(caller.callId, extensionNumber);
  }

  #timeIsUp(queue: Queue, caller: Caller): void {
    for (const extensionNumber of caller.round?.ringing ?? []) {
      caller.miss(extensionNumber);
      this.#ports.stopRinging(caller.callId, extensionNumber, true);
    }
    this.#endRound(queue, caller);
    this.changed();
  }

  #endRound(queue: Queue, caller: Caller): void {
    if (caller.round) clearTimeout(caller.round.timer);
    caller.round = null;
    caller.resting = true;
    caller.after(Math.max(shortestRest, queue.plan.retrySeconds * 1000), () => {
      caller.resting = false;
      this.changed();
    });
  }

  /* Announcements. */

  /** Whoever rings nobody's phone at once has to wait, and is told so. */
  #greet(queue: Queue, caller: Caller): void {
    if (caller.greeted || caller.round) return;
    caller.greeted = true;
    this.#say(caller, firstWords(queue.plan, this.#languageOf(queue), this.#wait(queue, caller)));
  }

  #announceLater(queue: Queue, caller: Caller, milliseconds: number): void {
    caller.after(milliseconds, () => {
      if (caller.greeted) this.#say(caller, laterWords(queue.plan, this.#languageOf(queue), this.#wait(queue, caller)));
      this.#announceLater(queue, caller, milliseconds);
    });
  }

  #say(caller: Caller, prompts: readonly string[]): void {
    if (prompts.length > 0) this.#ports.announce(caller.callId, prompts);
  }

  #wait(queue: Queue, caller: Caller): { position: number; expected: number | null } {
    const position = queue.callers.indexOf(caller) + 1;
    return { position, expected: queue.expectedWait(position) };
  }

  #languageOf(queue: Queue): SpokenLanguage {
    return queue.plan.language ?? this.#language;
  }
}
