import { beforeEach, describe, expect, test } from 'vitest';
import { defaultFeatureCodes, Hours, InboundRoute, Menu, OutboundRoute, RingGroup, Trunk } from '@klapka/protocol';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { type Person, type Rig, rigOfTest } from '../rig.ts';
import { wav } from '../http/wav.ts';

let rig: Rig;
let ann: Person;
let bob: Person;
beforeEach(async () => {
  rig = await rigOfTest();
  ann = await rig.person('1002');
  bob = await rig.person('1003');
});

/** One of each, as an administrator would make them. */
async function furnish(): Promise<{ queueId: string; sound: string }> {
  const { queues, routes, telephony } = rig.app.admin;
  const sound = await rig.app.admin.sounds.keep(wav());
  const queue = await queues.create({ name: 'Support', number: '600', takes: ['calls'], memberAccountIds: [bob.accountId, ann.accountId] });
  await queues.create({ name: 'Letters', number: '601', takes: ['messages'], memberAccountIds: [ann.accountId] });
  await routes.create('ring-group', RingGroup.parse({ name: 'Sales', number: '610', memberExtensionIds: [bob.extensionId, ann.extensionId] }));
  await routes.create('menu', Menu.parse({ name: 'Front door', number: '620', announcement: sound, keys: { 1: '600' } }));
  const trunk = await routes.create('trunk', Trunk.parse({ name: 'Carrier', server: 'sip.example.com', username: 'u', password: 'p' }));
  const hours = await routes.create('hours', Hours.parse({ name: 'Office', timeZone: 'Europe/Prague', open: [], holidays: [] }));
  await routes.create('inbound-route', InboundRoute.parse({ name: 'Main', to: '620', hoursId: hours.id }));
  await routes.create('outbound-route', OutboundRoute.parse({ name: 'All', prefix: '0', strip: 1, trunkIds: [trunk.id] }));
  await routes.setRights([{ prefix: '0', allowed: true, who: 'extension', whoId: ann.extensionId }]);
  await telephony.update({ language: 'cs', outsideCallsPerMinute: 3 });
  return { queueId: queue.id, sound };
}

test('the PBX is told all of it: by number, agents in their order, with the rights each has', async () => {
  await furnish();
  await expect.poll(() => rig.pbx.plan.language).toBe('cs');
  const { plan } = rig.pbx;
  expect(plan).toMatchObject({ outsideCallsPerMinute: 3, featureCodes: defaultFeatureCodes });
  expect(plan.queues).toMatchObject([{ number: '600', name: 'Support', strategy: 'ring-all', agents: [{ extensionNumber: '1003', loggedIn: true, paused: false }, { extensionNumber: '1002' }] }]);
  expect(plan.ringGroups).toMatchObject([{ number: '610', members: ['1003', '1002'] }]);
  expect(plan.menus).toMatchObject([{ number: '620', keys: { 1: '600' } }]);
  expect(plan.trunks).toMatchObject([{ name: 'Carrier', username: 'u', password: 'p' }]);
  expect(plan.inboundRoutes).toMatchObject([{ to: '620', hoursId: plan.hours[0]?.id }]);
  expect(plan.outboundRoutes).toMatchObject([{ prefix: '0', trunkIds: [plan.trunks[0]?.id] }]);
  const [list] = plan.outboundRights;
  expect(list?.rules).toEqual([{ prefix: '0', allowed: true }]);
  expect(plan.extensions.map(({ number, outboundRights }) => [number, outboundRights])).toEqual([['1001', undefined], ['1002', list?.id], ['1003', undefined]]);
});

test('an extension comes with its own number outside, its right to record, its groups and whose calls it may pick up', async () => {
  const { groups, extensions } = rig.app.admin;
  const [everyone] = await groups.list();
  const night = await groups.create({ name: 'Night shift' });
  await groups.putMember(night.id, { extensionId: ann.extensionId, kind: 'custom', keys: ['call.pickup'] });
  await groups.putMember(everyone?.id ?? '', { extensionId: ann.extensionId, kind: 'custom', keys: ['call.park'] });
  await extensions.update(ann.extensionId, { callerId: '+420222333444', recordingRight: 'pause' });
  const told = () => rig.pbx.extensions.find(({ number }) => number === '1002');
  await expect.poll(told).toMatchObject({ callerId: '+420222333444', recording: 'pause', picksUp: [night.id] });
  expect(new Set(told()?.groups)).toEqual(new Set([everyone?.id, night.id]));
});

describe('sounds', () => {
  test('are put before a plan names them, and once', async () => {
    const put: string[] = [];
    const { putSound, provision } = rig.pbx;
    rig.pbx.putSound = (name, file) => {
      put.push(name);
      return putSound.call(rig.pbx, name, file);
    };
    rig.pbx.provision = (plan) => {
      for (const { announcement } of plan.menus) expect(rig.pbx.sounds.has(announcement ?? '')).toBe(true);
      return provision.call(rig.pbx, plan);
    };
    const { sound } = await furnish();
    await expect.poll(() => rig.pbx.plan.language).toBe('cs');
    expect(put).toEqual([sound]);
    expect(rig.pbx.sounds.get(sound)).toEqual(wav());
  });

  test('that the PBX does not take are left out, and the rest is told', async () => {
    rig.pbx.putSound = () => Promise.reject(new Error('no room'));
    await furnish();
    await expect.poll(() => rig.pbx.plan.language).toBe('cs');
    expect(rig.pbx.plan.menus).toMatchObject([{ number: '620', announcement: null }]);
  });
});

test('what the PBX cannot is left out', async () => {
  rig.pbx.capabilities = { ...rig.pbx.capabilities, queues: 'none', ringGroups: 'none', menus: 'none', outside: 'none', voicemail: 'none' };
  await furnish();
  await expect.poll(() => rig.pbx.plan.language).toBe('cs');
  const { extensions, language: _language, outsideCallsPerMinute: _calls, ...rest } = rig.pbx.plan;
  const { extensions: _none, language: _l, outsideCallsPerMinute: _c, ...nothing } = emptyPlan;
  expect(rest).toEqual(nothing);
  expect(extensions.some(({ outboundRights }) => outboundRights !== undefined)).toBe(false);
});

test('one at a time, and the last state wins; what failed is told with the next', async () => {
  const { provision } = rig.pbx;
  const going: (() => void)[] = [];
  let atOnce = 0;
  rig.pbx.provision = async (plan) => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await new Promise<void>((done) => going.push(done));
    atOnce -= 1;
    if (plan.queues.length === 0) throw new Error('not now');
    await provision.call(rig.pbx, plan);
  };
  const { queues, telephony } = rig.app.admin;
  await telephony.update({ outsideCallsPerMinute: 4 });
  await expect.poll(() => going.length).toBe(1);
  for (const name of ['A', 'B', 'C']) await queues.create({ name, number: `60${name.charCodeAt(0) - 65}`, takes: ['calls'], memberAccountIds: [] });
  going.shift()?.();
  await expect.poll(() => going.length).toBe(1);
  going.shift()?.();
  await expect.poll(() => rig.pbx.plan.queues.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
  expect(going).toEqual([]);
});
