import { beforeEach, expect, test } from 'vitest';
import { MailboxRules } from '@klapka/protocol';
import type { Extension, TopicPatch, Voicemail } from '@klapka/protocol';
import type { PbxVoicemail } from '../../../server/ports/mailbox-actions.ts';
import { wav } from '../http/wav.ts';
import { startGateway } from './harness.ts';
import { rigOfTest } from '../rig.ts';
import type { Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

const message = (id: string, mailbox: string, more: Partial<PbxVoicemail> = {}): PbxVoicemail => ({ id, mailbox, from: { number: '1003' }, at: 1000, duration: 2500, heard: false, ...more });
const rowsOf = <Row>(patch: TopicPatch): Row[] => (patch.set ?? []) as Row[];

async function ask(index: number, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${await gateway.token(index)}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers };
  return fetch(gateway.url + path, { ...init, headers });
}

/** The rules of a mailbox, changed in some way. */
const put = (index: number, rules: object): Promise<Response> => ask(index, '/api/mailbox', { method: 'PUT', body: JSON.stringify({ ...MailboxRules.parse({}), ...rules }) });

test('a message is for whom it was left, with its caller’s name, and is counted on their own extension alone', async () => {
  const [ann, bob] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
  await Promise.all([ann.subscribe('voicemails'), bob.subscribe('voicemails'), ann.subscribe('extensions'), bob.subscribe('extensions')]);
  gateway.pbx.mailboxes.leave(message('v1', '1001'));
  const [row] = rowsOf<Voicemail>(await ann.patch(({ topic }) => topic === 'voicemails'));
  expect(row).toEqual({
    id: 'v1', mailbox: '1001', at: 1000, duration: 2500, heard: false, transcript: { state: 'none' },
    from: { number: '1003', name: 'Agent 1003', extensionId: expect.any(String) as string },
  });
  const own = await ann.patch((patch) => rowsOf<Extension>(patch).some(({ voicemail }) => voicemail?.total === 1));
  expect(rowsOf<Extension>(own).find(({ self }) => self)?.voicemail).toEqual({ enabled: true, total: 1, unread: 1 });
  const { rows } = await bob.subscribe('extensions');
  expect(rows.find(({ number }) => number === '1001')?.voicemail).toEqual({ enabled: true });
  expect(rows.find(({ self }) => self)?.voicemail).toEqual({ enabled: true, total: 0, unread: 0 });
  expect(bob.patches.filter(({ topic }) => topic === 'voicemails')).toEqual([]);
});

test('its owner hears it, marks it, forwards it and removes it; nobody else finds it', async () => {
  gateway.pbx.mailboxes.leave(message('v1', '1001'));
  const [ann, bob] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
  await expect.poll(async () => (await ann.subscribe('voicemails')).rows.length).toBe(1);
  const audio = await ask(0, '/api/voicemails/v1/audio');
  expect([audio.status, audio.headers.get('content-type'), await audio.text()]).toEqual([200, 'audio/wav', 'RIFF of v1']);
  expect((await ask(1, '/api/voicemails/v1/audio')).status).toBe(404);
  for (const [name, payload] of [['voicemail:heard', { id: 'v1', heard: true }], ['voicemail:remove', { id: 'v1' }], ['voicemail:forward', { id: 'v1', to: '1002' }]] as const) {
    expect(await bob.command(name, payload as never)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  }
  expect(await ann.command('voicemail:heard', { id: 'v1', heard: true })).toEqual({ ok: true, result: {} });
  await ann.patch((patch) => rowsOf<Voicemail>(patch).some(({ heard }) => heard));
  expect(await ann.command('voicemail:forward', { id: 'v1', to: '1009' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  expect(await ann.command('voicemail:forward', { id: 'v1', to: '1001' })).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  await bob.subscribe('voicemails');
  expect(await ann.command('voicemail:forward', { id: 'v1', to: '1002' })).toMatchObject({ ok: true });
  const [moved] = rowsOf<Voicemail>(await bob.patch(({ topic }) => topic === 'voicemails'));
  expect(moved).toMatchObject({ id: 'v1-moved', mailbox: '1002', heard: false });
  await ann.patch(({ remove }) => remove?.includes('v1') ?? false);
  expect(await bob.command('voicemail:remove', { id: 'v1-moved' })).toMatchObject({ ok: true });
  await bob.patch(({ remove }) => remove?.includes('v1-moved') ?? false);
});

test('a group’s mailbox is its members’, from the moment they are', async () => {
  const [, bob] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
  await bob.subscribe('voicemails');
  await gateway.storage.write((tx) => tx.accounts.update(gateway.accounts[0] ?? '', { roles: ['administrator', 'user'] }));
  const { rows } = await bob.subscribe('extensions');
  const memberExtensionIds = rows.filter(({ self }) => self).map(({ id }) => id);
  const group = { name: 'Support', number: '650', memberExtensionIds };
  const added = await ask(0, '/api/admin/mailboxes', { method: 'POST', body: JSON.stringify(group) });
  expect(added.status).toBe(201);
  expect((await ask(0, '/api/admin/mailboxes', { method: 'POST', body: JSON.stringify({ ...group, number: '1001' }) })).status).toBe(409);
  expect((await ask(1, '/api/admin/mailboxes')).status).toBe(403);
  await expect.poll(() => gateway.pbx.plan.mailboxes.find(({ number }) => number === '650')).toMatchObject({ name: 'Support', listeners: ['1002'], enabled: true });
  gateway.pbx.mailboxes.leave(message('g1', '650'));
  await expect.poll(async () => (await bob.subscribe('voicemails')).rows.map(({ id }) => id)).toEqual(['g1']);
  const { id } = (await added.json()) as { id: string };
  await ask(0, `/api/admin/mailboxes/${id}`, { method: 'PUT', body: JSON.stringify({ ...group, memberExtensionIds: [] }) });
  await expect.poll(async () => (await bob.subscribe('voicemails')).rows).toEqual([]);
  expect((await ask(1, '/api/voicemails/g1/audio')).status).toBe(404);
  expect((await ask(0, `/api/admin/mailboxes/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await ask(0, `/api/admin/mailboxes/${id}`, { method: 'DELETE' })).status).toBe(404);
});

test('what came and went while nobody listened is found at the start', async () => {
  gateway.pbx.mailboxes.leave(message('old', '1001'));
  const before = await gateway.agent(0);
  await expect.poll(async () => (await before.subscribe('voicemails')).rows.length).toBe(1);
  gateway.pbx.mailboxes.lose('old');
  gateway.pbx.mailboxes.leave(message('new', '1001', { at: 2000 }), undefined, true);
  gateway.pbx.tell({ type: 'reset' });
  await expect.poll(async () => (await before.subscribe('voicemails')).rows.map(({ id }) => id)).toEqual(['new']);
});

test('one’s own rules are the PBX’s at once, and whoever takes no messages is sent none', async () => {
  const [ann, bob] = await Promise.all([gateway.agent(0), gateway.agent(1)]);
  expect(await (await ask(1, '/api/mailbox')).json()).toEqual(MailboxRules.parse({}));
  expect((await put(1, { pin: '4321', enabled: false })).status).toBe(204);
  await expect.poll(() => gateway.pbx.plan.mailboxes.find(({ number }) => number === '1002')).toMatchObject({ pin: '4321', enabled: false, name: 'Agent 1002', listeners: ['1002'] });
  await expect.poll(async () => (await ann.subscribe('extensions')).rows.find(({ number }) => number === '1002')?.voicemail).toBeUndefined();
  gateway.pbx.mailboxes.leave(message('v1', '1001'));
  await expect.poll(async () => (await ann.subscribe('voicemails')).rows.length).toBe(1);
  expect(await ann.command('voicemail:forward', { id: 'v1', to: '1002' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  expect((await put(1, { pin: '12' })).status).toBe(400);
  expect((await bob.subscribe('voicemails')).rows).toEqual([]);
});

/** A greeting of one's own. */
const greet = (index: number, file: Uint8Array): Promise<Response> => ask(index, '/api/mailbox/greeting', { method: 'PUT', headers: { 'content-type': 'audio/wav' }, body: new Uint8Array(file) });
const greetingOf = (mailbox: string): string | null | undefined => gateway.pbx.plan.mailboxes.find(({ number }) => number === mailbox)?.greeting;

test('one’s own greeting is put to the PBX, changes nothing else of the mailbox or of others, and is taken back', async () => {
  await put(1, { pin: '4321', maximumSeconds: 60 });
  const answer = await greet(1, wav());
  const { name } = (await answer.json()) as { name: string };
  expect([answer.status, name]).toEqual([200, expect.stringMatching(/^[\w-]{43}$/)]);
  await expect.poll(() => greetingOf('1002')).toBe(name);
  expect(gateway.pbx.sounds).toEqual(new Map([[name, wav()]]));
  expect(await (await ask(1, '/api/mailbox')).json()).toMatchObject({ pin: '4321', maximumSeconds: 60, greeting: name });
  expect(greetingOf('1001')).toBeNull();
  await put(1, { greeting: null });
  await expect.poll(() => greetingOf('1002')).toBeNull();
});

test.each<[string, Uint8Array, number, string]>([
  ['is no sound', Buffer.from('ID3 a song'), 415, 'TYPE_NOT_ALLOWED'],
  ['has two channels', wav({ channels: 2 }), 415, 'TYPE_NOT_ALLOWED'],
  ['is empty', new Uint8Array(0), 400, 'EMPTY_FILE'],
  ['is longer than two minutes', wav({ samples: 1_100_000 }), 413, 'TOO_LARGE'],
])('a greeting that %s is refused, and the one before stays', async (_what, file, status, code) => {
  const { name } = (await (await greet(1, wav())).json()) as { name: string };
  const answer = await greet(1, file);
  expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
  expect(await (await ask(1, '/api/mailbox')).json()).toMatchObject({ greeting: name });
});

test('nobody gives greetings for ever, or without a token', async () => {
  for (let given = 0; given < 10; given += 1) expect((await greet(1, wav({ samples: 100 + given }))).status).toBe(200);
  const refused = await greet(1, wav());
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '300']);
  expect((await greet(0, wav())).status).toBe(200);
  expect((await fetch(`${gateway.url}/api/mailbox/greeting`, { method: 'PUT', body: new Uint8Array(wav()) })).status).toBe(401);
});

test('the list comes in pages, newest first, and needs a token', async () => {
  for (let index = 0; index < 60; index += 1) gateway.pbx.mailboxes.leave(message(`v${index}`, '1001', { at: 1000 + index }));
  const page = async (query = ''): Promise<{ voicemails: Voicemail[]; more: boolean }> => (await (await ask(0, `/api/voicemails${query}`)).json()) as never;
  await expect.poll(async () => (await page()).voicemails[0]?.id).toBe('v59');
  const first = await page();
  expect([first.voicemails.length, first.more]).toEqual([50, true]);
  expect((await page(`?before=${first.voicemails.at(-1)?.at ?? 0}`)).voicemails).toHaveLength(10);
  expect((await fetch(`${gateway.url}/api/voicemails`)).status).toBe(401);
  expect((await fetch(`${gateway.url}/api/voicemails/v1/audio`)).status).toBe(401);
  expect((await ask(0, '/api/voicemails?before=yesterday')).status).toBe(400);
});

test('favourites are one’s own, on every page one has open', async () => {
  const [here, there, bob] = await Promise.all([gateway.agent(0), gateway.agent(0), gateway.agent(1)]);
  await Promise.all([there.subscribe('favourites'), bob.subscribe('favourites')]);
  const { rows } = await here.subscribe('extensions');
  const extensionId = rows.find(({ number }) => number === '1003')?.id ?? '';
  expect(await here.command('favourite:set', { extensionId, favourite: true })).toEqual({ ok: true, result: {} });
  expect(rowsOf(await there.patch(({ topic }) => topic === 'favourites'))).toEqual([{ id: extensionId }]);
  expect(await here.command('favourite:set', { extensionId, favourite: false })).toMatchObject({ ok: true });
  await there.patch(({ remove }) => remove?.includes(extensionId) ?? false);
  expect(await here.command('favourite:set', { extensionId: 'nobody', favourite: true })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  expect(bob.patches).toEqual([]);
});

test('calls that ended while the gateway was away are in the log, with their reason', async () => {
  const ended = (id: string, endedAt: number): void => void gateway.pbx.records.push({
    id, from: { number: '1001' }, to: { number: '1002' }, state: 'ended', startedAt: endedAt - 500, answeredAt: endedAt - 400, endedAt, endReason: 'hung-up', endedBy: 'callee',
    legs: [{ id: `${id}-a`, party: { number: '1001' }, role: 'caller', state: 'ended' }, { id: `${id}-b`, party: { number: '1002' }, role: 'callee', state: 'ended' }],
  });
  gateway.pbx.tell({ type: 'call', call: { id: 'seen', from: { number: '1001' }, to: { number: '1002' }, state: 'answered', startedAt: 1000, answeredAt: 1100, legs: [] } });
  ended('seen', Date.now());
  ended('unseen', Date.now());
  gateway.pbx.calls.clear();
  gateway.pbx.tell({ type: 'reset' });
  const { calls } = gateway.storage.read;
  await expect.poll(() => calls.byId('unseen')).toMatchObject({ endReason: 'hung-up', endedBy: 'callee', fromNumber: '1001', legs: [{ legId: 'unseen-a' }, { legId: 'unseen-b' }] });
  await expect.poll(() => calls.byId('seen')).toMatchObject({ endReason: 'hung-up' });
  gateway.pbx.tell({ type: 'reset' });
  await expect.poll(async () => (await calls.recent(10)).length).toBe(2);
});

test('a call that goes on is not ended by what the PBX has kept of a part of it', async () => {
  const ann = await gateway.agent(0);
  const call = { id: 'goes-on', from: { number: '1001' }, to: { number: '1002' }, startedAt: Date.now() - 2000, answeredAt: Date.now() - 1000, legs: [] };
  gateway.pbx.tell({ type: 'call', call: { ...call, state: 'answered' } });
  for (const id of ['goes-on', 'over']) gateway.pbx.records.push({ ...call, id, state: 'ended', endedAt: Date.now(), endReason: 'hung-up' });
  gateway.pbx.tell({ type: 'reset' });
  await expect.poll(() => gateway.storage.read.calls.byId('over')).not.toBeNull();
  expect((await ann.subscribe('calls')).rows).toMatchObject([{ id: 'goes-on', state: 'answered' }]);
  expect(await gateway.storage.read.calls.byId('goes-on')).toBeNull();
});

test('mailboxes that cannot be read after a reset are no end of the gateway', async () => {
  const { storage, pbx, log } = await rigOfTest();
  storage.read.voicemails.counts = () => Promise.reject(new Error('the disk is full'));
  pbx.tell({ type: 'reset' });
  await expect.poll(() => log.join('')).toContain('the mailboxes could not be read');
});
