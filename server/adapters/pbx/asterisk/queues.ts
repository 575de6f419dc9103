import type { Call } from '@klapka/protocol';
import type { Clock } from '../../../ports/clock.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { PbxEvent } from '../../../ports/pbx.ts';
import type { PbxAgentStanding, PbxPlan, PbxQueue } from '../../../ports/pbx-plan.ts';
import type { PbxAgent, PbxWaiting, QueueActions } from '../../../ports/queue-actions.ts';
import type { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiMessage } from './ami/message.ts';
import { memberOf, rests, stateOf } from './queue-member.ts';
import type { Member } from './queue-member.ts';
import { unavailable } from './refusals.ts';
import { WaitingLine } from './waiting-line.ts';
import type { Caller } from './waiting-line.ts';

export interface QueuesOptions {
  ami: AmiClient;
  clock: Clock;
  life: AbortSignal;
  nameOf(number: string): string | undefined;
  /** The call a channel is in. */
  callOf(uniqueId: string): string | undefined;
  /** Whether a call is with a queue, by the dialplan. */
  isComing(callId: string): boolean;
  tell(event: PbxEvent): void;
  failed(error: unknown): void;
}

interface Queue {
  members: Map<string, Member>;
  line: WaitingLine;
}

/** ms from dialling a queue to being in it, and from leaving it to being out of it, at most. */
const joinTime = 2_000;
const agentsContext = 'klapka-agents';
const interfaceOf = (extension: string): string => `Local/${extension}@${agentsContext}`;
/** The extension behind the name of a member: ours, or the phone itself in somebody else's queue. */
const extensionOf = (name: string): string | undefined => /^Local\/([0-9a-zA-Z]+)@klapka-agents/.exec(name)?.[1] ?? /^PJSIP\/([0-9a-zA-Z]+)$/.exec(name)?.[1];
const keyOf = (queue: string, extension: string): string => `${queue}/${extension}`;
/** Strategies for which it counts in which order agents were added. */
const ordered: ReadonlySet<string> = new Set(['linear', 'round-robin']);

/** Queues by app_queue: agents are members that come and go by the gateway's word, and Asterisk's events tell what becomes of callers. */
export class Queues implements QueueActions {
  readonly #options: QueuesOptions;
  readonly #queues = new Map<string, Queue>();
  /** What was told last, by queue and extension. */
  readonly #told = new Map<string, PbxAgent>();
  #plan: readonly PbxQueue[] = [];
  #priority = 0;
  /** Calls whose caller is awaited, and channels that are to be gone. */
  readonly #awaited = new Map<string, () => void>();
  /** Of rests that will end. */
  readonly #timers = new Map<string, AbortController>();

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  snapshot(): { agents: PbxAgent[]; waiting: PbxWaiting[] } {
    const agents = [...this.#told.values()].filter(({ extensionNumber }) => this.#options.nameOf(extensionNumber) !== undefined);
    return { agents, waiting: [...this.#queues].map(([number, queue]) => rowOf(number, queue)) };
  }

  /** Asterisk has read the queues; now it gets their agents. */
  async provision({ queues }: PbxPlan): Promise<void> {
    this.#plan = queues;
    await this.#read();
    for (const queue of queues) await this.#enrol(queue);
    await this.load();
  }

  /** Reads what Asterisk has, and tells what is new. */
  async load(): Promise<void> {
    await this.#read();
    for (const [number, queue] of this.#queues) this.#tellWaiting(number, queue);
    this.#tellAgents();
  }

  async setStanding(queueNumber: string, extensionNumber: string, standing: PbxAgentStanding): Promise<void> {
    const queue = this.#agentOf(queueNumber, extensionNumber);
    const wasThere = isThere(queue);
    const agents = queue.agents.map((agent) => (agent.extensionNumber === extensionNumber ? { ...agent, ...standing } : agent));
    this.#plan = this.#plan.map((one) => (one === queue ? { ...queue, agents } : one));
    const { ringing } = this.#queues.get(queueNumber)?.members.get(extensionNumber) ?? {};
    await this.#enrol({ ...queue, agents }).catch(unavailable);
    if (ringing !== undefined && (!standing.loggedIn || standing.paused)) await this.#try('Hangup', { Channel: ringing, Cause: 26 });
    if (wasThere && !isThere({ ...queue, agents })) await this.#letGo(queue);
    this.#tellAgents();
  }

  async endWrapUp(queueNumber: string, extensionNumber: string): Promise<void> {
    this.#agentOf(queueNumber, extensionNumber);
    if (this.#told.get(keyOf(queueNumber, extensionNumber))?.state !== 'wrap-up') return;
    const queue = this.#plan.find(({ number }) => number === queueNumber);
    // Asterisk forgets its last call with a member.
    await this.#remove(queueNumber, extensionNumber);
    if (queue) await this.#enrol(queue).catch(unavailable);
    this.#tellAgents();
  }

  async moveFirst(callId: string): Promise<void> {
    const caller = await this.#callerOf(callId);
    if (!caller) throw new PbxError('CALL_GONE', 'The call does not wait');
    caller.priority = ++this.#priority;
    const moved = await this.#try('QueueChangePriorityCaller', { Queue: this.#queueOf(caller), Caller: caller.channel, Priority: caller.priority, Immediate: 'true' });
    if (!moved) throw new PbxError('CALL_GONE', 'The call does not wait');
    await this.load().catch(unavailable);
  }

  /** A caller's next page has another channel, which goes to the same place. Resolves, when that is free, to what the dialplan has to know of it. */
  async succeed(former: string, next: string): Promise<Record<string, string>> {
    for (const [number, queue] of this.#queues) {
      const caller = queue.line.succeed(former, next);
      if (!caller) continue;
      this.#rest(number, queue, caller.callId);
      await this.#until(former);
      const waited = Math.round((this.#options.clock.now() - caller.since) / 1000);
      return { KLAPKA_POSITION: String(Math.max(1, queue.line.placeOf(next))), KLAPKA_WAITED: String(waited), QUEUE_PRIO: String(caller.priority) };
    }
    return {};
  }

  apply(event: AmiMessage): void {
    const number = event.get('Queue');
    const queue = this.#queues.get(number);
    if (!queue) return;
    const extension = extensionOf(event.get('Interface'));
    if (event.event === 'QueueCallerJoin') this.#join(number, queue, event);
    else if (event.event === 'QueueCallerLeave') this.#leave(number, queue, event.get('Uniqueid'));
    else if (extension !== undefined) this.#member(number, queue, extension, event);
  }

  /** The queue an agent is of. */
  #agentOf(queueNumber: string, extensionNumber: string): PbxQueue {
    const queue = this.#plan.find(({ number }) => number === queueNumber);
    if (!queue?.agents.some((agent) => agent.extensionNumber === extensionNumber)) throw new PbxError('NOT_FOUND', 'No such agent of a queue');
    return queue;
  }

  /** The last agent has gone. Where callers may not come to an empty queue either, Asterisk lets them go by itself. */
  async #letGo({ number, leaveEmpty, joinEmpty }: PbxQueue): Promise<void> {
    if (!leaveEmpty || !joinEmpty) return;
    for (const { channel } of this.#queues.get(number)?.line.callers ?? []) await this.#try('QueueWithdrawCaller', { Queue: number, Caller: channel });
  }

  /** Who has dialled the queue is in it a moment later. */
  async #callerOf(callId: string): Promise<Caller | undefined> {
    const find = (): Caller | undefined => [...this.#queues.values()].flatMap(({ line }) => line.callers).find((one) => one.callId === callId);
    if (find() || !this.#options.isComing(callId)) return find();
    await this.#until(callId);
    return find();
  }

  /** Resolves when it is told of a call's caller or a channel, or that takes too long. */
  async #until(awaited: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = new AbortController();
    this.#awaited.set(awaited, resolve);
    this.#options.clock.after(joinTime, resolve, waiting.signal);
    await promise;
    waiting.abort();
    this.#awaited.delete(awaited);
  }

  /** A call is told: perhaps an agent has it, or has it no more. */
  callChanged({ id, state, at, via, legs }: Call): void {
    this.#comesNot(id, state === 'ended' ? undefined : at?.number);
    const queue = via?.kind === 'queue' ? this.#queues.get(via.number) : undefined;
    if (!via || !queue) return;
    const there = new Set(legs.flatMap(({ role, state, party }) => (role === 'callee' && state === 'talking' ? [party.number] : [])));
    for (const [extension, member] of queue.members) {
      if (there.has(extension) === (member.onCall === id)) continue;
      if (there.has(extension)) member.onCall = id;
      else delete member.onCall;
      this.#tellAgent(via.number, extension);
    }
  }

  /** Whoever was to take a place is somewhere else by now. */
  #comesNot(id: string, goesTo: string | undefined): void {
    for (const [number, queue] of this.#queues) {
      const lost = number === goesTo ? undefined : queue.line.callers.find(({ comes, callId }) => comes === true && callId === id);
      if (lost) this.#leave(number, queue, lost.uniqueId);
    }
  }

  #queueOf(caller: Caller): string {
    return [...this.#queues].find(([, { line }]) => line.callers.includes(caller))?.[0] ?? '';
  }

  #join(number: string, queue: Queue, event: AmiMessage): void {
    const uniqueId = event.get('Uniqueid');
    const caller = { uniqueId, channel: event.get('Channel'), callId: this.#options.callOf(uniqueId) ?? event.get('Linkedid'), since: this.#options.clock.now(), priority: 0 };
    if (!queue.line.join(caller, Number(event.get('Position')))) return;
    this.#awaited.get(caller.callId)?.();
    this.#tellWaiting(number, queue);
  }

  #leave(number: string, queue: Queue, uniqueId: string): void {
    this.#awaited.get(uniqueId)?.();
    const left = queue.line.leave(uniqueId);
    if (!left) return;
    this.#tellWaiting(number, queue);
    this.#rest(number, queue, left.callId);
  }

  /** Nobody says so of those who rang for a caller in vain. */
  #rest(number: string, queue: Queue, callId: string): void {
    for (const [extension, member] of queue.members) {
      if (member.inCall || member.callId !== callId) continue;
      rests(member);
      this.#tellAgent(number, extension);
    }
  }

  #member(number: string, queue: Queue, extension: string, event: AmiMessage): void {
    if (event.event === 'QueueMemberRemoved') {
      queue.members.delete(extension);
    } else if (event.event.startsWith('QueueMember')) {
      queue.members.set(extension, memberOf(event, queue.members.get(extension)));
    } else {
      const member = queue.members.get(extension);
      if (member) this.#work(member, event);
    }
    this.#tellAgent(number, extension);
  }

  /** What app_queue tells of a member's work. */
  #work(member: Member, event: AmiMessage): void {
    const { callOf, clock } = this.#options;
    switch (event.event) {
      case 'AgentCalled':
      case 'AgentConnect':
        member.callId = callOf(event.get('Uniqueid')) ?? event.get('Linkedid');
        member.ringing = event.get('DestChannel');
        member.inCall = event.event === 'AgentConnect';
        if (member.inCall) delete member.ringing;
        return;
      case 'AgentComplete':
        member.inCall = false;
        member.lastCall = clock.now();
        break;
      default:
    }
    rests(member);
  }

  #tellWaiting(number: string, queue: Queue): void {
    this.#options.tell({ type: 'waiting', waiting: rowOf(number, queue) });
  }

  #tellAgents(): void {
    const wanted = new Set<string>();
    for (const [number, { members }] of this.#queues) for (const extension of members.keys()) wanted.add(keyOf(number, extension));
    for (const { number, agents } of this.#plan) for (const { extensionNumber } of agents) wanted.add(keyOf(number, extensionNumber));
    for (const key of wanted) {
      const [number = '', extension = ''] = key.split('/');
      this.#tellAgent(number, extension);
    }
    for (const key of this.#told.keys()) if (!wanted.has(key)) this.#told.delete(key);
  }

  #tellAgent(queueNumber: string, extensionNumber: string): void {
    const member = this.#queues.get(queueNumber)?.members.get(extensionNumber);
    const [key, now] = [keyOf(queueNumber, extensionNumber), this.#options.clock.now()];
    const restEnds = member ? member.lastCall + this.#wrapUp(queueNumber) : 0;
    const state = stateOf(member, restEnds > now);
    const before = this.#told.get(key);
    const callId = member?.onCall ?? member?.callId;
    const agent: PbxAgent = {
      queueNumber, extensionNumber, state, since: before?.state === state ? before.since : now,
      ...(callId !== undefined && (state === 'ringing' || state === 'on-queue-call') ? { callId } : {}),
    };
    this.#wake(key, state === 'wrap-up' ? restEnds - now : null, () => this.#tellAgent(queueNumber, extensionNumber));
    if (before?.state === state && before.callId === agent.callId) return;
    this.#told.set(key, agent);
    if (this.#options.nameOf(extensionNumber) !== undefined) this.#options.tell({ type: 'agent', agent });
  }

  #wake(key: string, after: number | null, task: () => void): void {
    this.#timers.get(key)?.abort();
    this.#timers.delete(key);
    if (after === null) return;
    const timer = new AbortController();
    this.#timers.set(key, timer);
    this.#options.clock.after(after, task, AbortSignal.any([this.#options.life, timer.signal]));
  }

  #wrapUp(queueNumber: string): number {
    return (this.#plan.find(({ number }) => number === queueNumber)?.wrapUpSeconds ?? 0) * 1000;
  }

  /** Makes Asterisk's members of a queue what its agents are. */
  async #enrol(queue: PbxQueue): Promise<void> {
    const present = this.#queues.get(queue.number);
    const wanted = queue.agents.filter(({ loggedIn, extensionNumber }) => loggedIn && /^[0-9a-zA-Z]{1,32}$/.test(extensionNumber));
    const names = new Set(wanted.map(({ extensionNumber }) => extensionNumber));
    for (const extension of present?.members.keys() ?? []) if (!names.has(extension)) await this.#remove(queue.number, extension);
    let inOrder = true;
    for (const { extensionNumber, paused } of wanted) {
      const member = this.#queues.get(queue.number)?.members.get(extensionNumber);
      // Whoever is added comes last: those behind have to be added behind.
      if (member && !inOrder && ordered.has(queue.strategy)) await this.#remove(queue.number, extensionNumber);
      const there = this.#queues.get(queue.number)?.members.get(extensionNumber);
      if (!there) {
        inOrder = false;
        await this.#add(queue.number, extensionNumber, paused);
      } else if (there.paused !== paused) {
        await this.#try('QueuePause', { Queue: queue.number, Interface: interfaceOf(extensionNumber), Paused: paused });
        there.paused = paused;
      }
    }
  }

  async #add(queue: string, extension: string, paused: boolean): Promise<void> {
    const added = await this.#try('QueueAdd', {
      Queue: queue, Interface: interfaceOf(extension), StateInterface: `PJSIP/${extension}`, MemberName: extension, Penalty: 0, Paused: paused,
    });
    // The event comes a moment later, and knows what its phones do.
    if (added && !this.#queues.get(queue)?.members.has(extension)) this.#queues.get(queue)?.members.set(extension, { status: 0, paused, inCall: false, lastCall: 0 });
  }

  async #remove(queue: string, extension: string): Promise<void> {
    await this.#try('QueueRemove', { Queue: queue, Interface: interfaceOf(extension) });
    this.#queues.get(queue)?.members.delete(extension);
  }

  async #read(): Promise<void> {
    const { ami, clock, callOf } = this.#options;
    const before = new Map(this.#queues);
    const items = await ami.list('QueueStatus').catch(refused([]));
    this.#queues.clear();
    for (const item of items) {
      const number = item.get('Queue');
      const line = before.get(number)?.line;
      if (item.event === 'QueueParams') this.#queues.set(number, { members: new Map(), line: new WaitingLine(line?.callers.filter(({ comes }) => comes)) });
      const queue = this.#queues.get(number);
      if (!queue) continue;
      const extension = extensionOf(item.get('Location'));
      if (item.event === 'QueueMember' && extension !== undefined) {
        queue.members.set(extension, memberOf(item, before.get(number)?.members.get(extension)));
      } else if (item.event === 'QueueEntry') {
        const uniqueId = item.get('Uniqueid');
        const known = line?.callers.find((one) => one.uniqueId === uniqueId);
        queue.line.join(known ?? {
          uniqueId, channel: item.get('Channel'), callId: callOf(uniqueId) ?? uniqueId, since: clock.now() - Number(item.get('Wait')) * 1000,
          priority: Number(item.get('Priority')) || 0,
        }, Number(item.get('Position')));
      }
    }
  }

  /** False: Asterisk refused. */
  async #try(action: string, fields: Parameters<AmiClient['action']>[1]): Promise<boolean> {
    return this.#options.ami.action(action, fields).then(() => true, refused(false));
  }
}

/** Whether somebody would take a call. */
const isThere = ({ agents }: PbxQueue): boolean => agents.some(({ loggedIn, paused }) => loggedIn && !paused);

function rowOf(queueNumber: string, { line: { callers } }: Queue): PbxWaiting {
  return { queueNumber, callers: callers.map(({ callId, since }) => ({ callId, since })) };
}

function refused<T>(meaning: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof AmiError && error.code === 'REFUSED') return meaning;
    throw error;
  };
}
