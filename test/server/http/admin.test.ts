import { beforeEach, describe, expect, test } from 'vitest';
import { password, type Rig, rigOfTest } from '../rig.ts';
import { heldTo, officePaths, type Row } from './held.ts';

let rig: Rig;
let token: string;
beforeEach(async () => {
  rig = await rigOfTest();
  token = await rig.token('1001');
});

const { ask, missing } = heldTo(() => rig, () => token);
const refusal = (code: string) => ({ body: { code } });

describe('extensions', () => {
  const anna = { number: '1010', firstName: 'Anna', lastName: 'Malá', email: 'Anna@Example.com', departments: ['Sales'] };

  test('are made, changed and removed, and the PBX is told', async () => {
    const made = await ask('POST', '/api/admin/extensions', anna);
    expect(made.body).toMatchObject({ number: '1010', email: 'anna@example.com', departments: ['Sales'], presenceState: 'available' });
    await expect.poll(() => rig.pbx.extensions).toContainEqual(expect.objectContaining({ number: '1010', name: 'Anna Malá' }));
    const path = `/api/admin/extensions/${made.body.id}`;
    // What is not named stays: a default of a new extension does not come in its place.
    expect((await ask('PATCH', path, { lastName: 'Velká' })).body).toMatchObject({ firstName: 'Anna', lastName: 'Velká', departments: ['Sales'] });
    await expect.poll(() => rig.pbx.extensions).toContainEqual(expect.objectContaining({ number: '1010', name: 'Anna Velká' }));
    expect((await ask('GET', path)).body.id).toBe(made.body.id);
    await ask('DELETE', path);
    await expect.poll(() => rig.pbx.extensions.map(({ number }) => number)).toEqual(['1001']);
    expect(await ask('GET', path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('have a number of their own and join the group of everybody', async () => {
    const { body } = await ask('POST', '/api/admin/extensions', anna);
    expect(await ask('POST', '/api/admin/extensions', anna)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    const [group] = (await ask<Row[]>('GET', '/api/admin/groups')).body;
    const members = (await ask<Row[]>('GET', `/api/admin/groups/${group?.id ?? ''}/members`)).body;
    expect(members).toContainEqual({ groupId: group?.id, extensionId: body.id, kind: 'user', keys: [] });
  });

  test.each([[{ number: 'abc' }], [{ number: '1' }], [{ firstName: '' }], [{ firstName: 'x'.repeat(121) }], [{ email: 'nobody' }], [{ role: 'administrator' }]])('with %j are refused', async (wrong) => {
    expect(await ask('POST', '/api/admin/extensions', { ...anna, ...wrong })).toMatchObject(refusal('BAD_REQUEST'));
  });
});

describe('phones on desks', () => {
  const path = async (): Promise<string> => `/api/admin/extensions/${(await rig.person('1002')).extensionId}/desk-phone`;
  const passwordOfPlan = () => rig.pbx.extensions.find(({ number }) => number === '1002')?.deskPassword;

  test('are given a password that is told once, to the administrator and the PBX', async () => {
    const phone = await path();
    const first = (await ask('PUT', phone)).body;
    // The PBX names no address of its own: it is reached as the gateway is.
    expect(first['password']).toMatch(/^[\w-]{24,}$/);
    expect(first).toMatchObject({ username: '1002', host: 'pbx.example.com', port: 5060, transport: 'udp' });
    await expect.poll(passwordOfPlan).toBe(first['password']);
    const { password: second } = (await ask('PUT', phone)).body;
    expect(second).not.toBe(first['password']);
    await expect.poll(passwordOfPlan).toBe(second);
    const [extension] = (await ask<Row[]>('GET', '/api/admin/extensions')).body.filter(({ number }) => number === '1002');
    expect((await ask('GET', '/api/admin/desk-phones')).body).toEqual([extension?.id]);
    expect(JSON.stringify([extension, (await ask('GET', `/api/admin/extensions/${extension?.id ?? ''}`)).body, rig.log])).not.toContain(second);
    await ask('DELETE', phone);
    await expect.poll(passwordOfPlan).toBeUndefined();
    expect((await ask('GET', '/api/admin/desk-phones')).body).toEqual([]);
  });

  test('are refused where the PBX has none, and for nobody’s extension', async () => {
    expect(await ask('PUT', '/api/admin/extensions/nobody/desk-phone')).toMatchObject(refusal('NOT_FOUND'));
    expect(await ask('DELETE', '/api/admin/extensions/nobody/desk-phone')).toMatchObject(refusal('NOT_FOUND'));
    rig.pbx.deskPhones = null;
    expect(await ask('PUT', await path())).toMatchObject({ status: 501, body: { code: 'NOT_SUPPORTED' } });
    expect((await ask('GET', '/api/admin/desk-phones')).body).toEqual([]);
  });
});

describe('accounts', () => {
  test('are given an extension, take it back, and lose it to nobody else', async () => {
    const { accountId } = await rig.person('1002');
    const path = `/api/admin/accounts/${accountId}`;
    expect((await ask('PATCH', path, { extensionNumber: '1001' })).body).toMatchObject({ code: 'CONFLICT' });
    expect((await ask('PATCH', path, { extensionNumber: null })).body).toMatchObject({ extension: null });
    expect((await ask('PATCH', path, { extensionNumber: '1002', roles: ['supervisor'] })).body).toMatchObject({ extension: { number: '1002' }, roles: ['supervisor', 'user'] });
    expect((await ask('PATCH', path, { extensionNumber: '4242' })).body).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('show neither password nor hash', async () => {
    const answer = await ask<Row[]>('GET', '/api/admin/accounts');
    expect(JSON.stringify(answer.body)).not.toContain(password);
    expect(answer.body[0]).toMatchObject({ hasPassword: true });
  });

  test('with a weak password, without a way to sign in, or with a taken e-mail leave nothing behind', async () => {
    const before = (await ask<Row[]>('GET', '/api/admin/accounts')).body;
    expect(await ask('POST', '/api/admin/accounts', { name: 'Weak', email: 'weak@example.com', password: 'password123' })).toMatchObject(refusal('WEAK_PASSWORD'));
    expect(await ask('POST', '/api/admin/accounts', { name: 'Nobody' })).toMatchObject(refusal('BAD_REQUEST'));
    expect(await ask('POST', '/api/admin/accounts', { name: 'Twice', email: 'PERSON1001@example.com', password })).toMatchObject(refusal('CONFLICT'));
    expect(await ask('POST', '/api/admin/accounts', { name: 'Ghost', extensionNumber: '4242', password })).toMatchObject(refusal('NOT_FOUND'));
    expect((await ask<Row[]>('GET', '/api/admin/accounts')).body).toEqual(before);
  });

  test('show their browsers, which can be signed out one by one', async () => {
    const { accountId } = await rig.person('1002');
    await rig.signIn('1002', { deviceId: 'device-of-jana-01' });
    const path = `/api/admin/accounts/${accountId}/devices`;
    expect((await ask<Row[]>('GET', path)).body).toMatchObject([{ id: 'device-of-jana-01', kind: 'web' }]);
    await ask('DELETE', `${path}/device-of-jana-01`);
    expect(rig.ended).toMatchObject([{ cause: 'SIGNED_OUT' }]);
    expect(await ask('DELETE', `${path}/device-of-jana-01`)).toMatchObject(refusal('NOT_FOUND'));
  });

  test('that forgot their password are listed until an administrator made a link', async () => {
    const { accountId } = await rig.person('1002');
    await rig.call('POST', '/api/auth/forgot', { body: { login: '1002' } });
    await expect.poll(async () => (await ask<Row[]>('GET', '/api/admin/links')).body).toMatchObject([{ accountId, purpose: 'reset', handedOut: false }]);
    await ask('POST', `/api/admin/accounts/${accountId}/reset-link`);
    expect((await ask<Row[]>('GET', '/api/admin/links')).body).toMatchObject([{ accountId, handedOut: true }]);
  });
});

describe('groups', () => {
  test('start with the default permissions; only what may be granted is', async () => {
    const { body: group } = await ask('POST', '/api/admin/groups', { name: 'Night shift' });
    expect(group['managerKeys']).not.toContain('hours.switch');
    expect(group['userKeys']).toEqual([]);
    const path = `/api/admin/groups/${group.id}`;
    expect((await ask('PATCH', path, { managerKeys: ['hours.switch'], userKeys: ['call.park'] })).body).toMatchObject({ managerKeys: ['hours.switch'], userKeys: ['call.park'] });
    expect(await ask('PATCH', path, { userKeys: ['recording.switch'] })).toMatchObject(refusal('BAD_REQUEST'));
    expect(await ask('POST', '/api/admin/groups', { name: 'Night shift' })).toMatchObject(refusal('CONFLICT'));
  });

  test('give their members rights, which each account is told', async () => {
    const { extensionId } = await rig.person('1002');
    const { body: group } = await ask('POST', '/api/admin/groups', { name: 'Night shift' });
    const path = `/api/admin/groups/${group.id}/members`;
    await ask('PUT', path, { extensionId, kind: 'custom', keys: ['call.monitor'] });
    const permissions = async () => (await rig.signIn('1002')).body.account.permissions.filter(({ groupId }) => groupId === group.id);
    expect(await permissions()).toEqual([{ groupId: group.id, groupName: 'Night shift', keys: ['call.monitor'] }]);
    // Keys of its own are for `custom` alone; a manager has the group's.
    expect((await ask('PUT', path, { extensionId, kind: 'manager', keys: ['hours.switch'] })).body).toMatchObject({ kind: 'manager', keys: [] });
    expect((await permissions())[0]?.keys).toEqual(group['managerKeys']);
    await ask('DELETE', `${path}/${extensionId}`);
    expect(await permissions()).toEqual([]);
    expect(await ask('PUT', path, { extensionId: 'nobody', kind: 'user' })).toMatchObject(refusal('NOT_FOUND'));
  });

  test('take their visibility rules with them when they go', async () => {
    const { body: group } = await ask('POST', '/api/admin/groups', { name: 'Night shift' });
    const rules = [
      { effect: 'show', viewerKind: 'everyone', targetKind: 'everyone' },
      { effect: 'hide', viewerKind: 'everyone', targetKind: 'group', targetId: group.id },
    ];
    expect((await ask<Row[]>('PUT', '/api/admin/visibility', { rules })).body).toHaveLength(2);
    expect(await ask('PUT', '/api/admin/visibility', { rules: [{ effect: 'hide', viewerKind: 'group', viewerId: 'gone', targetKind: 'everyone' }] })).toMatchObject(refusal('NOT_FOUND'));
    await ask('DELETE', `/api/admin/groups/${group.id}`);
    expect((await ask<Row[]>('GET', '/api/admin/visibility')).body).toMatchObject([{ effect: 'show', targetKind: 'everyone' }]);
  });
});

describe('mailboxes of groups', () => {
  test('are added, changed and removed, each with a number nobody else has', async () => {
    const group = { name: 'Support', number: '650', memberExtensionIds: [] };
    const { body: mailbox } = await ask('POST', '/api/admin/mailboxes', group);
    expect(mailbox).toMatchObject({ ...group, enabled: true, pin: null, maximumMessages: 100 });
    expect((await ask('PUT', `/api/admin/mailboxes/${mailbox.id}`, { ...group, pin: '4321' })).body).toEqual({ ...mailbox, pin: '4321' });
    expect(await ask('POST', '/api/admin/mailboxes', group)).toMatchObject(refusal('CONFLICT'));
    expect(await ask('POST', '/api/admin/mailboxes', { ...group, number: '1001' })).toMatchObject(refusal('CONFLICT'));
    expect(await ask('POST', '/api/admin/mailboxes', { ...group, number: '6', pin: '1' })).toMatchObject(refusal('BAD_REQUEST'));
    await ask('DELETE', `/api/admin/mailboxes/${mailbox.id}`);
    expect((await ask<Row[]>('GET', '/api/admin/mailboxes')).body).toEqual([]);
    expect(await ask('DELETE', `/api/admin/mailboxes/${mailbox.id}`)).toMatchObject(refusal('NOT_FOUND'));
    expect(await ask('PUT', `/api/admin/mailboxes/${mailbox.id}`, group)).toMatchObject(refusal('NOT_FOUND'));
  });
});

describe('queues and chat buttons', () => {
  test('are made and changed; members may then read the messages', async () => {
    const { accountId } = await rig.person('1002');
    const { body: queue } = await ask('POST', '/api/admin/queues', { name: 'Support', takes: ['messages'] });
    expect((await rig.signIn('1002')).body.account.features).toEqual(['phone']);
    expect((await ask('PATCH', `/api/admin/queues/${queue.id}`, { memberAccountIds: [accountId, accountId] })).body).toMatchObject({ memberAccountIds: [accountId], takesMessages: true });
    expect((await rig.signIn('1002')).body.account.features).toEqual(['phone', 'inbox']);
    expect(await ask('POST', '/api/admin/queues', { name: 'Support', takes: ['calls'] })).toMatchObject(refusal('CONFLICT'));
    expect(await ask('POST', '/api/admin/queues', { name: 'Sales', takes: ['calls'], memberAccountIds: ['nobody'] })).toMatchObject(refusal('CONFLICT'));

    const { body: button } = await ask('POST', '/api/admin/chat-buttons', { id: 'shop', name: 'Shop', origins: ['https://*.example.com'], queueId: queue.id });
    expect(button.id).toBe('shop');
    expect((await ask('PATCH', '/api/admin/chat-buttons/shop', { greeting: { en: 'Hello', cs: 'Dobrý den' } })).body).toMatchObject({ origins: ['https://*.example.com'], greeting: { en: 'Hello', cs: 'Dobrý den' } });
    expect(await ask('PATCH', '/api/admin/chat-buttons/shop', { greeting: { xx: 'Hello' } })).toMatchObject(refusal('BAD_REQUEST'));
    expect(await ask('DELETE', `/api/admin/queues/${queue.id}`)).toMatchObject(refusal('CONFLICT'));
    await ask('DELETE', '/api/admin/chat-buttons/shop');
    await ask('DELETE', `/api/admin/queues/${queue.id}`);
    expect((await ask<Row[]>('GET', '/api/admin/queues')).body).toEqual([]);
  });

  test.each(['*', 'https://*', 'https://shop.example.com/path', 'javascript:alert(1)', 'https://a b.example.com'])('the origin %s is refused', async (origin) => {
    const { body: queue } = await ask('POST', '/api/admin/queues', { name: 'Support', takes: ['messages'] });
    expect(await ask('POST', '/api/admin/chat-buttons', { name: 'Shop', origins: [origin], queueId: queue.id })).toMatchObject(refusal('BAD_REQUEST'));
  });
});

test('a change by another process reaches the running gateway within seconds', async () => {
  const { announceChange } = await import('../../../server/domain/directory/changes.ts');
  await rig.person('1002');
  const told: string[] = [];
  for (const name of ['permissions:changed', 'directory:changed', 'channels:changed'] as const) rig.app.events.subscribe(name, () => told.push(name));
  await announceChange(rig.storage);
  rig.clock.pass(2000);
  await expect.poll(() => told).toEqual(['permissions:changed', 'directory:changed', 'channels:changed']);
});

describe('every route', () => {
  test('of accounts, extensions and chat buttons answers as described', async () => {
    const { body } = await ask<{ account: Row; invitation: Row }>('POST', '/api/admin/accounts', { name: 'Eva Nová', email: 'eva@example.com' });
    const path = `/api/admin/accounts/${body.account.id}`;
    expect(body.invitation).toMatchObject({ purpose: 'invitation', mailed: false });
    expect((await ask('GET', path)).body).toEqual(body.account);
    expect((await ask('POST', `${path}/invitation`)).body['link']).toMatch(/#invitation=/);
    await ask('DELETE', path);
    expect(await ask('GET', path)).toMatchObject({ status: 404 });
    expect((await ask<Row[]>('GET', '/api/admin/extensions')).body.map(({ number }) => number)).toEqual(['1001']);
    expect((await ask<Row[]>('GET', '/api/admin/chat-buttons')).body).toEqual([]);
  });

  // The last of the file: by now each was asked at least once.
  test('of the administration was held to its schema', () => {
    expect(missing(officePaths)).toEqual([]);
  });
});
