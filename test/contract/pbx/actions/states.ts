import { describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { talk } from '../../../fakes/sip-phone/phone.ts';
import type { TestPhone } from '../../../fakes/sip-phone/phone.ts';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import { live, refusedWith } from './scene.ts';
import type { Scene } from './scene.ts';

const states = ['ringing', 'answered', 'held', 'parked', 'conference', 'ended'] as const;
type State = (typeof states)[number];

interface Subject {
  callId: string;
  /** The caller's. */
  legId: string;
  /** Dora's, who is in no call; her second phone and that of Anna are there for another one. */
  dora: TestPhone;
  another(): Promise<{ callId: string; legId: string }>;
}

/** Each action on the caller's leg or the call: in which states it is taken; in all others it is refused as CALL_GONE. */
const actions: Record<string, { needs: keyof PbxCapabilities; taken: readonly State[]; perform(scene: Scene, subject: Subject): Promise<unknown> }> = {
  redirect: { needs: 'redirect', taken: ['ringing', 'answered', 'held', 'parked'], perform: ({ actions: on }, { legId }) => on.redirect(legId, '1004') },
  join: { needs: 'join', taken: ['answered', 'held'], perform: async ({ actions: on }, { legId, another }) => on.join(legId, (await another()).legId) },
  merge: { needs: 'conference', taken: ['answered', 'held', 'conference'], perform: async ({ actions: on }, { callId, another }) => on.merge(callId, (await another()).callId) },
  invite: { needs: 'conference', taken: ['answered', 'held', 'conference'], perform: ({ actions: on }, { callId }) => on.invite(callId, '1004', '1001') },
  drop: { needs: 'conference', taken: ['ringing', 'answered', 'held', 'parked', 'conference'], perform: ({ actions: on }, { legId }) => on.drop(legId) },
  mute: { needs: 'conference', taken: ['answered', 'held', 'parked', 'conference'], perform: ({ actions: on }, { legId }) => on.mute(legId, true) },
  park: { needs: 'park', taken: ['answered', 'held'], perform: ({ actions: on }, { legId }) => on.park(legId, '1002') },
  pickUp: { needs: 'pickUp', taken: ['ringing', 'parked'], perform: ({ actions: on }, { callId, dora }) => on.pickUp(callId, { extensionNumber: '1004', deviceId: dora.deviceId }) },
  monitor: { needs: 'monitor', taken: ['answered', 'held', 'conference'], perform: ({ actions: on }, { legId, dora }) => on.monitor(legId, { extensionNumber: '1004', deviceId: dora.deviceId }, 'listen') },
  record: { needs: 'record', taken: ['answered', 'held', 'parked', 'conference'], perform: ({ actions: on }, { callId }) => on.record(callId, 'on') },
  flip: { needs: 'flip', taken: ['answered', 'held', 'parked', 'conference'], perform: ({ actions: on }, { legId }) => on.flip(legId, null) },
};

/** What a PBX must be able to do to have a call in a state at all. */
const needed: Partial<Record<State, keyof PbxCapabilities>> = { parked: 'park', conference: 'conference' };

const setUps: Record<State, (scene: Scene) => Promise<PhoneCall>> = {
  ringing: async (scene) => {
    scene.start();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const caller = await anna.dial('1002');
    await bert.nextCall();
    return caller;
  },
  answered: async (scene) => (await scene.talking()).caller,
  held: async (scene) => {
    const { caller, callee } = await scene.talking();
    await callee.hold();
    await scene.hearsMusic(caller);
    return caller;
  },
  parked: async (scene) => {
    const { caller } = await scene.talking();
    const { id } = await scene.callOf(caller);
    await scene.actions.park(await scene.legOf(caller), '1002');
    await scene.row(id, ({ parked }) => parked !== undefined, 'parked');
    return caller;
  },
  conference: async (scene) => (await scene.conference()).anna,
  ended: async (scene) => (await scene.talking()).caller,
};

async function subjectIn(scene: Scene, state: State): Promise<Subject> {
  const caller = await setUps[state](scene);
  const [{ id: callId }, legId] = [await scene.callOf(caller), await scene.legOf(caller)];
  const [dora, atHome] = [await scene.phone('dora'), await scene.phone('anna')];
  const another = async (): Promise<{ callId: string; legId: string }> => {
    const { caller: other, callee } = await talk(atHome, dora);
    const { id } = await scene.callOf(other);
    await scene.row(id, (call) => call.state === 'answered' && live(call).length === 2, 'another call');
    return { callId: id, legId: await scene.legOf(callee) };
  };
  if (state === 'ended') {
    caller.hangUp();
    await scene.ended(callId);
  }
  return { callId, legId, dora, another };
}

/** In which state of a call which action is taken, and that a refused one changes nothing. */
export function statesContract(capabilities: PbxCapabilities, scene: Scene): void {
  const able = Object.entries(actions).filter(([, { needs }]) => capabilities[needs] !== 'none');
  if (able.length === 0) return;
  const reachable = states.filter((state) => needed[state] === undefined || capabilities[needed[state]] !== 'none');
  describe.each(able)('in each state: %s', (_name, { taken, perform }) => {
    it.each(reachable.filter((state) => taken.includes(state)))('is taken in a call that is %s', async (state) => {
      await expect(perform(scene, await subjectIn(scene, state))).resolves.not.toThrow();
    });

    it.each(reachable.filter((state) => !taken.includes(state)))('is refused in a call that is %s, which stays as it is', async (state) => {
      const subject = await subjectIn(scene, state);
      const before = (await scene.pbx.snapshot()).calls.find(({ id }) => id === subject.callId);
      await expect(perform(scene, subject)).rejects.toMatchObject(refusedWith('CALL_GONE'));
      expect((await scene.pbx.snapshot()).calls.find(({ id }) => id === subject.callId)).toEqual(before);
    });
  });
}
