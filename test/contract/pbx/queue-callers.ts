import { expect, it } from 'vitest';
import { live, refusedWith } from './actions/scene.ts';
import type { QueueScene } from './queue-scene.ts';
import { queueOf, sales } from './queue-scene.ts';

const overflow = '1004';

/** Those who wait: what they hear, their order, and what becomes of them. Part of `queuesContract`. */
export function queueCallersContract(queue: QueueScene): void {
  waiting(queue);
  order(queue);
  announcements(queue);
  limits(queue);
}

function waiting(queue: QueueScene): void {
  const { scene } = queue;

  it('hear music and have not been answered, whatever their phone says', async () => {
    const { anna } = await queue.open([queueOf([], { joinEmpty: true })], ['anna']);
    const { caller, callId } = await queue.waits(anna);
    await scene.hearsMusic(caller);
    const row = await scene.callOf(caller);
    expect(row).toMatchObject({ id: callId, state: 'ringing', from: { number: '1001' }, to: sales, at: { kind: 'queue', ...sales } });
    expect([row.answeredAt, row.via]).toEqual([undefined, undefined]);
    await scene.watch.waiting(sales.number, [callId]);
    const [line] = (await scene.pbx.snapshot()).waiting;
    expect(line).toMatchObject({ queueNumber: sales.number, callers: [{ callId }] });
    expect(Math.abs((line?.callers[0]?.since ?? 0) - (row.at?.since ?? 0))).toBeLessThan(1000);
  });

  it('are still with the queue while an agent rings, hear each other when they are answered, and it is told from where', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'], { ringSeconds: 10 })], ['anna', 'bert']);
    const { caller, callId } = await queue.waits(anna);
    const rung = await bert.nextCall();
    const ringing = await queue.row(callId, (call) => live(call).some(({ state, party }) => state === 'ringing' && party.number === '1002'), 'it rings');
    expect(ringing).toMatchObject({ state: 'ringing', at: { kind: 'queue', ...sales } });
    await scene.hearsMusic(caller);
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'bert']);
    const row = await queue.row(callId, ({ state }) => state === 'answered', 'answered');
    expect(row).toMatchObject({ to: { number: '1002', name: 'Bert' }, via: { kind: 'queue', ...sales } });
    expect([row.at, typeof row.answeredAt]).toEqual([undefined, 'number']);
    await scene.watch.waiting(sales.number, []);
    rung.hangUp();
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'hung-up', endedBy: 'callee', via: { kind: 'queue', ...sales } });
  });

  it('may give up: while they only wait, and while an agent rings', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'], { ringSeconds: 10 })], ['anna', 'bert']);
    const { caller, callId } = await queue.waits(anna);
    const rung = await bert.nextCall();
    caller.hangUp();
    expect(await rung.ended).toMatchObject({ how: 'cancel' });
    const ended = await scene.ended(callId);
    expect(ended).toMatchObject({ endReason: 'cancelled', endedBy: 'caller', at: { kind: 'queue', ...sales } });
    expect(ended.answeredAt).toBeUndefined();
    await scene.watch.waiting(sales.number, []);
    await queue.setStanding('bert', true, true);
    await scene.provision({ queues: [queueOf([], { joinEmpty: true })] });
    const second = await queue.waits(anna);
    second.caller.hangUp();
    expect(await scene.ended(second.callId)).toMatchObject({ endReason: 'cancelled', at: { kind: 'queue' } });
  });
}

function order(queue: QueueScene): void {
  const { scene } = queue;

  it('are helped in the order they came', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert'])], ['anna', 'bert', 'cyril']);
    const own = await queue.busy(bert);
    await queue.state('bert', 'on-call');
    const [first, second] = [await queue.waits(anna), await queue.waits(cyril)];
    await scene.watch.waiting(sales.number, [first.callId, second.callId]);
    own.hangUp();
    const rung = await bert.nextCall();
    expect(rung.from).toBe('1001');
    await rung.answer();
    await scene.watch.waiting(sales.number, [second.callId]);
  });

  it('may be moved to the front', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert'])], ['anna', 'bert', 'cyril']);
    const own = await queue.busy(bert);
    await queue.state('bert', 'on-call');
    const [first, second] = [await queue.waits(anna), await queue.waits(cyril)];
    await queue.queues.moveFirst(second.callId);
    await scene.watch.waiting(sales.number, [second.callId, first.callId]);
    own.hangUp();
    const rung = await bert.nextCall();
    expect(rung.from).toBe('1003');
    await rung.answer();
    await queue.row(second.callId, ({ state }) => state === 'answered', 'answered');
    await expect(queue.queues.moveFirst(second.callId)).rejects.toMatchObject(refusedWith('CALL_GONE'));
  });

  it('are helped by several agents at once, each by one', async () => {
    const { anna, bert, cyril, dora } = await queue.open([queueOf(['bert', 'cyril'], { strategy: 'linear', ringSeconds: 10 })], ['anna', 'bert', 'cyril', 'dora']);
    const first = await queue.waits(anna);
    const one = await bert.nextCall();
    const second = await queue.waits(dora);
    const other = await cyril.nextCall();
    expect([one.from, other.from]).toEqual(['1001', '1004']);
    await Promise.all([one.answer(), other.answer()]);
    await Promise.all([scene.talk([first.caller, 'anna'], [one, 'bert']), scene.talk([second.caller, 'dora'], [other, 'cyril'])]);
  });
}

function announcements(queue: QueueScene): void {
  const { scene } = queue;

  it('are told that they have to wait, where, and hear music again', async () => {
    const { anna } = await queue.open([queueOf([], { joinEmpty: true, announceJoin: true, announcePosition: true })], ['anna']);
    const { caller } = await queue.waits(anna);
    await scene.hearsWords(caller);
    await scene.hearsMusic(caller);
  });

  it('are told where they are every so often', async () => {
    const { anna } = await queue.open([queueOf([], { joinEmpty: true, announcePosition: true, announceSeconds: 5 })], ['anna']);
    const { caller } = await queue.waits(anna);
    await scene.hearsWords(caller);
    await scene.hearsMusic(caller);
    await scene.hearsWords(caller);
    await scene.hearsMusic(caller);
  });
}

function limits(queue: QueueScene): void {
  const { scene } = queue;
  const away = [{ who: 'bert', loggedIn: false }] as const;

  it('are not taken where no agent is there: told so, or sent elsewhere', async () => {
    const { anna, dora } = await queue.open([queueOf(away, { joinEmpty: false }), queueOf(away, { number: '602', joinEmpty: false, overflow })], ['anna', 'dora']);
    const caller = await anna.dial(sales.number);
    const { id } = await scene.callOf(caller);
    await scene.hearsWords(caller);
    expect(await scene.ended(id)).toMatchObject({ endReason: 'not-registered', endedBy: 'pbx', at: { kind: 'queue', ...sales } });
    const next = await anna.dial('602');
    const rung = await dora.nextCall();
    await rung.answer();
    await scene.talk([next, 'anna'], [rung, 'dora']);
    const row = await scene.callOf(next);
    expect([row.at, row.via, row.to.number]).toEqual([undefined, undefined, overflow]);
  });

  it('are let go when the last agent goes', async () => {
    const { anna, bert, dora } = await queue.open([queueOf(['bert'], { overflow })], ['anna', 'bert', 'dora']);
    const own = await queue.busy(bert);
    await queue.state('bert', 'on-call');
    const { caller } = await queue.waits(anna);
    await queue.setStanding('bert', true, true);
    const rung = await dora.nextCall();
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'dora']);
    await scene.watch.waiting(sales.number, []);
    own.hangUp();
  });

  it('wait on without agents where the rules say so', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'], { leaveEmpty: false, overflow })], ['anna', 'bert']);
    await queue.busy(bert);
    await queue.state('bert', 'on-call');
    const { caller, callId } = await queue.waits(anna);
    await queue.setStanding('bert', false);
    await queue.state('bert', 'logged-out');
    await scene.hearsMusic(caller);
    await scene.watch.waiting(sales.number, [callId]);
  });

  it('find no place where as many wait as may: told so, or sent elsewhere', async () => {
    const { anna, bert, cyril, dora } = await queue.open([queueOf([], { joinEmpty: true, maximumCallers: 1 })], ['anna', 'bert', 'cyril', 'dora']);
    await queue.waits(anna);
    const second = await bert.dial(sales.number);
    const { id } = await scene.callOf(second);
    await scene.hearsWords(second);
    expect(await scene.ended(id)).toMatchObject({ endReason: 'busy', at: { kind: 'queue' } });
    await scene.provision({ queues: [queueOf([], { joinEmpty: true, maximumCallers: 1, overflow })] });
    const third = await cyril.dial(sales.number);
    const rung = await dora.nextCall();
    await rung.answer();
    await scene.talk([third, 'cyril'], [rung, 'dora']);
  });

  it('wait as long as they may: told so, or sent elsewhere', async () => {
    const { anna, bert, dora } = await queue.open([queueOf(['bert'], { maximumWaitSeconds: 3, ringSeconds: 20, overflow })], ['anna', 'bert', 'dora']);
    const { caller } = await queue.waits(anna);
    expect(await (await bert.nextCall()).ended).toMatchObject({ how: 'cancel' });
    const rung = await dora.nextCall();
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'dora']);
    await scene.provision({ queues: [queueOf([], { joinEmpty: true, maximumWaitSeconds: 2 })] });
    const second = await queue.waits(bert);
    await scene.hearsWords(second.caller);
    expect(await scene.ended(second.callId)).toMatchObject({ endReason: 'no-answer', endedBy: 'pbx', at: { kind: 'queue' } });
  });

  it('do not go round and round', async () => {
    const { anna } = await queue.open([queueOf([], { overflow: '602' }), queueOf([], { number: '602', overflow: sales.number })], ['anna']);
    const caller = await anna.dial(sales.number);
    await caller.ended;
    expect((await scene.watch.call(({ state }) => state === 'ended', 'ended')).answeredAt).toBeUndefined();
  });
}
