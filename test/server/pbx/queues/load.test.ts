import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ringStrategies } from '@klapka/protocol';
import type { RingStrategy } from '@klapka/protocol';
import { randomOf } from '../../../fakes/random.ts';
import { Floor, queueOf } from './floor.ts';

const agents = Array.from({ length: 40 }, (_, index) => String(1001 + index));
const queueNumbers = ['600', '601', '602'];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Each agent is in one to three queues, some log in late; each queue rings its own way. */
function floorOf(seed: number, strategies: readonly RingStrategy[]): Floor {
  const random = randomOf(seed);
  return new Floor(queueNumbers.map((number, index) => queueOf([], {
    number, name: number, strategy: strategies[index] ?? 'ring-all', ringSeconds: 5 + index, retrySeconds: index, wrapUpSeconds: index * 3, leaveEmpty: false, joinEmpty: true,
    agents: agents.filter((_, place) => place % 3 === index || random() < 0.4).map((extensionNumber) => ({ extensionNumber, loggedIn: random() < 0.8, paused: random() < 0.1 })),
  })), random);
}

it.each(ringStrategies.map((strategy, index) => [strategy, index] as const))('three queues, 40 agents, 200 callers, some of whom give up: nobody rings twice, nobody overtakes, nobody is lost (%s first)', (first, seed) => {
  const strategies = [first, ringStrategies[(seed + 1) % 6] ?? first, ringStrategies[(seed + 2) % 6] ?? first];
  const floor = floorOf(seed + 1, strategies);
  const random = randomOf(seed + 100);
  const outcomes = new Map<string, string>();
  /** In the order they came, by queue. */
  const came = new Map<string, string[]>(queueNumbers.map((number) => [number, []]));
  const waits = (callId: string): boolean => !outcomes.has(callId);
  const one = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];

  const arrive = (): void => {
    const queue = one(queueNumbers) ?? '600';
    const callId = `${queue} ${came.get(queue)?.length}`;
    came.get(queue)?.push(callId);
    floor.call(callId, queue);
    // Every fifth gives up.
    if (random() < 0.2) setTimeout(() => {
      if (!waits(callId)) return;
      outcomes.set(callId, 'gave up');
      floor.abandon(callId);
    }, random() * 30_000);
  };
  const answer = (agent: string): void => {
    outcomes.set(floor.answer(agent), agent);
    setTimeout(() => floor.hangUp(agent), 3000 + random() * 15_000);
  };
  /** `Floor` itself refuses to ring a phone that rings. */
  const holds = (): void => {
    for (const [queue, ids] of came) {
      expect(floor.lines.get(queue), 'in the order they came').toEqual(ids.filter(waits));
      const [next] = ids.filter(waits);
      if (next === undefined || ids.some((id) => floor.ringingFor(id).length > 0)) continue;
      // Nobody is rung: then nobody is free but who is kept for a caller between two rounds.
      if (floor.resting(next)) continue;
      expect([...floor.agents.values()].filter(({ queueNumber, state }) => queueNumber === queue && state === 'available'), `${queue}: somebody is free while ${next} waits`).toEqual([]);
    }
    for (const { state, callId } of floor.agents.values()) if (state === 'ringing' && callId !== undefined) expect(waits(callId), 'rings for somebody who waits').toBe(true);
  };

  let arrived = 0;
  for (let time = 0; time < 4000 && (arrived < 200 || outcomes.size < 200); time++) {
    if (arrived < 200 && random() < 0.35) {
      arrive();
      arrived++;
    }
    for (const agent of agents) {
      if (floor.phone(agent).ringing.size === 0) continue;
      const chance = random();
      if (chance < 0.12) answer(agent);
      else if (chance < 0.15) floor.decline(agent);
    }
    const agent = one([...floor.agents.values()]);
    if (agent && random() < 0.05) floor.desk.setStanding(agent.queueNumber, agent.extensionNumber, { loggedIn: random() < 0.85, paused: random() < 0.1 });
    vi.advanceTimersByTime(250);
    holds();
  }
  expect([arrived, outcomes.size, floor.left]).toEqual([200, 200, []]);
  expect([...outcomes.values()].filter((outcome) => outcome !== 'gave up').length).toBeGreaterThan(100);
  vi.advanceTimersByTime(60_000);
  expect([...floor.lines.values()].flat()).toEqual([]);
  expect([...floor.agents.values()].filter(({ state }) => !['available', 'logged-out', 'paused'].includes(state))).toEqual([]);
});
