import { beforeEach, expect, test } from 'vitest';
import type { Call } from '@klapka/protocol';
import type { RecordingRecord } from '../../../server/ports/storage-calls.ts';
import { startGateway } from './harness.ts';
import type { Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

const call = (id: string, from: string, to: string): Call => ({ id, from: { number: from }, to: { number: to }, state: 'answered', startedAt: 1000, answeredAt: 2000, legs: [] });

async function ask(index: number, path: string): Promise<Response> {
  return fetch(gateway.url + path, { headers: { authorization: `Bearer ${await gateway.token(index)}` } });
}
async function recordings(index: number, query = ''): Promise<{ recordings: RecordingRecord[]; more: boolean }> {
  return (await (await ask(index, `/api/recordings${query}`)).json()) as { recordings: RecordingRecord[]; more: boolean };
}

test('a recording is for whoever was in the call, also when it is told after the call’s end', async () => {
  gateway.pbx.tell({ type: 'call', call: call('c1', '1001', '1002') });
  gateway.pbx.tell({ type: 'call', call: { ...call('c1', '1001', '1002'), state: 'ended', endedAt: 3000, endReason: 'hung-up' } });
  gateway.pbx.tell({ type: 'recorded', recording: { id: 'r1', callId: 'c1', startedAt: 2500, duration: 500 } });
  await expect.poll(async () => (await recordings(0)).recordings).toEqual([
    { id: 'r1', callId: 'c1', startedAt: 2500, duration: 500, fromNumber: '1001', fromName: 'Agent 1001', toNumber: '1002', toName: 'Agent 1002' },
  ]);
  expect((await recordings(1)).recordings).toHaveLength(1);
  expect(await recordings(2)).toEqual({ recordings: [], more: false });
  const audio = await ask(1, '/api/recordings/r1/audio');
  expect([audio.status, audio.headers.get('content-type'), await audio.text()]).toEqual([200, 'audio/wav', 'RIFF of r1']);
  const refused = await ask(2, '/api/recordings/r1/audio');
  expect([refused.status, await refused.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })]);
  expect((await ask(0, '/api/recordings/nothing/audio')).status).toBe(404);
});

test('nobody without a token, and no page before a time that is none', async () => {
  expect((await fetch(`${gateway.url}/api/recordings`)).status).toBe(401);
  expect((await fetch(`${gateway.url}/api/recordings/r1/audio`)).status).toBe(401);
  expect((await ask(0, '/api/recordings?before=yesterday')).status).toBe(400);
});

test('they come in pages, newest first', async () => {
  gateway.pbx.tell({ type: 'call', call: call('c1', '1001', '1002') });
  for (let index = 0; index < 60; index += 1) gateway.pbx.tell({ type: 'recorded', recording: { id: `r${index}`, callId: 'c1', startedAt: 1000 + index, duration: 1 } });
  await expect.poll(async () => (await recordings(0, '?before=1010')).recordings.length).toBe(10);
  const first = await recordings(0);
  expect([first.recordings.length, first.more, first.recordings[0]?.id]).toEqual([50, true, 'r59']);
  const rest = await recordings(0, `?before=${first.recordings.at(-1)?.startedAt ?? 0}`);
  expect([rest.recordings.length, rest.more]).toEqual([10, false]);
});
