import { describe, expect, it } from 'vitest';
import { ringStrategies } from '@klapka/protocol';
import { chosen } from '../../../../server/adapters/pbx/embedded/queues/strategies.ts';
import type { Candidate, Turn } from '../../../../server/adapters/pbx/embedded/queues/strategies.ts';
import { randomOf } from '../../../fakes/random.ts';

const agents = ['1', '2', '3', '4', '5', '6'];
const candidate = (extensionNumber: string, more: Partial<Candidate> = {}): Candidate => ({ extensionNumber, calls: 0, lastCallAt: null, missed: 0, ...more });
const turn = (last: string | null = null): Turn => ({ agents, last, random: () => 0.5 });

describe('who is rung', () => {
  it('is everybody who is free, or one of them, or nobody where nobody is: for any strategy and any history', () => {
    const random = randomOf(7);
    const below = (limit: number): number => Math.floor(random() * limit);
    for (let round = 0; round < 2000; round++) {
      const free = agents.filter(() => random() < 0.5).map((number) => candidate(number, { calls: below(4), lastCallAt: random() < 0.3 ? null : below(5), missed: below(3) }));
      for (const strategy of ringStrategies) {
        const rung = chosen(strategy, free, { agents, last: random() < 0.2 ? null : (agents[below(6)] ?? null), random });
        const numbers = free.map(({ extensionNumber }) => extensionNumber);
        if (strategy === 'ring-all') expect(rung).toEqual(numbers);
        else expect(rung).toHaveLength(Math.min(1, numbers.length));
        for (const number of rung) expect(numbers).toContain(number);
        // One who was asked in vain is asked again only when all others were.
        if (strategy === 'ring-all' || strategy === 'round-robin') continue;
        const least = Math.min(...free.map(({ missed }) => missed));
        for (const number of rung) expect(free.find(({ extensionNumber }) => extensionNumber === number)?.missed).toBe(least);
      }
    }
  });

  it('is for least-recent whoever has had no call for longest, and first of all who had none', () => {
    expect(chosen('least-recent', [candidate('1', { lastCallAt: 30 }), candidate('2', { lastCallAt: 10 }), candidate('3', { lastCallAt: 20 })], turn())).toEqual(['2']);
    expect(chosen('least-recent', [candidate('1', { lastCallAt: 30 }), candidate('2', { lastCallAt: 10 }), candidate('3')], turn())).toEqual(['3']);
  });

  it('is for fewest-calls whoever took fewest, in the order of the list where it is the same', () => {
    expect(chosen('fewest-calls', [candidate('3', { calls: 1 }), candidate('2', { calls: 1 }), candidate('1', { calls: 2 })], turn())).toEqual(['2']);
  });

  it('is for random anybody, each as often as the others', () => {
    const random = randomOf(3);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6000; round++) for (const number of chosen('random', agents.map((agent) => candidate(agent)), { agents, last: null, random })) counts.set(number, (counts.get(number) ?? 0) + 1);
    for (const agent of agents) expect(Math.abs((counts.get(agent) ?? 0) - 1000)).toBeLessThan(150);
  });

  it('is for round-robin the one after the last, and begins anew at the end', () => {
    const free = ['1', '3', '5'].map((number) => candidate(number));
    expect([null, '1', '2', '3', '4', '5', '6', 'gone'].map((last) => chosen('round-robin', free, turn(last))[0])).toEqual(['1', '3', '3', '5', '5', '1', '1', '1']);
  });

  it('is for linear the first in the list', () => {
    expect(chosen('linear', [candidate('4'), candidate('2'), candidate('6')], turn('2'))).toEqual(['2']);
    expect(chosen('linear', [candidate('4'), candidate('2', { missed: 1 }), candidate('6')], turn('2'))).toEqual(['4']);
  });
});
