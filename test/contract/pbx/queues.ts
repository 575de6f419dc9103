import { describe, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import { refusedWith } from './actions/scene.ts';
import type { Scene } from './actions/scene.ts';
import { queueCallersContract } from './queue-callers.ts';
import { queueCallsContract } from './queue-calls.ts';
import { QueueScene, queueOf, sales, support } from './queue-scene.ts';

/** Callers who wait, agents who are rung by strategy, and what is told of both. Part of `pbxContract`. */
export function queuesContract(scene: Scene): void {
  const queue = new QueueScene(scene);
  describe('strategies', () => strategies(queue));
  describe('agents', () => agents(queue));
  describe('several queues', () => several(queue));
  describe('callers', () => queueCallersContract(queue));
  describe('their calls', () => queueCallsContract(queue));
}

function strategies(queue: QueueScene): void {
  const { scene } = queue;

  it('ring-all: all ring, one takes it and the others are told', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert', 'cyril'])], ['anna', 'bert', 'cyril']);
    const { caller } = await queue.waits(anna);
    const [first, second] = await Promise.all([bert.nextCall(), cyril.nextCall()]);
    await second.answer();
    const lost = await first.ended;
    expect(lost.how).toBe('cancel');
    expect(lost.reason).toMatch(/^SIP;cause=200/);
    await scene.talk([caller, 'anna'], [second, 'cyril']);
  });

  it('ring-all: a no of one is no no of the others', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert', 'cyril'], { ringSeconds: 5 })], ['anna', 'bert', 'cyril']);
    const { caller } = await queue.waits(anna);
    const [first, second] = await Promise.all([bert.nextCall(), cyril.nextCall()]);
    first.decline(603);
    await queue.state('bert', 'available');
    await second.answer();
    await scene.talk([caller, 'anna'], [second, 'cyril']);
  });

  it('linear: each in turn for its time, and the next one who says no', async () => {
    const { anna, bert, cyril, dora } = await queue.open([queueOf(['cyril', 'bert', 'dora'], { strategy: 'linear' })], ['anna', 'bert', 'cyril', 'dora']);
    const { caller } = await queue.waits(anna);
    const first = await cyril.nextCall();
    expect([bert.calls, dora.calls]).toEqual([[], []]);
    expect(await first.ended).toMatchObject({ how: 'cancel' });
    const second = await bert.nextCall();
    expect(dora.calls).toEqual([]);
    second.decline(603);
    const third = await dora.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'dora']);
  });

  it('round-robin: the next caller rings the next one', async () => {
    const { anna } = await queue.open([queueOf(['bert', 'cyril'], { strategy: 'round-robin', ringSeconds: 10 })], ['anna', 'bert', 'cyril']);
    const rung: string[] = [];
    for (let time = 0; time < 3; time++) {
      const { caller, callId } = await queue.waits(anna);
      const row = await queue.row(callId, ({ legs }) => legs.some(({ state }) => state === 'ringing'), 'it rings');
      rung.push(row.legs.find(({ state }) => state === 'ringing')?.party.number ?? '');
      caller.hangUp();
      await scene.ended(callId);
      await Promise.all([queue.state('bert', 'available'), queue.state('cyril', 'available')]);
    }
    expect([...rung].sort()).toEqual(rung[0] === '1002' ? ['1002', '1002', '1003'] : ['1002', '1003', '1003']);
    expect(rung[2]).toBe(rung[0]);
  });

  it.each(['least-recent', 'fewest-calls'] as const)('%s: calls are shared out', async (strategy) => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert', 'cyril'], { strategy, number: strategy === 'least-recent' ? '610' : '611' })], ['anna', 'bert', 'cyril']);
    const number = strategy === 'least-recent' ? '610' : '611';
    const took: string[] = [];
    const ringing = { 1002: bert.nextCall(), 1003: cyril.nextCall() };
    for (let time = 0; time < 2; time++) {
      const { caller, callId } = await queue.waits(anna, number);
      const callee = await Promise.race(Object.values(ringing));
      await callee.answer();
      const { to } = await queue.row(callId, ({ state }) => state === 'answered', 'answered');
      took.push(to.number);
      ringing[to.number as '1002' | '1003'] = (to.number === '1002' ? bert : cyril).nextCall();
      caller.hangUp();
      await scene.ended(callId);
      await Promise.all([queue.state('bert', 'available', number), queue.state('cyril', 'available', number)]);
    }
    expect(new Set(took)).toEqual(new Set(['1002', '1003']));
  });

  it('random: one of them', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert', 'cyril'], { strategy: 'random', ringSeconds: 5 })], ['anna', 'bert', 'cyril']);
    const { callId } = await queue.waits(anna);
    const callee = await Promise.race([bert.nextCall(), cyril.nextCall()]);
    await callee.answer();
    await queue.row(callId, ({ state }) => state === 'answered', 'answered');
    expect(bert.calls.length + cyril.calls.length).toBe(1);
  });

  it('rings again who did not answer, and who said no', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'])], ['anna', 'bert']);
    const { caller } = await queue.waits(anna);
    expect(await (await bert.nextCall()).ended).toMatchObject({ how: 'cancel' });
    (await bert.nextCall()).decline(486);
    const third = await bert.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'bert']);
  });
}

function agents(queue: QueueScene): void {
  const { scene } = queue;

  it('are told of while they are rung, in the call and free again; all phones of theirs ring', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'], { ringSeconds: 10 })], ['anna', 'bert']);
    const home = await scene.phone('bert');
    const { caller, callId } = await queue.waits(anna);
    const [atDesk, atHome] = await Promise.all([bert.nextCall(), home.nextCall()]);
    expect([atDesk.from, atDesk.fromName]).toEqual(['1001', 'Anna']);
    expect(await queue.state('bert', 'ringing')).toMatchObject({ callId });
    await atHome.answer();
    expect(await queue.state('bert', 'on-queue-call')).toMatchObject({ callId });
    expect((await scene.pbx.snapshot()).agents).toContainEqual(expect.objectContaining({ queueNumber: '600', extensionNumber: '1002', state: 'on-queue-call', callId }));
    await atDesk.ended;
    caller.hangUp();
    await queue.state('bert', 'available');
  });

  it('are not rung while they are paused or logged out, and at once when they are back', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf([{ who: 'bert', paused: true }, { who: 'cyril', loggedIn: false }], { joinEmpty: true })], ['anna', 'bert', 'cyril']);
    await Promise.all([queue.state('bert', 'paused'), queue.state('cyril', 'logged-out')]);
    const { caller } = await queue.waits(anna);
    await scene.hearsMusic(caller);
    expect([bert.calls, cyril.calls]).toEqual([[], []]);
    await queue.setStanding('cyril', true);
    const rung = await cyril.nextCall();
    expect(bert.calls).toEqual([]);
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'cyril']);
  });

  it('stop ringing when they log out or pause', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'], { ringSeconds: 20, leaveEmpty: false })], ['anna', 'bert']);
    await queue.waits(anna);
    const first = await bert.nextCall();
    await queue.setStanding('bert', false);
    expect(await first.ended).toMatchObject({ how: 'cancel' });
    await queue.state('bert', 'logged-out');
    await queue.setStanding('bert', true);
    const second = await bert.nextCall();
    await queue.setStanding('bert', true, true);
    expect(await second.ended).toMatchObject({ how: 'cancel' });
    await queue.state('bert', 'paused');
  });

  it('rest behind a call, as long as the rules say or until they say that they are ready', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'], { wrapUpSeconds: 3 })], ['anna', 'bert']);
    const { caller, callId } = await queue.talks(anna, bert);
    caller.hangUp();
    await scene.ended(callId);
    const { since } = await queue.state('bert', 'wrap-up');
    const next = await queue.waits(anna);
    const rung = await bert.nextCall();
    expect(Date.now() - since).toBeGreaterThan(2000);
    await rung.answer();
    await queue.row(next.callId, ({ state }) => state === 'answered', 'answered');
    await scene.provision({ queues: [queueOf(['bert'], { wrapUpSeconds: 600 })] });
    next.caller.hangUp();
    await queue.state('bert', 'wrap-up');
    await queue.waits(anna);
    await queue.queues.endWrapUp('600', '1002');
    await bert.nextCall();
  });

  it('are left alone in a call of their own, unless the rules say otherwise', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'])], ['anna', 'bert']);
    const own = await queue.busy(bert);
    await queue.state('bert', 'on-call');
    const { caller } = await queue.waits(anna);
    await scene.hearsMusic(caller);
    expect(bert.calls).toEqual([own]);
    await scene.provision({ queues: [queueOf(['bert'], { ringInUse: true })] });
    await bert.nextCall();
  });

  it('are rung wherever their own calls are forwarded to, and not where they do not want to be disturbed', async () => {
    const forwarded = { ...defaultReach('available'), internal: { always: '1004', busy: '1004', noAnswer: '1004' } };
    const { anna, bert, cyril, dora } = await queue.open([queueOf(['bert', 'cyril'])], ['anna', 'bert', 'cyril', 'dora']);
    await scene.pbx.setReach('1002', forwarded);
    await scene.pbx.setReach('1003', defaultReach('do_not_disturb'));
    const { caller } = await queue.waits(anna);
    expect(await (await bert.nextCall()).ended).toMatchObject({ how: 'cancel' });
    const again = await bert.nextCall();
    await again.answer();
    await scene.talk([caller, 'anna'], [again, 'bert']);
    expect([cyril.calls, dora.calls]).toEqual([[], []]);
    for (const number of ['1002', '1003']) await scene.pbx.setReach(number, defaultReach('available'));
  });

  it('cannot be reached when their phone has gone', async () => {
    const { bert } = await queue.open([queueOf(['bert'])], ['anna', 'bert']);
    await bert.register(0);
    await queue.state('bert', 'unreachable');
    await bert.register();
    await queue.state('bert', 'available');
  });

  it('are not rung for a call of their own', async () => {
    const { bert, cyril } = await queue.open([queueOf(['bert', 'cyril'])], ['bert', 'cyril']);
    await queue.waits(bert);
    await cyril.nextCall();
    expect(bert.calls).toHaveLength(1);
  });

  it('and queues that do not exist are refused', async () => {
    await queue.open([queueOf(['bert'])], []);
    await expect(queue.setStanding('dora', true)).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    await expect(queue.setStanding('bert', true, false, '699')).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    await expect(queue.queues.endWrapUp('699', '1002')).rejects.toMatchObject(refusedWith('NOT_FOUND'));
    await expect(queue.queues.endWrapUp('600', '1002')).resolves.toBeUndefined();
    await expect(queue.queues.moveFirst('no-such-call')).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });
}

function several(queue: QueueScene): void {
  const { scene } = queue;
  const both = () => [queueOf(['bert'], { ringSeconds: 10 }), queueOf(['bert'], { ...support, ringSeconds: 10 })];

  it('share an agent, who is on a call of the one and in a call for the other', async () => {
    const { anna, bert, cyril } = await queue.open(both(), ['anna', 'bert', 'cyril']);
    const { caller, callId } = await queue.talks(anna, bert);
    await queue.state('bert', 'on-queue-call');
    expect(await queue.state('bert', 'on-call', support.number)).not.toHaveProperty('callId');
    const waiting = await queue.waits(cyril, support.number);
    await scene.hearsMusic(waiting.caller);
    expect(bert.calls).toHaveLength(1);
    caller.hangUp();
    await scene.ended(callId);
    const next = await bert.nextCall();
    expect(next.from).toBe('1003');
    await next.answer();
    await queue.state('bert', 'on-queue-call', support.number);
    await queue.state('bert', 'on-call', sales.number);
  });

  it('never ring an agent twice at once', async () => {
    const { anna, bert, cyril } = await queue.open(both(), ['anna', 'bert', 'cyril']);
    const first = await queue.waits(anna);
    const rung = await bert.nextCall();
    const second = await queue.waits(cyril, support.number);
    await scene.hearsMusic(second.caller);
    expect(bert.calls).toHaveLength(1);
    first.caller.hangUp();
    await rung.ended;
    expect((await bert.nextCall()).from).toBe('1003');
  });
}
