import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PbxQueue } from '../../../../server/ports/pbx-plan.ts';
import { Floor, queueOf } from './floor.ts';

/** s */
const pass = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1000);
const abc = ['1', '2', '3'];
const floorOf = (rules: Partial<PbxQueue> = {}, agents = abc): Floor => new Floor([queueOf(agents, rules)]);
const standing = (extensionNumber: string, more: { loggedIn?: boolean; paused?: boolean } = {}) => ({ extensionNumber, loggedIn: true, paused: false, ...more });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('who is rung when', () => {
  it('ring-all: all who are free, until one answers; then the rest for the next one', () => {
    const floor = floorOf();
    floor.busy('3');
    floor.call('a');
    floor.call('b');
    expect([floor.ringingFor('a'), floor.ringingFor('b')]).toEqual([['1', '2'], []]);
    expect(floor.answer('1')).toBe('a');
    expect([floor.ringingFor('a'), floor.ringingFor('b')]).toEqual([[], ['2']]);
    floor.hangUp('3');
    expect(floor.ringingFor('b')).toEqual(['2', '3']);
  });

  it('ring-all: who declines a call is rung for the next caller, while the others ring on', () => {
    const floor = floorOf();
    floor.call('a');
    floor.call('b');
    floor.decline('2');
    expect([floor.ringingFor('a'), floor.ringingFor('b')]).toEqual([['1', '3'], ['2']]);
  });

  it('one after the other: for its time, with a pause between two, and anew at the end', () => {
    const floor = floorOf({ strategy: 'linear' });
    floor.call('a');
    pass(9);
    expect(floor.ringingFor('a')).toEqual(['1']);
    pass(1);
    expect(floor.ringingFor('a')).toEqual([]);
    pass(2);
    expect(floor.ringingFor('a')).toEqual(['2']);
    floor.decline('2');
    expect(floor.ringingFor('a')).toEqual([]);
    pass(2);
    expect(floor.ringingFor('a')).toEqual(['3']);
    pass(12);
    expect(floor.ringingFor('a')).toEqual(['1']);
  });

  it('several callers at once: each another agent, nobody two', () => {
    const floor = floorOf({ strategy: 'linear' });
    for (const call of ['a', 'b', 'c', 'd']) floor.call(call);
    expect(['a', 'b', 'c', 'd'].map((call) => floor.ringingFor(call))).toEqual([['1'], ['2'], ['3'], []]);
    floor.answer('2');
    floor.hangUp('2');
    expect(floor.ringingFor('d')).toEqual(['2']);
  });

  it('keeps somebody for whoever rests between two rounds, so that nobody overtakes', () => {
    const floor = floorOf({ strategy: 'linear' }, ['1']);
    floor.call('a');
    floor.call('b');
    floor.decline('1');
    expect(floor.ringingFor('b')).toEqual([]);
    pass(2);
    expect(floor.ringingFor('a')).toEqual(['1']);
  });

  it('does not ring a phone that refuses at once without end', () => {
    const floor = floorOf({ strategy: 'linear', retrySeconds: 0 }, ['1']);
    floor.call('a');
    for (let time = 0; time < 10; time++) {
      floor.decline('1');
      pass(0.2);
    }
    expect(floor.rung).toHaveLength(11);
  });

  it('does not ring who is logged out, paused, in a call, resting or not there, nor the caller', () => {
    const agents = [standing('1', { loggedIn: false }), standing('2', { paused: true }), standing('3'), standing('4'), standing('5'), standing('6')];
    const floor = floorOf({ agents, wrapUpSeconds: 30 });
    floor.busy('3');
    floor.reachable('4', false);
    floor.call('a', '600', '6');
    floor.answer('5');
    floor.hangUp('5');
    floor.call('b', '600', '6');
    expect(floor.ringingFor('b')).toEqual([]);
    expect(['1', '2', '3', '4', '5', '6'].map((agent) => floor.state(agent))).toEqual(['logged-out', 'paused', 'on-call', 'unreachable', 'wrap-up', 'available']);
    pass(30);
    expect(floor.ringingFor('b')).toEqual(['5']);
  });

  it('rings who is in a call of their own where the rules say so, but not in a call of the queue', () => {
    const floor = floorOf({ ringInUse: true }, ['1', '2']);
    floor.call('a');
    floor.answer('1');
    floor.busy('2');
    floor.call('b');
    expect(floor.ringingFor('b')).toEqual(['2']);
  });

  it('goes on with the one after the last for the next caller, round-robin', () => {
    const floor = floorOf({ strategy: 'round-robin' });
    for (const call of ['a', 'b', 'c', 'd']) {
      floor.call(call);
      floor.abandon(call);
    }
    expect(floor.rung).toEqual(['a 1', 'b 2', 'c 3', 'd 1']);
  });

  it.each(['least-recent', 'fewest-calls'] as const)('shares calls out, %s', (strategy) => {
    const floor = floorOf({ strategy });
    for (const call of ['a', 'b', 'c', 'd']) {
      floor.call(call);
      const [agent = ''] = floor.ringingFor(call);
      floor.answer(agent);
      pass(10);
      floor.hangUp(agent);
    }
    expect(floor.rung).toEqual(['a 1', 'b 2', 'c 3', 'd 1']);
  });
});

describe('agents of several queues', () => {
  const two = (more: Partial<PbxQueue> = {}): Floor => new Floor([queueOf(['1', '2'], more), queueOf(['1'], { ...more, number: '601', name: 'Support' })]);

  it('are rung for one of them, and in a call of one in a call for the other', () => {
    const floor = two({ wrapUpSeconds: 5 });
    floor.call('a');
    floor.call('b', '601');
    expect([floor.ringingFor('a'), floor.ringingFor('b')]).toEqual([['1', '2'], []]);
    expect(floor.agents.get('600 1')).toMatchObject({ state: 'ringing', callId: 'a' });
    expect(floor.agents.get('601 1')).not.toHaveProperty('callId');
    floor.answer('1');
    expect(floor.agents.get('600 1')).toMatchObject({ state: 'on-queue-call', callId: 'a' });
    expect(floor.agents.get('601 1')).toMatchObject({ state: 'on-call' });
    floor.hangUp('1');
    expect([floor.state('1'), floor.state('1', '601')]).toEqual(['wrap-up', 'wrap-up']);
    floor.desk.endWrapUp('601', '1');
    expect(floor.ringingFor('b')).toEqual(['1']);
  });

  it('ring for who waits longer, whichever queue it is', () => {
    const floor = two();
    floor.busy('1');
    floor.busy('2');
    floor.call('b', '601');
    pass(1);
    floor.call('a');
    floor.hangUp('1');
    expect([floor.ringingFor('a'), floor.ringingFor('b')]).toEqual([[], ['1']]);
  });
});

describe('agents who come and go', () => {
  it('stop ringing at once when they log out or pause, and the next one rings without a pause', () => {
    const floor = floorOf({ strategy: 'linear' });
    floor.call('a');
    floor.desk.setStanding('600', '1', { loggedIn: false, paused: false });
    expect(floor.ringingFor('a')).toEqual(['2']);
    floor.desk.setStanding('600', '2', { loggedIn: true, paused: true });
    expect(floor.ringingFor('a')).toEqual(['3']);
    floor.desk.setStanding('600', '1', { loggedIn: true, paused: false });
    floor.decline('3');
    pass(2);
    expect(floor.ringingFor('a')).toEqual(['1']);
  });

  it('ring as soon as they log in, and are rung no more when the plan has them no more', () => {
    const floor = floorOf({ agents: [standing('1'), standing('2', { loggedIn: false })] });
    floor.call('a');
    floor.desk.setStanding('600', '2', { loggedIn: true, paused: false });
    expect(floor.ringingFor('a')).toEqual(['1', '2']);
    floor.desk.provision({ queues: [queueOf(['2'])], language: 'en' });
    expect(floor.ringingFor('a')).toEqual(['2']);
  });

  it('say since when, and nothing that is not news', () => {
    const floor = floorOf();
    const since = floor.agents.get('600 1')?.since;
    pass(5);
    const before = floor.agents.get('600 2');
    floor.busy('1');
    expect(floor.agents.get('600 1')?.since).toBe((since ?? 0) + 5000);
    expect(floor.agents.get('600 2')).toBe(before);
  });

  it('cannot be told of where there are none', () => {
    const floor = floorOf();
    for (const perform of [() => floor.desk.setStanding('600', '9', standing('9')), () => floor.desk.setStanding('699', '1', standing('1')), () => floor.desk.endWrapUp('600', '9')]) {
      expect(perform).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    }
    expect(() => floor.desk.endWrapUp('600', '1')).not.toThrow();
    expect(() => floor.desk.moveFirst('nobody')).toThrow(expect.objectContaining({ code: 'CALL_GONE' }));
  });
});

describe('callers', () => {
  it('wait in their order; one may be moved to the front', () => {
    const floor = floorOf({ strategy: 'linear' }, ['1']);
    floor.busy('1');
    for (const call of ['a', 'b', 'c']) floor.call(call);
    floor.desk.moveFirst('c');
    expect(floor.lines.get('600')).toEqual(['c', 'a', 'b']);
    floor.hangUp('1');
    expect(floor.ringingFor('c')).toEqual(['1']);
    floor.abandon('c');
    expect([floor.ringingFor('a'), floor.lines.get('600')]).toEqual([['1'], ['a', 'b']]);
  });

  it('are not taken where nobody is, unless the rules say so', () => {
    const nobody = [standing('1', { loggedIn: false }), standing('2', { paused: true })];
    const closed = floorOf({ agents: nobody });
    closed.call('a');
    expect(closed.left).toEqual([['a', 'empty']]);
    const open = floorOf({ agents: nobody, joinEmpty: true });
    open.call('a');
    expect([open.left, open.lines.get('600')]).toEqual([[], ['a']]);
  });

  it('leave with the last agent, unless the rules say so', () => {
    for (const leaveEmpty of [true, false]) {
      const floor = floorOf({ leaveEmpty });
      floor.call('a');
      for (const agent of ['1', '2']) floor.desk.setStanding('600', agent, { loggedIn: true, paused: true });
      expect(floor.left).toEqual([]);
      floor.desk.setStanding('600', '3', { loggedIn: false, paused: false });
      expect([floor.left, floor.lines.get('600')]).toEqual(leaveEmpty ? [[['a', 'empty']], []] : [[], ['a']]);
    }
  });

  it('find no place where as many wait as may', () => {
    const floor = floorOf({ maximumCallers: 2 });
    for (const agent of abc) floor.busy(agent);
    for (const call of ['a', 'b', 'c']) floor.call(call);
    expect([floor.left, floor.lines.get('600')]).toEqual([[['c', 'full']], ['a', 'b']]);
    floor.abandon('a');
    floor.call('d');
    expect(floor.lines.get('600')).toEqual(['b', 'd']);
  });

  it('wait as long as they may, also while somebody rings', () => {
    const floor = floorOf({ maximumWaitSeconds: 5 });
    floor.call('a');
    pass(5);
    expect([floor.left, floor.ringingFor('a'), floor.lines.get('600')]).toEqual([[['a', 'too-long']], [], []]);
  });

  it('are let go when their queue is no more', () => {
    const floor = floorOf();
    floor.call('a');
    floor.desk.provision({ queues: [], language: 'en' });
    expect([floor.left, floor.ringingFor('a')]).toEqual([[['a', 'closed']], []]);
  });
});

describe('announcements', () => {
  const spoken = { announceJoin: true, announcePosition: true, announceSeconds: 20 } as const;

  it('are made to who has to wait, with the place, and every so often', () => {
    const floor = floorOf(spoken, ['1']);
    floor.busy('1');
    floor.call('a');
    floor.call('b');
    expect(floor.said).toEqual([['a', ['en/queue-joining', 'en/queue-youarenext']], ['b', ['en/queue-joining', 'en/queue-position', 'en/digits/2']]]);
    floor.abandon('a');
    pass(20);
    expect(floor.said.slice(2)).toEqual([['b', ['en/queue-youarenext', 'en/queue-thankyou']]]);
    pass(20);
    expect(floor.said).toHaveLength(4);
    floor.abandon('b');
    pass(100);
    expect(floor.said).toHaveLength(4);
  });

  it('are not made to whom somebody is rung for at once, but when that comes to nothing', () => {
    const floor = floorOf(spoken, ['1']);
    floor.call('a');
    expect(floor.said).toEqual([]);
    floor.decline('1');
    expect(floor.said).toEqual([['a', ['en/queue-joining', 'en/queue-youarenext']]]);
  });

  it('are in the language of the queue, and say how long it will be when calls were handled', () => {
    const floor = floorOf({ announceJoin: false, announceWait: true, language: 'cs', wrapUpSeconds: 60 }, ['1']);
    floor.call('a');
    floor.answer('1');
    floor.call('b');
    pass(120);
    floor.hangUp('1');
    floor.call('c');
    expect(floor.said).toEqual([['c', ['cs/queue-wait-about', 'cs/digits/6', 'cs/count/minute-many']]]);
  });

  it('are not made where the rules have none', () => {
    const floor = floorOf({ announceJoin: false, announcePosition: false, announceSeconds: 20 }, ['1']);
    floor.busy('1');
    floor.call('a');
    pass(100);
    expect(floor.said).toEqual([]);
  });
});
