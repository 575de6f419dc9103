import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { ErrorBody, UploadAnswer } from '@klapka/protocol';
import { shop, startGateway } from './harness.ts';
import type { Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

/** One transparent pixel. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

interface Upload { status: number; body: UploadAnswer & ErrorBody }

async function upload(data: Buffer, name: string, headers: Record<string, string> = { origin: shop }): Promise<Upload> {
  const path = 'authorization' in headers ? '/api/files' : '/api/chat/demo/files';
  const response = await fetch(gateway.url + path, { method: 'POST', body: new Uint8Array(data), headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name), ...headers } });
  return { status: response.status, body: (await response.json()) as Upload['body'] };
}

const crm = 'https://crm.example.com';
const download = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(gateway.url + path, { headers });
const bearer = async (index: number): Promise<{ authorization: string }> => ({ authorization: `Bearer ${await gateway.token(index)}` });

/** A visitor's first message with a picture; its file as the visitor and as an agent of the queue see it. */
async function sentPicture() {
  const { status, body } = await upload(png, 'frame.png');
  expect(status).toBe(201);
  expect(body).toMatchObject({ name: 'frame.png', type: 'image/png', bytes: png.length });
  const agent = await gateway.agent(0);
  await agent.subscribe('conversations');
  const visitor = await gateway.visitor();
  const { message } = await visitor.ok('send', { clientId: randomUUID(), text: '', fileIds: [body.id] });
  const conversationId = (await agent.patch((patch) => patch.set !== undefined)).set?.[0]?.id ?? '';
  const ofAgent = (await agent.subscribe('messages', conversationId)).rows[0]?.files[0];
  return { ofVisitor: message.files[0]!, ofAgent: ofAgent! };
}

test('a picture goes with a stranger’s first message, and a signed address opens it for the visitor', async () => {
  const { ofVisitor } = await sentPicture();
  expect(ofVisitor).toMatchObject({ name: 'frame.png', type: 'image/png', width: 1, height: 1 });
  const answer = await download(ofVisitor.url);
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const changed = new URL(gateway.url + ofVisitor.url);
  changed.searchParams.set('e', String(Number(changed.searchParams.get('e')) + 60_000));
  for (const path of [`/api/files/${ofVisitor.id}`, changed.pathname + changed.search, '/api/files/..%2f..%2fklapka.sqlite?e=1&s=x']) {
    expect((await download(path)).status, path).toBe(404);
  }
});

test('agents get no signed address: the token of whoever sees the conversation opens the file, and nothing keeps it', async () => {
  const { ofAgent, ofVisitor } = await sentPicture();
  expect(ofAgent).toEqual({ id: ofAgent.id, name: 'frame.png', type: 'image/png', bytes: png.length, url: `/api/files/${ofAgent.id}`, width: 1, height: 1 });
  const answer = await download(ofAgent.url, await bearer(1));
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  // The third agent is not of the queue; a signature does not help somebody whose token does not.
  for (const { url } of [ofAgent, ofVisitor]) expect((await download(url, await bearer(2))).status).toBe(404);
  expect((await download(ofAgent.url, { authorization: 'Bearer nobody' })).status).toBe(401);
  expect((await download('/api/files/nothing', await bearer(1))).status).toBe(404);
});

test('a file that was not sent yet is its uploader’s alone', async () => {
  const mine = await bearer(0);
  const { body } = await upload(png, 'mine.png', mine);
  expect((await download(`/api/files/${body.id}`, mine)).status).toBe(200);
  expect((await download(`/api/files/${body.id}`, await bearer(1))).status).toBe(404);
});

test('pages that may embed agents’ elements may fetch files, others are refused', async () => {
  const { ofAgent } = await sentPicture();
  const preflight = await fetch(gateway.url + ofAgent.url, { method: 'OPTIONS', headers: { origin: crm, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  const answer = await download(ofAgent.url, { ...(await bearer(0)), origin: crm });
  expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('cross-origin-resource-policy')]).toEqual([200, crm, 'cross-origin']);
  expect((await download(ofAgent.url, { ...(await bearer(0)), origin: 'https://evil.example.com' })).status).toBe(403);
});

test('a file is taken along once: another visitor’s message cannot have it', async () => {
  const { body } = await upload(png, 'mine.png');
  const mine = await gateway.visitor();
  await mine.ok('send', { clientId: randomUUID(), text: '', fileIds: [body.id] });
  const thief = await gateway.visitor();
  expect(await thief.ask('send', { clientId: randomUUID(), text: 'x', fileIds: [body.id] })).toMatchObject({ ok: false });
});

test.each([
  ['a Windows program', Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00', 'latin1'), Buffer.alloc(512)])],
  ['a Linux program', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\x00', 'latin1'), Buffer.alloc(512)])],
  ['a web page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
])('a .png that is %s is refused', async (_what, data) => {
  const { status, body } = await upload(data, 'picture.png');
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body.code).toBe('TYPE_NOT_ALLOWED');
});

test('an empty file is refused as one', async () => {
  expect(await upload(Buffer.alloc(0), 'nothing.txt')).toMatchObject({ status: 400, body: { code: 'EMPTY_FILE' } });
});

test('21 MB are refused while they stream, 20 MB are taken', async () => {
  const large = Buffer.concat([png, Buffer.alloc(21 * 1024 * 1024)]);
  expect(await upload(large, 'large.png')).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
  const fits = Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024 - png.length)]);
  expect((await upload(fits, 'fits.png')).status).toBe(201);
});

test('a file’s name keeps no path, no control character and no turn of direction', async () => {
  const { body } = await upload(png, '../../etc/\u202Egnp.exe\u0000<b>.png');
  expect(body.name).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  expect(body.name.endsWith('.png')).toBe(true);
});

test('files of agents need their token, those of visitors the button’s page', async () => {
  const token = await gateway.token(0);
  expect((await upload(png, 'a.png', { authorization: `Bearer ${token}` })).status).toBe(201);
  expect((await upload(png, 'a.png', { authorization: 'Bearer nobody' })).status).toBe(401);
  expect((await upload(png, 'a.png', { origin: 'https://evil.example.com' })).status).toBe(403);
  expect((await upload(png, 'a.png', {})).status).toBe(403);
});

test('the chat button learns whether somebody is there, from its own page only', async () => {
  const ask = (origin: string) => fetch(`${gateway.url}/api/chat/demo/availability`, { headers: { origin } });
  expect(await (await ask(shop)).json()).toMatchObject({ online: false, unread: 0 });
  await gateway.agent(0);
  const answer = await ask(shop);
  expect(await answer.json()).toMatchObject({ online: true });
  expect(answer.headers.get('access-control-allow-origin')).toBe(shop);
  expect((await ask('https://good.com.evil.com')).status).toBe(403);
});
