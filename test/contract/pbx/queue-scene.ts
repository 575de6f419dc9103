import { afterEach } from 'vitest';
import { QueueRules } from '@klapka/protocol';
import type { Call } from '@klapka/protocol';
import type { PbxPlan, PbxQueue } from '../../../server/ports/pbx-plan.ts';
import type { QueueActions } from '../../../server/ports/queue-actions.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { numbers } from './actions/scene.ts';
import type { Person, Scene } from './actions/scene.ts';

/** s. A PBX counts in whole ones. */
const short = { ring: 2, retry: 1 } as const;
export const sales = { number: '600', name: 'Sales' } as const;
export const support = { number: '601', name: 'Support' } as const;

type Agents = readonly (Person | (Partial<PbxQueue['agents'][number]> & { who: Person }))[];

/** A queue that says nothing and rings its agents for short; `600` if the rules have no other number. */
export function queueOf(agents: Agents, rules: Partial<PbxQueue> = {}): PbxQueue {
  const quiet = { announceJoin: false, announcePosition: false, announceSeconds: 0 };
  return {
    ...QueueRules.parse({}), ...quiet, ringSeconds: short.ring, retrySeconds: short.retry, ...sales, ...rules,
    agents: agents.map((agent) => {
      const { who, ...standing } = typeof agent === 'string' ? { who: agent } : agent;
      return { extensionNumber: numbers[who], loggedIn: true, paused: false, ...standing };
    }),
  };
}

/** Anna calls; the others take calls of queues. */
export class QueueScene {
  readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
    afterEach(() => scene.provision());
  }

  get queues(): QueueActions {
    return this.scene.pbx.queues;
  }

  /** The PBX has these queues, and these people are there. */
  async open<P extends Person>(queues: readonly PbxQueue[], people: readonly P[], more: Partial<PbxPlan> = {}): Promise<Record<P, TestPhone>> {
    this.scene.start();
    await this.scene.provision({ ...more, queues });
    const phones = await Promise.all(people.map(async (person) => [person, await this.scene.phone(person)] as const));
    // Before, they cannot be rung.
    for (const { number, agents } of queues) {
      for (const { extensionNumber, loggedIn, paused } of agents) {
        const here = people.some((person) => numbers[person] === extensionNumber);
        if (here && loggedIn && !paused) await this.scene.watch.agent(number, extensionNumber, 'available');
      }
    }
    return Object.fromEntries(phones) as Record<P, TestPhone>;
  }

  /** Dials the queue and is in it, with a phone that has been answered: else there would be no music. */
  async waits(phone: TestPhone, queue: string = sales.number): Promise<{ caller: PhoneCall; callId: string }> {
    const caller = await phone.dial(queue);
    const { id: callId } = await this.scene.callOf(caller);
    await this.row(callId, ({ at }) => at?.kind === 'queue' && at.number === queue, 'it waits');
    await caller.answered;
    return { caller, callId };
  }

  /** Dials the queue and talks with the agent whose phone rings. */
  async talks(phone: TestPhone, agent: TestPhone): Promise<{ caller: PhoneCall; callee: PhoneCall; callId: string }> {
    const { caller, callId } = await this.waits(phone);
    const callee = await agent.nextCall();
    await callee.answer();
    await this.row(callId, ({ state }) => state === 'answered', 'answered');
    return { caller, callee, callId };
  }

  row(callId: string, matches: (call: Call) => boolean, what: string): Promise<Call> {
    return this.scene.row(callId, matches, what);
  }

  /** The person has a call of their own, with the echo. */
  async busy(phone: TestPhone): Promise<PhoneCall> {
    const own = await phone.dial(this.scene.subject.echo);
    await own.answered;
    return own;
  }

  setStanding(person: Person, loggedIn: boolean, paused = false, queue: string = sales.number): Promise<void> {
    return this.queues.setStanding(queue, numbers[person], { loggedIn, paused });
  }

  state(person: Person, state: Parameters<Scene['watch']['agent']>[2], queue: string = sales.number): ReturnType<Scene['watch']['agent']> {
    return this.scene.watch.agent(queue, numbers[person], state);
  }
}
