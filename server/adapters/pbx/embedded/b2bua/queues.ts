import type { CallEndReason } from '@klapka/protocol';
import type { PbxEvent } from '../../../../ports/pbx.ts';
import type { PbxPlan, PbxQueue } from '../../../../ports/pbx-plan.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { LeaveReason } from '../queues/desk.ts';
import { QueueDesk } from '../queues/desk.ts';
import type { AgentLine } from '../queues/queue.ts';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import type { FindMember } from './ring-groups.ts';
import type { Switchboard } from './switchboard.ts';
import type { App, Visit } from './visit.ts';

interface QueuesOptions {
  board: Pick<Switchboard, 'now' | 'full'>;
  find: FindMember;
  /** Legs somebody is at. */
  legs(): { call: Call; leg: SipLeg }[];
  emit(event: PbxEvent): void;
}

const endReasons: Record<LeaveReason, CallEndReason> = { full: 'busy', empty: 'not-registered', 'too-long': 'no-answer', closed: 'failed' };

/** Somebody's stay in a queue. */
interface Stay {
  visit: Visit;
  /** Agents whose phones ring for them. */
  ringing: Set<string>;
  /** Not helped here. */
  leave(why: LeaveReason): void;
}

/** Queues as the switchboard has them: callers on the one side, agents' phones on the other, and the desk that decides. */
export class Queues {
  readonly desk: QueueDesk;
  readonly #options: QueuesOptions;
  readonly #stays = new Map<string, Stay>();
  #plan: Pick<PbxPlan, 'queues' | 'language'> = { queues: [], language: 'en' };
  #changed = false;

  constructor(options: QueuesOptions) {
    this.#options = options;
    this.desk = new QueueDesk({
      now: () => options.board.now(),
      random: () => Math.random(),
      line: (extensionNumber) => this.#line(extensionNumber),
      ring: (callId, extensionNumber) => this.#ring(callId, extensionNumber),
      stopRinging: (callId, extensionNumber, missed) => this.#stopRinging(callId, extensionNumber, missed),
      announce: (callId, prompts) => void this.#stay(callId)?.visit.say(prompts).catch(() => undefined),
      leave: (callId, why) => this.#stay(callId)?.leave(why),
      agent: (agent) => options.emit({ type: 'agent', agent }),
      waiting: (waiting) => options.emit({ type: 'waiting', waiting }),
    });
  }

  provision({ queues, language }: PbxPlan): void {
    this.#plan = { queues, language };
    this.desk.provision(this.#plan);
  }

  /** What phones and calls do has changed; looked at as soon as whoever changes it is through. */
  changed(): void {
    if (this.#changed) return;
    this.#changed = true;
    queueMicrotask(() => {
      this.#changed = false;
      this.desk.changed();
    });
  }

  at(number: string): App | null {
    const rules = this.#plan.queues.find((queue) => queue.number === number);
    return rules ? { place: { kind: 'queue', number, name: rules.name }, run: (visit) => this.#receive(visit, rules) } : null;
  }

  async #receive(visit: Visit, rules: PbxQueue): Promise<void> {
    const { call, signal } = visit;
    visit.hear({ sound: 'hold-music' });
    const { promise, resolve, reject } = Promise.withResolvers<LeaveReason>();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    const stay: Stay = { visit, ringing: new Set(), leave: resolve };
    // Who comes from another queue is not there any more.
    this.desk.left(call.id);
    this.#stays.set(call.id, stay);
    try {
      this.desk.join(rules.number, call.id, visit.caller.device.extensionNumber);
      await this.#turnAway(visit, rules, await promise);
    } finally {
      if (this.#stays.get(call.id) === stay) {
        this.#stays.delete(call.id);
        this.desk.left(call.id);
      }
    }
  }

  async #turnAway(visit: Visit, rules: PbxQueue, why: LeaveReason): Promise<void> {
    if (rules.overflow !== null && why !== 'closed') return visit.goTo(rules.overflow);
    await visit.say([spoken(rules.language ?? this.#plan.language, why === 'full' ? 'queue-full' : 'queue-nobody')]);
    visit.giveUp(endReasons[why]);
  }

  /** Null where the caller has just left, which the desk will hear of. */
  #stay(callId: string): Stay | null {
    const stay = this.#stays.get(callId);
    return stay && !stay.visit.signal.aborted ? stay : null;
  }

  #line(extensionNumber: string): AgentLine {
    const { find, legs, board } = this.#options;
    const member = find(extensionNumber);
    const own = legs().filter(({ leg }) => leg.device.extensionNumber === extensionNumber);
    const rings = ({ leg }: { leg: SipLeg }): boolean => leg.role === 'callee' && !leg.state.is('talking');
    return {
      reachable: member !== null && [...member.devices, ...member.later].some((device) => !board.full(device)),
      rings: own.some(rings),
      calls: own.filter((leg) => !rings(leg)).map(({ call: { id: callId, via }, leg }) => ({ callId, queueNumber: via?.kind === 'queue' && leg.role === 'callee' ? via.number : null })),
    };
  }

  #ring(callId: string, extensionNumber: string): void {
    const stay = this.#stay(callId);
    const member = this.#options.find(extensionNumber);
    if (!stay || !member) return this.#missed(callId, extensionNumber);
    const { call } = stay.visit;
    stay.ringing.add(extensionNumber);
    if (call.main?.pending) {
      call.main.include(member);
      call.tell();
    } else {
      const ringSeconds = this.#plan.queues.find(({ number }) => number === call.to.number)?.ringSeconds ?? 0;
      const nobody = (): void => [...stay.ringing].forEach((agent) => this.#missed(callId, agent));
      call.ringForCaller({ to: call.to, ringTimeout: ringSeconds * 1000, members: [member] }, [], nobody, (agent) => this.#missed(callId, agent));
    }
    if (call.main?.rings(extensionNumber) !== true) this.#missed(callId, extensionNumber);
  }

  /** Told when whoever rings is through. */
  #missed(callId: string, extensionNumber: string): void {
    this.#stays.get(callId)?.ringing.delete(extensionNumber);
    queueMicrotask(() => this.desk.missed(callId, extensionNumber));
  }

  #stopRinging(callId: string, extensionNumber: string, missed: boolean): void {
    const stay = this.#stay(callId);
    if (stay?.ringing.delete(extensionNumber)) stay.visit.call.main?.dismiss(extensionNumber, missed ? 'no-answer' : 'cancelled');
  }
}
