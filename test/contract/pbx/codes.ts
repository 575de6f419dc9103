import { afterEach, describe, expect, it } from 'vitest';
import { QueueRules, defaultFeatureCodes } from '@klapka/protocol';
import type { PbxCapabilities, PbxEvent, PbxRequest } from '../../../server/ports/pbx.ts';
import type { PbxExtension, PbxPlan } from '../../../server/ports/pbx-plan.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { live, tones, who } from './actions/scene.ts';
import type { Scene } from './actions/scene.ts';
import { patience } from './watch.ts';

/** Anna may take Bert's calls, and record; Cyril may only pause; Dora may nothing. */
const extensions: PbxExtension[] = [
  { number: '1001', name: 'Anna', groups: ['office'], picksUp: ['sales'], recording: 'full' },
  { number: '1002', name: 'Bert', groups: ['sales'], recording: 'none' },
  { number: '1003', name: 'Cyril', groups: ['office'], recording: 'pause' },
  { number: '1004', name: 'Dora', groups: ['office'] },
];
const plan: Partial<PbxPlan> = {
  extensions,
  queues: [{ ...QueueRules.parse({}), number: '620', name: 'Sales', agents: [{ extensionNumber: '1001', loggedIn: false, paused: false }] }],
};

export function codesContract(scene: Scene, capabilities: PbxCapabilities): void {
  afterEach(() => scene.provision());
  describe('asking for something', () => asks(scene, capabilities));
  if (capabilities.pickUp !== 'none') describe('picking up', () => picksUp(scene));
  describe('pressed in a call', () => presses(scene, capabilities));
}

async function open(scene: Scene): Promise<void> {
  scene.start();
  await scene.provision(plan);
}

const requests = (scene: Scene): { extensionNumber: string; request: PbxRequest }[] =>
  scene.watch.events.flatMap((event) => (event.type === 'asked' ? [{ extensionNumber: event.extensionNumber, request: event.request }] : []));

function asks(scene: Scene, capabilities: PbxCapabilities): void {
  it.each([
    ['*74', { kind: 'do-not-disturb', on: true }],
    ['*074', { kind: 'do-not-disturb', on: false }],
    ['*711003', { kind: 'forward', to: '1003' }],
    ['*071', { kind: 'forward', to: null }],
    ...(capabilities.queues === 'none' ? [] : [['620*', { kind: 'queue', queueNumber: '620', loggedIn: true }], ['620**', { kind: 'queue', queueNumber: '620', loggedIn: false }]] as const),
  ] as const)('%s is told to the gateway, and to who has dialled it that it is done', async (code, request) => {
    await open(scene);
    const call = await (await scene.phone('anna')).dial(code);
    await call.answered;
    await scene.hearsWords(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(requests(scene)).toEqual([{ extensionNumber: '1001', request }]);
  });

  it.each([['*717777', 'a number that leads nowhere'], ['*711001', 'one’s own number'], ...(capabilities.queues === 'none' ? [] : [['620*', 'a queue one is no agent of']] as const)] as const)('%s asks for nothing: %s', async (code, what) => {
    await open(scene);
    const call = await (await scene.phone(what.startsWith('a queue') ? 'bert' : 'anna')).dial(code);
    await call.answered;
    await scene.hearsWords(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(requests(scene)).toEqual([]);
  });

  it('does not know a code that there is none, nor one for a number that is nobody’s', async () => {
    await open(scene);
    const anna = await scene.phone('anna');
    for (const code of ['*99', '*749', '699*', '*47777']) expect(await (await anna.dial(code)).ended).toMatchObject({ how: 'refused', status: 404 });
  });

  it('takes other codes where the plan has others', async () => {
    scene.start();
    await scene.provision({ ...plan, featureCodes: { ...defaultFeatureCodes, doNotDisturbOn: '*88', doNotDisturbOff: null } });
    const anna = await scene.phone('anna');
    for (const code of ['*74', '*074']) expect(await (await anna.dial(code)).ended).toMatchObject({ how: 'refused', status: 404 });
    await (await anna.dial('*88')).ended;
    expect(requests(scene)).toEqual([{ extensionNumber: '1001', request: { kind: 'do-not-disturb', on: true } }]);
  });

  if (capabilities.redirect !== 'none') it('is nothing one can be sent to: nobody changes somebody else’s settings so', async () => {
    await open(scene);
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const call = await anna.dial('1002');
    const callee = await bert.nextCall();
    await callee.answer();
    await call.hears(tones.bert);
    await expect(scene.actions.redirect(await scene.legOf(call), '*74', { by: '1002' })).rejects.toMatchObject({ name: 'PbxError', code: 'UNKNOWN_NUMBER' });
    await scene.talk([call, 'anna'], [callee, 'bert']);
    expect(requests(scene)).toEqual([]);
  });
}

/** Cyril has called somebody whose phone rings. */
async function rings(scene: Scene, person: 'bert' | 'dora'): Promise<{ caller: PhoneCall; rang: PhoneCall; anna: TestPhone; callId: string }> {
  await open(scene);
  const [anna, cyril, called] = [await scene.phone('anna'), await scene.phone('cyril'), await scene.phone(person)];
  const caller = await cyril.dial(person === 'bert' ? '1002' : '1004');
  const rang = await called.nextCall();
  return { anna, caller, rang, callId: (await scene.callOf(rang)).id };
}

function picksUp(scene: Scene): void {
  it.each(['*4', '*41002'])('%s takes what rings at somebody of one’s pick-up groups', async (code) => {
    const { anna, caller, rang, callId } = await rings(scene, 'bert');
    const taken = await anna.dial(code);
    await taken.answered;
    const lost = await rang.ended;
    expect([lost.how, lost.reason]).toEqual(['cancel', expect.stringMatching(/^SIP;cause=200;/)]);
    await scene.talk([caller, 'cyril'], [taken, 'anna']);
    const row = await scene.row(callId, ({ state }) => state === 'answered', 'answered');
    expect(row).toMatchObject({ from: { number: '1003' }, to: { number: '1001' } });
    expect(who(row)).toEqual(['caller 1003 talking', 'callee 1001 talking']);
    expect((await scene.pbx.snapshot()).calls).toHaveLength(1);
    caller.hangUp();
    expect(await taken.ended).toMatchObject({ how: 'bye' });
    await scene.ended(callId);
  });

  it.each([['*4', 'has nothing to take'], ['*41004', 'is refused']])('%s: who may not take it %s, and it rings on', async (code) => {
    const { anna, caller, rang } = await rings(scene, 'dora');
    const refused = await anna.dial(code);
    await refused.answered;
    // It rings for a short time only.
    await Promise.all([scene.hearsWords(refused), rang.answer()]);
    expect(await refused.ended).toMatchObject({ how: 'bye' });
    await scene.talk([caller, 'cyril'], [rang, 'dora']);
  });

  it('says so where nothing rings', async () => {
    await open(scene);
    const call = await (await scene.phone('anna')).dial('*41002');
    await call.answered;
    await scene.hearsWords(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
  });
}

/** Two talk; the first may press. */
async function talk(scene: Scene, one: 'anna' | 'cyril', other: 'bert' | 'dora'): Promise<{ phone: TestPhone; mine: PhoneCall; theirs: PhoneCall; callId: string }> {
  await open(scene);
  const [phone, second] = [await scene.phone(one), await scene.phone(other)];
  const mine = await phone.dial(second.extensionNumber);
  const theirs = await second.nextCall();
  await theirs.answer();
  await scene.talk([mine, one], [theirs, other]);
  return { phone, mine, theirs, callId: (await scene.callOf(mine)).id };
}

const press = async (call: PhoneCall, keys: string): Promise<void> => {
  for (const key of keys) await call.presses(key);
};

const recordedBy = (events: readonly PbxEvent[], callId: string): number => events.filter((event) => event.type === 'recorded' && event.recording.callId === callId).length;

function presses(scene: Scene, capabilities: PbxCapabilities): void {
  if (capabilities.park !== 'none') it('parks the other side, on a free slot or on the one behind the code', async () => {
    const { mine, theirs, callId } = await talk(scene, 'anna', 'bert');
    await press(mine, '*5');
    expect((await scene.row(callId, ({ parked }) => parked !== undefined, 'parked')).parked).toMatchObject({ slot: scene.pbx.parkingSlots[0], by: { number: '1001' } });
    expect(await mine.ended).toMatchObject({ how: 'bye' });
    await scene.hearsMusic(theirs);
    const next = await talk(scene, 'cyril', 'dora');
    await press(next.mine, `*05${scene.pbx.parkingSlots[4]}`);
    expect((await scene.row(next.callId, ({ parked }) => parked !== undefined, 'parked')).parked).toMatchObject({ slot: scene.pbx.parkingSlots[4], by: { number: '1003' } });
  });

  if (capabilities.redirect !== 'none') it('sends the other side on to the number behind the code', async () => {
    const { mine, theirs } = await talk(scene, 'anna', 'bert');
    const cyril = await scene.phone('cyril');
    await press(mine, '*031003');
    const third = await cyril.nextCall();
    expect(await mine.ended).toMatchObject({ how: 'bye' });
    await third.answer();
    await scene.talk([theirs, 'bert'], [third, 'cyril']);
  });

  if (capabilities.redirect !== 'none') it('says that it has failed where the number leads nowhere, and leaves the talk as it is', async () => {
    const { mine, theirs } = await talk(scene, 'anna', 'bert');
    await press(mine, '*037777#');
    await scene.hearsWords(mine);
    await scene.talk([mine, 'anna'], [theirs, 'bert']);
  });

  if (capabilities.flip !== 'none') it('flips to another phone of who presses', async () => {
    const { mine, theirs, callId } = await talk(scene, 'anna', 'bert');
    const home = await scene.phone('anna', { tone: 1900 });
    await press(mine, '*01');
    const there = await home.nextCall();
    await there.answer();
    expect(await mine.ended).toMatchObject({ how: 'bye' });
    await theirs.hears(1900);
    await scene.row(callId, (call) => live(call).some(({ sipCallId }) => sipCallId === there.sipCallId), 'on the other phone');
  });

  if (capabilities.record !== 'none') it('begins and ends a recording for who may', async () => {
    const { mine, callId } = await talk(scene, 'anna', 'bert');
    await press(mine, '*1');
    await scene.row(callId, ({ recording }) => recording === 'on', 'recorded');
    await mine.hears(tones.bert, patience * 2);
    await press(mine, '*1');
    await scene.row(callId, ({ recording }) => recording === undefined, 'not recorded');
    await scene.watch.recording(0, callId);
  });

  if (capabilities.record !== 'none') it('says to who may not that they may not, and records nothing', async () => {
    const { mine, theirs, callId } = await talk(scene, 'cyril', 'bert');
    for (const [call, person, far] of [[mine, 'cyril', theirs], [theirs, 'bert', mine]] as const) {
      await press(call, '*1');
      await scene.hearsWords(call);
      await far.hears(tones[person]);
    }
    expect((await scene.callOf(mine)).recording).toBeUndefined();
    expect(recordedBy(scene.watch.events, callId)).toBe(0);
  });

  if (capabilities.record !== 'none') it('pauses a recording for who may only do that', async () => {
    const { theirs, mine, callId } = await talk(scene, 'cyril', 'dora');
    await scene.actions.record(callId, 'on');
    await press(mine, '*1');
    await scene.row(callId, ({ recording }) => recording === 'paused', 'paused');
    await press(mine, '*1');
    await scene.row(callId, ({ recording }) => recording === 'on', 'recorded');
    await theirs.hears(tones.cyril);
  });

  if (capabilities.monitor !== 'none') it('does nothing for who only listens to the talk', async () => {
    const { mine, theirs, callId } = await talk(scene, 'cyril', 'dora');
    const anna = await scene.phone('anna');
    await scene.actions.monitor(await scene.legOf(mine), { extensionNumber: '1001', deviceId: anna.deviceId }, 'listen');
    const listening = await anna.nextCall();
    await listening.answer();
    await listening.hearsAll([tones.cyril, tones.dora], []);
    // A PBX may take the star as its own key, and end the listening.
    await Promise.race([press(listening, '*1*5'), listening.ended]);
    await scene.talk([mine, 'cyril'], [theirs, 'dora']);
    const row = await scene.callOf(mine);
    expect([row.id, row.parked, row.recording]).toEqual([callId, undefined, undefined]);
    expect(live(row).filter(({ role }) => role !== 'monitor')).toHaveLength(2);
  });

  it('takes keys that are no code for what they are: something for the other side', async () => {
    const { mine, theirs } = await talk(scene, 'anna', 'bert');
    await press(mine, '1*9#5');
    await theirs.media.until(() => theirs.media.digitsHeard === '1*9#5', patience, 'the keys');
    await scene.talk([mine, 'anna'], [theirs, 'bert']);
  });
}
