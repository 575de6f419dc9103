import { afterEach, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { PbxRingGroup } from '../../../server/ports/pbx-plan.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { live, numbers, tones } from './actions/scene.ts';
import type { Person, Scene } from './actions/scene.ts';

const group = { number: '650', name: 'Reception' } as const;
const groupOf = (members: readonly Person[], rules: Partial<PbxRingGroup> = {}): PbxRingGroup => ({
  ...group, strategy: 'ring-all', ringSeconds: 10, overflow: null, ...rules, members: members.map((person) => numbers[person]),
});

/** Phones that ring for one number. Part of `pbxContract`. */
export function ringGroupsContract(scene: Scene): void {
  afterEach(() => scene.provision());
  const open = async <P extends Person>(ringGroup: PbxRingGroup, people: readonly P[]): Promise<Record<P, TestPhone>> => {
    scene.start();
    await scene.provision({ ringGroups: [ringGroup] });
    return Object.fromEntries(await Promise.all(people.map(async (person) => [person, await scene.phone(person)] as const))) as Record<P, TestPhone>;
  };
  rings(scene, open);
  ends(scene, open);
}

type Open = <P extends Person>(ringGroup: PbxRingGroup, people: readonly P[]) => Promise<Record<P, TestPhone>>;

function rings(scene: Scene, open: Open): void {
  it('ring-all: rings all phones of all members; the first to answer takes it, and it is told from where', async () => {
    const { anna, bert, cyril } = await open(groupOf(['bert', 'cyril']), ['anna', 'bert', 'cyril']);
    const home = await scene.phone('cyril', { tone: tones.dora });
    const caller = await anna.dial(group.number);
    const [one, other, third] = await Promise.all([bert.nextCall(), cyril.nextCall(), home.nextCall()]);
    expect([one.from, other.from]).toEqual(['1001', '1001']);
    const { id } = await scene.callOf(caller);
    const ringing = await scene.row(id, (call) => live(call).filter(({ state }) => state === 'ringing').length === 3, 'three ring');
    expect(ringing).toMatchObject({ state: 'ringing', to: group, at: { kind: 'ring-group', ...group } });
    await third.answer();
    expect((await Promise.all([one.ended, other.ended])).map(({ how, reason }) => [how, reason?.slice(0, 13)])).toEqual([['cancel', 'SIP;cause=200'], ['cancel', 'SIP;cause=200']]);
    await caller.hears(tones.dora);
    const row = await scene.row(id, ({ state }) => state === 'answered', 'answered');
    expect(row).toMatchObject({ to: { number: '1003' }, via: { kind: 'ring-group', ...group } });
    expect(row.at).toBeUndefined();
    caller.hangUp();
    expect(await scene.ended(id)).toMatchObject({ endReason: 'hung-up', via: { kind: 'ring-group', ...group } });
  });

  it('ring-all: rings on when one says no', async () => {
    const { anna, bert, cyril } = await open(groupOf(['bert', 'cyril']), ['anna', 'bert', 'cyril']);
    const caller = await anna.dial(group.number);
    const [one, other] = await Promise.all([bert.nextCall(), cyril.nextCall()]);
    one.decline(603);
    const { id } = await scene.callOf(caller);
    await scene.row(id, (call) => live(call).every(({ party }) => party.number !== '1002'), 'Bert is out of it');
    await other.answer();
    await scene.talk([caller, 'anna'], [other, 'cyril']);
  });

  it('linear: rings each in turn for its time, and at once the next one after who says no', async () => {
    const { anna, bert, cyril, dora } = await open(groupOf(['cyril', 'bert', 'dora'], { strategy: 'linear', ringSeconds: 2 }), ['anna', 'bert', 'cyril', 'dora']);
    const caller = await anna.dial(group.number);
    const first = await cyril.nextCall();
    expect(bert.calls).toEqual([]);
    expect(await first.ended).toMatchObject({ how: 'cancel' });
    const second = await bert.nextCall();
    expect(dora.calls).toEqual([]);
    second.decline(603);
    const third = await dora.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'dora']);
  });

  it('is heard ringing by who calls', async () => {
    const { anna, bert } = await open(groupOf(['bert']), ['anna', 'bert']);
    const caller = await anna.dial(group.number);
    await bert.nextCall();
    await caller.ringing;
  });

  it('rings members wherever their own calls go, and nobody who is not to be disturbed', async () => {
    const { anna, bert, cyril, dora } = await open(groupOf(['bert', 'cyril'], { ringSeconds: 2, overflow: null }), ['anna', 'bert', 'cyril', 'dora']);
    await scene.pbx.setReach('1002', { ...defaultReach('available'), internal: { always: '1004', busy: '1004', noAnswer: '1004' } });
    await scene.pbx.setReach('1003', defaultReach('do_not_disturb'));
    const caller = await anna.dial(group.number);
    expect(await (await bert.nextCall()).ended).toMatchObject({ how: 'cancel' });
    await caller.ended;
    expect([cyril.calls, dora.calls]).toEqual([[], []]);
    for (const number of ['1002', '1003']) await scene.pbx.setReach(number, defaultReach('available'));
  });

  it('may be picked up by somebody else', async () => {
    const { anna, bert, dora } = await open(groupOf(['bert']), ['anna', 'bert', 'dora']);
    const caller = await anna.dial(group.number);
    const rung = await bert.nextCall();
    const { id } = await scene.callOf(caller);
    await scene.actions.pickUp(id, { extensionNumber: '1004', deviceId: dora.deviceId });
    const calledIn = await dora.nextCall();
    await calledIn.answer();
    await rung.ended;
    await scene.talk([caller, 'anna'], [calledIn, 'dora']);
    expect(await scene.callOf(caller)).toMatchObject({ via: { kind: 'ring-group', ...group } });
  });

  it('is rung by a transfer, too', async () => {
    const { anna, bert, cyril } = await open(groupOf(['cyril']), ['anna', 'bert', 'cyril']);
    const caller = await anna.dial('1002');
    const callee = await bert.nextCall();
    await callee.answer();
    await caller.answered;
    await scene.actions.redirect(await scene.legOf(caller), group.number, { by: '1002' });
    await callee.ended;
    const rung = await cyril.nextCall();
    await scene.hearsRinging(caller);
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'cyril']);
  });
}

function ends(scene: Scene, open: Open): void {
  it('sends on whom nobody answers', async () => {
    const { anna, bert, dora } = await open(groupOf(['bert'], { ringSeconds: 2, overflow: '1004' }), ['anna', 'bert', 'dora']);
    const caller = await anna.dial(group.number);
    expect(await (await bert.nextCall()).ended).toMatchObject({ how: 'cancel' });
    const rung = await dora.nextCall();
    await rung.answer();
    await scene.talk([caller, 'anna'], [rung, 'dora']);
    const row = await scene.callOf(caller);
    expect([row.at, row.via, row.to.number]).toEqual([undefined, undefined, '1004']);
  });

  it.each([['nobody answers', false], ['all say no', true]] as const)('ends where %s', async (_where, decline) => {
    const { anna, bert } = await open(groupOf(['bert'], { ringSeconds: 2 }), ['anna', 'bert']);
    const caller = await anna.dial(group.number);
    const rung = await bert.nextCall();
    const { id } = await scene.callOf(caller);
    if (decline) rung.decline(603);
    await caller.ended;
    expect(await scene.ended(id)).toMatchObject({ endReason: 'no-answer', endedBy: 'pbx', at: { kind: 'ring-group', ...group } });
  });

  it('ends where no phone of a member is there', async () => {
    const { anna } = await open(groupOf(['bert', 'cyril']), ['anna']);
    const caller = await anna.dial(group.number);
    await caller.ended;
    expect(await scene.watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'not-registered', at: { kind: 'ring-group' } });
  });

  it('stops ringing when the caller gives up', async () => {
    const { anna, bert, cyril } = await open(groupOf(['bert', 'cyril']), ['anna', 'bert', 'cyril']);
    const caller = await anna.dial(group.number);
    const rung = await Promise.all([bert.nextCall(), cyril.nextCall()]);
    const { id } = await scene.callOf(caller);
    caller.cancel();
    expect((await Promise.all(rung.map(({ ended }) => ended))).map(({ how }) => how)).toEqual(['cancel', 'cancel']);
    expect(await scene.ended(id)).toMatchObject({ endReason: 'cancelled', endedBy: 'caller', at: { kind: 'ring-group', ...group } });
  });
}
