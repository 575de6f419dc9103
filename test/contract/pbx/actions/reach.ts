import { afterEach, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { Reach } from '@klapka/protocol';
import { who } from './scene.ts';
import type { Scene } from './scene.ts';

const available = defaultReach('available');
const disturb = defaultReach('do_not_disturb');
const forwarding = (change: Partial<Reach['internal']>, more: Partial<Reach> = {}): Reach => ({ ...available, ...more, internal: { ...available.internal, ...change } });

/** Forwarding, people who are not to be disturbed, and which phones ring first. */
export function reachContract(scene: Scene): void {
  afterEach(async () => {
    for (const number of ['1002', '1003', '1004']) await scene.pbx.setReach(number, available);
  });
  forwards(scene);
  rings(scene);
  ends(scene);
}

function forwards(scene: Scene): void {
  it('forwards at once, without ringing, and says for whom', async () => {
    scene.start();
    const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
    await scene.pbx.setReach('1002', forwarding({ always: '1003' }));
    const caller = await anna.dial('1002');
    const third = await cyril.nextCall();
    expect(third.from).toBe('1001');
    const row = await scene.row((await scene.callOf(third)).id, ({ sentOn }) => sentOn !== undefined, 'sent on');
    expect(row).toMatchObject({ from: { number: '1001' }, to: { number: '1003' }, sentOn: { by: { number: '1002', name: 'Bert' } } });
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
    expect(bert.calls).toEqual([]);
  });

  it.each([[486, 'is busy'], [603, 'declines']] as const)('forwards when the phone says %i: whoever %s', async (status, _whoever) => {
    scene.start();
    const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
    await scene.pbx.setReach('1002', forwarding({ busy: '1003' }));
    const caller = await anna.dial('1002');
    (await bert.nextCall()).decline(status);
    const third = await cyril.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
  });

  it('forwards what is not answered in the time that was set, and what finds no phone', async () => {
    scene.start();
    const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
    await scene.pbx.setReach('1002', forwarding({ noAnswer: '1003' }, { ringSeconds: 1 }));
    const caller = await anna.dial('1002');
    const second = await bert.nextCall();
    const third = await cyril.nextCall();
    expect(await second.ended).toMatchObject({ how: 'cancel' });
    await third.answer();
    await caller.answered;
    const { id } = await scene.callOf(caller);
    expect(who(await scene.row(id, ({ state }) => state === 'answered', 'answered'))).toEqual(['caller 1001 talking', 'callee 1003 talking']);
    caller.hangUp();
    await scene.ended(id);
    // Nobody is at 1004.
    await scene.pbx.setReach('1004', forwarding({ noAnswer: '1003' }));
    const again = await anna.dial('1004');
    await (await cyril.nextCall()).answer();
    await again.answered;
  });

  it('goes from one to the next, and rings the last who would send it back', async () => {
    scene.start();
    const [anna, bert, cyril] = [await scene.phone('anna'), await scene.phone('bert'), await scene.phone('cyril')];
    await scene.pbx.setReach('1002', forwarding({ always: '1003' }));
    await scene.pbx.setReach('1003', forwarding({ always: '1002' }));
    const caller = await anna.dial('1002');
    await (await cyril.nextCall()).answer();
    await caller.answered;
    expect(bert.calls).toEqual([]);
  });

  it('comes back to who sent it on where it is forwarded in vain', async () => {
    const { caller, callee, bert } = await scene.talking();
    await scene.pbx.setReach('1004', forwarding({ always: '1003' }));
    await scene.actions.redirect(await scene.legOf(caller), '1004', { by: '1002', returnTo: '1002' });
    await callee.ended;
    const back = await bert.nextCall();
    await back.answer();
    await scene.talk([caller, 'anna'], [back, 'bert']);
  });
}

function rings(scene: Scene): void {
  it('rings nobody who is not to be disturbed; the caller hears that it is busy', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    await scene.pbx.setReach('1002', disturb);
    expect(await (await anna.dial('1002')).ended).toMatchObject({ how: 'refused', status: 486 });
    expect(await scene.watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'busy', to: { number: '1002' } });
    expect(bert.calls).toEqual([]);
    await scene.pbx.setReach('1002', available);
    await anna.dial('1002');
    await bert.nextCall();
  });

  it('forwards for who is not to be disturbed', async () => {
    scene.start();
    const [anna, cyril] = [await scene.phone('anna'), await scene.phone('cyril')];
    await scene.pbx.setReach('1002', { ...disturb, internal: { ...disturb.internal, always: '1003' } });
    const caller = await anna.dial('1002');
    await (await cyril.nextCall()).answer();
    await caller.answered;
  });

  it('rings the second kind of phone at once where none of the first is there, and none that is in neither list', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    await scene.pbx.setReach('1002', { ...available, first: ['desk'], second: ['web'], ringSeconds: 5 });
    const caller = await anna.dial('1002');
    await (await bert.nextCall()).answer();
    await caller.answered;
    caller.hangUp();
    await scene.ended((await scene.watch.call(({ state }) => state === 'answered', 'answered')).id);
    await scene.pbx.setReach('1002', { ...available, first: ['mobile'], second: ['desk'] });
    expect(await (await anna.dial('1002')).ended).toMatchObject({ how: 'refused', status: 480 });
  });
}

function ends(scene: Scene): void {
  it('tells a number that leads nowhere, and one whose own time is over', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    await scene.pbx.setReach('1002', forwarding({ always: '7777' }));
    expect(await (await anna.dial('1002')).ended).toMatchObject({ how: 'refused', status: 404 });
    await scene.pbx.setReach('1002', { ...available, ringSeconds: 1 });
    const caller = await anna.dial('1002');
    await bert.nextCall();
    expect(await caller.ended).toMatchObject({ how: 'refused', status: 408 });
  });

  it('leaves what rings already alone', async () => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const caller = await anna.dial('1002');
    const second = await bert.nextCall();
    await scene.pbx.setReach('1002', disturb);
    await second.answer();
    await caller.answered;
  });
}
