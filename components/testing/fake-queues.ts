import type { Account, Agent, CommandInput, ErrorCode, Extension, Hours, Queue } from '@klapka/protocol';
import type { FakeClock } from './fake-clock.ts';
import type { FakeStore } from './fake-store.ts';
import { FakeRefusal } from './refusal.ts';

interface Parts {
  clock: FakeClock;
  queues: FakeStore<Queue>;
  extensions: FakeStore<Extension>;
  /** By hand, by the id of the hours; null: by the clock. */
  hours: Map<string, Hours['override']>;
  account: () => Account;
}

/** One's own extension, or that of somebody one manages; one queue, or all they are in. */
interface Whose {
  queueId: string | null;
  extensionId?: string | undefined;
}
type Standing = Pick<Agent, 'state'> & Pick<Agent, 'pause'>;

const minute = 60_000;
const overrides: readonly string[] = ['open', 'closed', 'holiday'] satisfies Hours['override'][];
const refuse = (code: ErrorCode): never => {
  throw new FakeRefusal(code);
};

/** How agents stand to their queues and whether the company is open, as strict as the gateway. */
export class FakeQueues {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  logIn(whose: CommandInput<'queue:log-in'>): Record<string, never> {
    return this.#alter(whose, ({ state }) => (state === 'logged-out' ? { state: 'available' } : null));
  }

  logOut(whose: CommandInput<'queue:log-out'>): Record<string, never> {
    return this.#alter(whose, ({ state }) => (state === 'logged-out' ? null : { state: 'logged-out' }));
  }

  /** A pause with an end is over by itself. */
  pause({ reason, minutes, ...whose }: CommandInput<'queue:pause'>): Record<string, never> {
    if (minutes !== undefined && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= 24 * 60)) refuse('BAD_REQUEST');
    const { clock } = this.#parts;
    const until = minutes === undefined ? undefined : clock.now + minutes * minute;
    const pause = { ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
    this.#alter(whose, ({ state }) => {
      if (state !== 'logged-out') return { state: 'paused', pause };
      return whose.queueId === null ? null : refuse('CONFLICT');
    });
    if (until !== undefined) clock.after(until - clock.now, () => this.#alter(whose, (agent) => (agent.pause?.until === until ? { state: 'available' } : null)));
    return {};
  }

  resume(whose: CommandInput<'queue:resume'>): Record<string, never> {
    return this.#alter(whose, ({ state }) => (state === 'paused' ? { state: 'available' } : null));
  }

  ready(whose: CommandInput<'queue:ready'>): Record<string, never> {
    return this.#alter(whose, ({ state }) => (state === 'wrap-up' ? { state: 'available' } : null));
  }

  moveFirst({ callId }: CommandInput<'queue:move-first'>): Record<string, never> {
    const queue = [...this.#parts.queues.all.values()].find(({ waiting }) => waiting.some((one) => one.callId === callId));
    if (!queue) throw new FakeRefusal('CALL_GONE');
    if (!this.#manages) refuse('FORBIDDEN');
    this.#parts.queues.patch(queue.id, { waiting: queue.waiting.toSorted((a, b) => Number(b.callId === callId) - Number(a.callId === callId)) });
    return {};
  }

  switchHours({ hoursId, override }: CommandInput<'hours:switch'>): Record<string, never> {
    const { hours, account } = this.#parts;
    if (!account().permissions.some(({ keys }) => keys.includes('hours.switch'))) refuse('FORBIDDEN');
    if (override !== null && !overrides.includes(override)) refuse('BAD_REQUEST');
    if (!hours.has(hoursId)) refuse('NOT_FOUND');
    hours.set(hoursId, override);
    return {};
  }

  get #manages(): boolean {
    return this.#parts.account().roles.some((role) => role === 'supervisor');
  }

  /** Null: they stand as they are wanted to. */
  #alter({ queueId, extensionId }: Whose, alter: (agent: Agent) => Standing | null): Record<string, never> {
    const { queues, account, clock, extensions } = this.#parts;
    const own = account().extension?.id;
    const wanted = extensionId ?? own ?? refuse('FORBIDDEN');
    if (wanted !== own && !(this.#manages && extensions.all.has(wanted))) refuse('FORBIDDEN');
    const theirs = [...queues.all.values()].filter(({ id, agents }) => (queueId === null || id === queueId) && agents.some((agent) => agent.extensionId === wanted));
    if (theirs.length === 0) refuse('NOT_FOUND');
    const changed = theirs.map((queue) => ({
      ...queue,
      agents: queue.agents.map((agent) => {
        const standing = agent.extensionId === wanted ? alter(agent) : null;
        if (!standing) return agent;
        const { pause: _pause, ...rest } = agent;
        return { ...rest, ...standing, since: clock.now };
      }),
    }));
    queues.set(changed);
    return {};
  }
}
