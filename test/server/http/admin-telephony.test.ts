import { beforeEach, describe, expect, test } from 'vitest';
import { defaultFeatureCodes } from '@klapka/protocol';
import { type Rig, rigOfTest } from '../rig.ts';
import { heldTo, type Row, telephonyPaths } from './held.ts';
import { wav } from './wav.ts';

let rig: Rig;
let token: string;
beforeEach(async () => {
  rig = await rigOfTest();
  token = await rig.token('1001');
});
const { ask, missing } = heldTo(() => rig, () => token);
const refusal = (code: string, message: string | RegExp = '') => ({ body: { code, message: expect.stringMatching(message) as unknown } });

const made = async (path: string, body: object): Promise<Row> => {
  const answer = await ask('POST', `/api/admin/${path}`, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
  return answer.body;
};
const extensionId = async () => (await rig.storage.read.directory.byNumber('1001'))?.id ?? '';
const ringGroup = async (more: object = {}) => made('ring-groups', { name: 'Sales', number: '610', memberExtensionIds: [await extensionId()], ...more });
const trunk = (more: object = {}) => made('trunks', { name: 'Carrier', server: 'sip.example.com:5061', username: 'klapka', password: 'the secret of the trunk', ...more });

describe('inside numbers', () => {
  test('are one thing’s alone, and who has one is said', async () => {
    await made('queues', { name: 'Support', number: '600', takes: ['calls'] });
    await ringGroup();
    await made('menus', { name: 'Front door', number: '620' });
    for (const [number, holder] of [['600', /queue Support/], ['610', /ring group Sales/], ['620', /menu Front door/], ['1001', /extension of Person Of Test/], ['701', /parked/]] as const) {
      expect(await ask('POST', '/api/admin/menus', { name: 'Another', number })).toMatchObject({ status: 409, ...refusal('CONFLICT', holder) });
      expect(await ask('POST', '/api/admin/queues', { name: 'Another', number, takes: ['calls'] })).toMatchObject(refusal('CONFLICT', holder));
      expect(await ask('POST', '/api/admin/ring-groups', { name: 'Another', number, memberExtensionIds: [] })).toMatchObject(refusal('CONFLICT', holder));
      expect(await ask('POST', '/api/admin/extensions', { number, firstName: 'A', lastName: 'B' })).toMatchObject(refusal('CONFLICT', holder));
    }
  });

  test('are free again when who had them goes, or takes another', async () => {
    const menu = await made('menus', { name: 'Front door', number: '620' });
    await ask('PATCH', `/api/admin/menus/${menu.id}`, { number: '621' });
    const group = await ringGroup({ number: '620' });
    await ask('DELETE', `/api/admin/ring-groups/${group.id}`);
    expect((await ask<Row[]>('GET', '/api/admin/ring-groups')).body).toEqual([]);
    await made('queues', { name: 'Support', number: '620', takes: ['calls'] });
    await ask('DELETE', `/api/admin/menus/${menu.id}`);
    expect((await ask<Row[]>('GET', '/api/admin/menus')).body).toEqual([]);
  });

  test.each(['*4', '#20', '1', '123456789', '62a'])('%s is none', async (number) => {
    expect(await ask('POST', '/api/admin/menus', { name: 'Front door', number })).toMatchObject(refusal('BAD_REQUEST'));
  });
});

describe('destinations', () => {
  test.each(['600', '#600', '+420600123456', '00420600123456', '#+420', '*74'])('%s, where nothing is, is said at once', async (number) => {
    expect(await ask('POST', '/api/admin/menus', { name: 'Front door', number: '620', keys: { 1: number } })).toMatchObject(refusal('BAD_REQUEST', /leads to .*, where there is nothing/));
    expect(await ask('POST', '/api/admin/inbound-routes', { name: 'Main', to: number })).toMatchObject(refusal('BAD_REQUEST'));
    expect(await ask('POST', '/api/admin/queues', { name: 'Support', takes: ['calls'], rules: { overflow: number } })).toMatchObject(refusal('BAD_REQUEST'));
    expect((await ask<Row[]>('GET', '/api/admin/menus')).body).toEqual([]);
  });

  test('are extensions, groups, mailboxes, the echo, itself, and outside what a route takes', async () => {
    const { id } = await trunk();
    await made('outbound-routes', { name: 'Abroad', prefix: '00', trunkIds: [id] });
    await ringGroup();
    await made('menus', { name: 'Front door', number: '620', keys: { 0: '620', 1: '1001', 2: '610', 3: '#1001', 4: '00420600123456', 5: '*43', 6: '*21001' }, otherwise: '1001' });
  });

  test('that something leads to cannot go, nor get another number', async () => {
    const queue = await made('queues', { name: 'Support', number: '600', takes: ['calls'] });
    const { extensionId: id } = await rig.person('1002');
    const mailbox = await made('mailboxes', { name: 'Night', number: '630', memberExtensionIds: [] });
    await made('menus', { name: 'Front door', number: '620', keys: { 1: '600', 2: '#1002', 3: '#630' } });
    for (const [method, path, body] of [
      ['DELETE', `queues/${queue.id}`, undefined], ['PATCH', `queues/${queue.id}`, { number: '601' }], ['PATCH', `queues/${queue.id}`, { takes: ['messages'] }],
      ['DELETE', `mailboxes/${mailbox.id}`, undefined], ['DELETE', `extensions/${id}`, undefined], ['PATCH', `extensions/${id}`, { number: '1003' }],
      ['PATCH', 'telephony', { featureCodes: { ...defaultFeatureCodes, leaveVoicemail: '##' } }],
    ] as const) {
      expect(await ask(method, `/api/admin/${path}`, body), path).toMatchObject({ status: 409, ...refusal('CONFLICT', /The menu Front door leads to/) });
    }
    expect((await rig.storage.read.directory.get(id))?.number).toBe('1002');
  });
});

describe('trunks', () => {
  test('never tell their password, in no answer and no log', async () => {
    const { id } = await trunk({ registers: true });
    expect((await ask<Row[]>('GET', '/api/admin/trunks')).body).toMatchObject([{ name: 'Carrier', hasPassword: true, registers: true }]);
    expect((await ask('PATCH', `/api/admin/trunks/${id}`, { callerId: '+420 222 333 444' })).body).toMatchObject({ callerId: '+420222333444', hasPassword: true });
    expect((await rig.storage.read.routes.get('trunk', id))?.password).toBe('the secret of the trunk');
    expect(await ask('PATCH', `/api/admin/trunks/${id}`, { password: null })).toMatchObject(refusal('BAD_REQUEST', /registers/));
    expect((await ask('PATCH', `/api/admin/trunks/${id}`, { password: null, registers: false })).body).toMatchObject({ hasPassword: false });
    await ask('POST', '/api/admin/trunks', { name: 'x', server: '&', password: 'the secret of the trunk' });
    expect(JSON.stringify(rig.log)).not.toContain('the secret of the trunk');
  });

  test('say whether calls can go through them', async () => {
    const { id } = await trunk();
    const states = async () => (await ask<Row[]>('GET', '/api/admin/trunks')).body.map(({ state, since }) => [state, since]);
    expect(await states()).toEqual([['unknown', null]]);
    rig.pbx.tell({ type: 'trunk', trunk: { id, state: 'up', since: 7 } });
    expect(await states()).toEqual([['up', 7]]);
    rig.pbx.trunks.clear();
    rig.pbx.tell({ type: 'reset' });
    await expect.poll(states).toEqual([['unknown', null]]);
  });

  test('and hours a route needs cannot go', async () => {
    const { id: trunkId } = await trunk();
    const { id: hoursId } = await made('hours', { name: 'Office', timeZone: 'Europe/Prague', open: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }], holidays: [{ date: '2026-12-24', name: 'Christmas Eve', everyYear: true }] });
    const inbound = await made('inbound-routes', { name: 'Main', trunkId, number: '+420222333444', to: '1001', hoursId, closedTo: '#1001' });
    const outbound = await made('outbound-routes', { name: 'All', prefix: '', trunkIds: [trunkId] });
    for (const path of [`trunks/${trunkId}`, `hours/${hoursId}`]) expect(await ask('DELETE', `/api/admin/${path}`)).toMatchObject(refusal('CONFLICT', /The inbound route Main needs/));
    expect((await ask('PATCH', `/api/admin/inbound-routes/${inbound.id}`, { hoursId: null, trunkId: null })).body).toMatchObject({ hoursId: null, closedTo: '#1001' });
    expect((await ask('PATCH', `/api/admin/hours/${hoursId}`, { override: 'closed' })).body).toMatchObject({ override: 'closed', timeZone: 'Europe/Prague' });
    await ask('DELETE', `/api/admin/hours/${hoursId}`);
    expect(await ask('DELETE', `/api/admin/trunks/${trunkId}`)).toMatchObject(refusal('CONFLICT', /The outbound route All/));
    expect((await ask('PATCH', `/api/admin/outbound-routes/${outbound.id}`, { strip: 1 })).body).toMatchObject({ strip: 1, prefix: '' });
    expect(await ask('PATCH', `/api/admin/outbound-routes/${outbound.id}`, { trunkIds: ['nobody'] })).toMatchObject(refusal('BAD_REQUEST'));
    for (const path of [`outbound-routes/${outbound.id}`, `inbound-routes/${inbound.id}`, `trunks/${trunkId}`]) await ask('DELETE', `/api/admin/${path}`);
    for (const path of ['hours', 'trunks', 'inbound-routes', 'outbound-routes']) expect((await ask<Row[]>('GET', `/api/admin/${path}`)).body).toEqual([]);
    expect(await ask('DELETE', `/api/admin/trunks/${trunkId}`)).toMatchObject(refusal('NOT_FOUND'));
  });

  test.each([{ timeZone: 'Europe/Atlantis' }, { open: [{ days: [1], from: '17:00', to: '08:00' }] }, { open: [{ days: [8], from: '08:00', to: '09:00' }] }])('hours with %j are refused', async (wrong) => {
    expect(await ask('POST', '/api/admin/hours', { name: 'Office', timeZone: 'Europe/Prague', open: [], holidays: [], ...wrong })).toMatchObject(refusal('BAD_REQUEST'));
  });
});

test('outbound rights are replaced as a whole, name who is there, and go with them', async () => {
  const { extensionId: id } = await rig.person('1002');
  const { id: groupId } = await made('groups', { name: 'Night shift' });
  const rights = [{ prefix: '00', allowed: true, who: 'extension', whoId: id }, { prefix: '', allowed: false, who: 'everyone' }, { prefix: '9', allowed: true, who: 'group', whoId: groupId }];
  expect((await ask<Row[]>('PUT', '/api/admin/outbound-rights', { rights })).body).toMatchObject([rights[0], { ...rights[1], whoId: '' }, rights[2]]);
  expect(await ask('PUT', '/api/admin/outbound-rights', { rights: [{ prefix: '', allowed: true, who: 'group', whoId: 'nobody' }] })).toMatchObject(refusal('NOT_FOUND'));
  const group = await ringGroup({ memberExtensionIds: [await extensionId(), id] });
  await ask('DELETE', `/api/admin/extensions/${id}`);
  await ask('DELETE', `/api/admin/groups/${groupId}`);
  expect((await ask<Row[]>('GET', '/api/admin/outbound-rights')).body).toMatchObject([{ who: 'everyone' }]);
  expect((await ask('PATCH', `/api/admin/ring-groups/${group.id}`, { strategy: 'linear' })).body).toMatchObject({ memberExtensionIds: [await extensionId()], strategy: 'linear' });
});

describe('what is the same for every phone', () => {
  test('has defaults, and is changed one by one', async () => {
    expect((await ask('GET', '/api/admin/telephony')).body).toEqual({ language: 'en', featureCodes: defaultFeatureCodes, outsideCallsPerMinute: 20, pauseReasons: [] });
    await ask('PATCH', '/api/admin/telephony', { pauseReasons: ['Lunch', 'Training'] });
    expect((await ask('PATCH', '/api/admin/telephony', { language: 'cs' })).body).toMatchObject({ language: 'cs', pauseReasons: ['Lunch', 'Training'] });
  });

  test('takes no two codes that are the same, and not that of the echo', async () => {
    const change = (code: string) => ask('PATCH', '/api/admin/telephony', { featureCodes: { ...defaultFeatureCodes, pickUp: code } });
    expect(await change('*2')).toMatchObject(refusal('BAD_REQUEST'));
    expect(await change('12')).toMatchObject(refusal('BAD_REQUEST'));
    expect(await change('*43')).toMatchObject(refusal('CONFLICT'));
    expect((await change('*8')).body['featureCodes']).toMatchObject({ pickUp: '*8' });
  });
});

describe('queues', () => {
  test('keep the rules a change does not name', async () => {
    const queue = await made('queues', { name: 'Support', number: '600', takes: ['calls'], rules: { strategy: 'linear', ringSeconds: 7 } });
    expect(queue['rules']).toMatchObject({ strategy: 'linear', ringSeconds: 7, joinEmpty: false });
    expect((await ask('PATCH', `/api/admin/queues/${queue.id}`, { rules: { wrapUpSeconds: 30 } })).body['rules']).toMatchObject({ strategy: 'linear', ringSeconds: 7, wrapUpSeconds: 30 });
    expect(await ask('PATCH', `/api/admin/queues/${queue.id}`, { rules: { ringSeconds: 1 } })).toMatchObject(refusal('BAD_REQUEST'));
    expect(await ask('PATCH', `/api/admin/queues/${queue.id}`, { rules: { colour: 'red' } })).toMatchObject(refusal('BAD_REQUEST'));
  });
});

describe('sounds', () => {
  test('are judged by what is in them, and the same one has one name', async () => {
    const name = (await ask('PUT', '/api/admin/sounds', wav())).body['name'] as string;
    expect(name).toMatch(/^[\w-]{43}$/);
    expect((await ask('PUT', '/api/admin/sounds', wav())).body['name']).toBe(name);
    expect((await ask('PUT', '/api/admin/sounds', wav({ format: 7, bits: 8 }))).body['name']).not.toBe(name);
    await made('menus', { name: 'Front door', number: '620', announcement: name });
    expect(await ask('POST', '/api/admin/menus', { name: 'Back door', number: '621', announcement: 'x'.repeat(43) })).toMatchObject(refusal('BAD_REQUEST', /sound/));
  });

  test.each<[string, Uint8Array, string]>([
    ['MP3', Buffer.from('ID3\u0004a song by the name of song.wav'), 'TYPE_NOT_ALLOWED'],
    ['stereo', wav({ channels: 2 }), 'TYPE_NOT_ALLOWED'],
    ['24 bits', wav({ bits: 24 }), 'TYPE_NOT_ALLOWED'],
    ['one cut off', wav().subarray(0, 60), 'TYPE_NOT_ALLOWED'],
    ['one cut off in its head', wav().subarray(0, 30), 'TYPE_NOT_ALLOWED'],
    ['a chunk as long as the world', Buffer.concat([wav().subarray(0, 12), Buffer.from('junk\uFFFF\uFFFF'), wav().subarray(12)]), 'TYPE_NOT_ALLOWED'],
    ['silence without a sample', wav({ samples: 0 }), 'TYPE_NOT_ALLOWED'],
    ['nothing', new Uint8Array(0), 'EMPTY_FILE'],
    ['more than 5 MB', wav({ samples: 3_000_000 }), 'TOO_LARGE'],
  ])('%s is refused', async (_what, file, code) => {
    expect(await ask('PUT', '/api/admin/sounds', file)).toMatchObject(refusal(code));
  });
});

// The last of the file: by now each was asked at least once.
test('every route was held to its schema', () => {
  expect(missing(telephonyPaths)).toEqual([]);
});
