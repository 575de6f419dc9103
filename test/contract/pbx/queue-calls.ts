import { expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import { live, refusedWith, tones } from './actions/scene.ts';
import type { QueueScene } from './queue-scene.ts';
import { queueOf, sales } from './queue-scene.ts';

const via = { kind: 'queue', ...sales };

/** What can be done with a call that waits, and with one that came from a queue. Part of `queuesContract`. */
export function queueCallsContract(queue: QueueScene): void {
  comeIn(queue);
  goOn(queue);
  survive(queue);
}

function comeIn(queue: QueueScene): void {
  const { scene } = queue;

  it('come in by forwarding', async () => {
    const { anna, cyril } = await queue.open([queueOf(['cyril'])], ['anna', 'cyril']);
    await scene.pbx.setReach('1002', { ...defaultReach('available'), internal: { always: sales.number, busy: null, noAnswer: null } });
    const caller = await anna.dial('1002');
    const rung = await cyril.nextCall();
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'cyril']);
    expect(await scene.callOf(caller)).toMatchObject({ via, to: { number: '1003' } });
    await scene.pbx.setReach('1002', defaultReach('available'));
  });

  it('come in by a transfer, and keep their answer', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['cyril'], { ringSeconds: 10 })], ['anna', 'bert', 'cyril']);
    const caller = await anna.dial('1002');
    const callee = await bert.nextCall();
    await callee.answer();
    await caller.answered;
    const before = await queue.row((await scene.callOf(caller)).id, ({ state }) => state === 'answered', 'answered');
    await scene.actions.redirect(await scene.legOf(caller), sales.number, { by: '1002' });
    await callee.ended;
    await scene.hearsMusic(caller);
    const rung = await cyril.nextCall();
    expect(await queue.row(before.id, ({ at }) => at !== undefined, 'it waits')).toMatchObject({ state: 'ringing', at: via, answeredAt: before.answeredAt });
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'cyril']);
  });

  it('may be picked up by somebody else while an agent rings', async () => {
    const { anna, bert, dora } = await queue.open([queueOf(['bert'], { ringSeconds: 10 })], ['anna', 'bert', 'dora']);
    const { caller, callId } = await queue.waits(anna);
    const rung = await bert.nextCall();
    // The phone may know a moment before the PBX tells.
    await queue.row(callId, (call) => live(call).some(({ state }) => state === 'ringing'), 'it rings');
    await scene.actions.pickUp(callId, { extensionNumber: '1004', deviceId: dora.deviceId });
    const calledIn = await dora.nextCall();
    expect(calledIn.answers).toBe('incoming');
    await calledIn.answer();
    expect(await rung.ended).toMatchObject({ how: 'cancel' });
    await scene.talk([caller, 'anna'], [calledIn, 'dora']);
    expect(await scene.callOf(caller)).toMatchObject({ via, to: { number: '1004' } });
    await queue.state('bert', 'available');
    await scene.watch.waiting(sales.number, []);
  });

  it('may be sent elsewhere while they wait', async () => {
    const { anna, dora } = await queue.open([queueOf([], { joinEmpty: true })], ['anna', 'dora']);
    const { caller, callId } = await queue.waits(anna);
    await scene.actions.redirect(await scene.legOf(caller), '1004');
    const rung = await dora.nextCall();
    await scene.watch.waiting(sales.number, []);
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'dora']);
    const row = await queue.row(callId, ({ state }) => state === 'answered', 'answered');
    expect([row.at, row.via]).toEqual([undefined, undefined]);
  });

  it('may not be parked, recorded or listened to while they wait', async () => {
    const { anna, dora } = await queue.open([queueOf([], { joinEmpty: true })], ['anna', 'dora']);
    const { caller, callId } = await queue.waits(anna);
    const leg = await scene.legOf(caller);
    await expect(scene.actions.park(leg, '1004')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await expect(scene.actions.record(callId, 'on')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await expect(scene.actions.monitor(leg, { extensionNumber: '1004', deviceId: dora.deviceId }, 'listen')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await scene.hearsMusic(caller);
  });
}

function goOn(queue: QueueScene): void {
  const { scene } = queue;

  it('can be transferred, and free the agent', async () => {
    const { anna, bert, dora } = await queue.open([queueOf(['bert'])], ['anna', 'bert', 'dora']);
    const { caller, callee } = await queue.talks(anna, bert);
    await scene.actions.redirect(await scene.legOf(caller), '1004', { by: '1002' });
    await callee.ended;
    await queue.state('bert', 'available');
    const rung = await dora.nextCall();
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'dora']);
    expect(await scene.callOf(caller)).toMatchObject({ via });
  });

  it('can be held, recorded, listened to and parked', async () => {
    const { anna, bert, dora } = await queue.open([queueOf(['bert'])], ['anna', 'bert', 'dora']);
    const { caller, callee, callId } = await queue.talks(anna, bert);
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await callee.hold();
    await scene.hearsMusic(caller);
    await queue.state('bert', 'on-queue-call');
    await callee.resume();
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await scene.actions.record(callId, 'on');
    await queue.row(callId, ({ recording }) => recording === 'on', 'recorded');
    await scene.actions.monitor(await scene.legOf(callee), { extensionNumber: '1004', deviceId: dora.deviceId }, 'listen');
    const listener = await dora.nextCall();
    await listener.answer();
    await listener.hearsAll([tones.anna, tones.bert]);
    listener.hangUp();
    const { slot } = await scene.actions.park(await scene.legOf(caller), '1002');
    await callee.ended;
    await queue.state('bert', 'available');
    const retrieved = await dora.dial(slot);
    await scene.talk([caller, 'anna'], [retrieved, 'dora']);
  });

  it('can flip to another phone of the agent', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'])], ['anna', 'bert']);
    const { caller, callee } = await queue.talks(anna, bert);
    const mobile = await scene.phone('bert', { tone: tones.dora });
    await scene.actions.flip(await scene.legOf(callee), null);
    const next = await mobile.nextCall();
    await next.answer();
    await callee.ended;
    await caller.hears(tones.dora);
    await queue.state('bert', 'on-queue-call');
  });
}

function survive(queue: QueueScene): void {
  const { scene } = queue;

  it('go on when the page of either side is loaded anew', async () => {
    const { anna, bert } = await queue.open([queueOf(['bert'])], ['anna', 'bert']);
    const { callee, callId } = await queue.talks(anna, bert);
    await scene.pbx.leaving('1002', bert.deviceId);
    await bert.vanish();
    const page = await scene.phone('bert', { deviceId: bert.deviceId });
    const resumed = await page.nextCall();
    expect(resumed.resumes).toContain(`replaces=${callee.sipCallId}`);
    await resumed.answer();
    await resumed.hears(tones.anna);
    expect(await queue.state('bert', 'on-queue-call')).toMatchObject({ callId });
  });

  it('keep their place when the page of who waits is loaded anew', async () => {
    const { anna, bert, cyril } = await queue.open([queueOf(['bert'], { maximumCallers: 2 })], ['anna', 'bert', 'cyril']);
    const own = await queue.busy(bert);
    await queue.state('bert', 'on-call');
    const first = await queue.waits(anna);
    const second = await queue.waits(cyril);
    await scene.watch.waiting(sales.number, [first.callId, second.callId]);
    const told = scene.watch.events.length;
    const [before] = (await scene.pbx.snapshot()).waiting;
    await scene.pbx.leaving('1001', anna.deviceId);
    await anna.vanish();
    const page = await scene.phone('anna', { deviceId: anna.deviceId });
    const resumed = await page.nextCall();
    await resumed.answer();
    await scene.hearsMusic(resumed);
    await scene.watch.waiting(sales.number, [first.callId, second.callId]);
    const lines = scene.watch.events.slice(told).flatMap((event) => (event.type === 'waiting' ? [event.waiting] : []));
    for (const line of [...lines, ...(await scene.pbx.snapshot()).waiting]) expect(line).toEqual(before);
    own.hangUp();
    const rung = await bert.nextCall();
    await rung.answer();
    await scene.talk([resumed, 'anna'], [rung, 'bert']);
  });
}
