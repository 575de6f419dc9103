import { beforeEach, expect, test } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { Reach, ReachByPresence } from '@klapka/protocol';
import { startGateway } from './harness.ts';
import type { Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

async function ask(method: 'GET' | 'PUT', path: string, body?: unknown, index = 0): Promise<{ status: number; body: unknown }> {
  const response = await fetch(gateway.url + path, {
    method, headers: { authorization: `Bearer ${await gateway.token(index)}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}
const own = async (index = 0) => (await ask('GET', '/api/reach', undefined, index)).body as ReachByPresence;
const to = (number: string | null): Reach => ({ ...defaultReach('available'), internal: { always: null, busy: number, noAnswer: number } });

test('each presence has its own settings, and the PBX is told those of the present one', async () => {
  expect((await own()).do_not_disturb.rings).toBe(false);
  expect((await own()).lunch).toEqual(defaultReach('lunch'));
  expect(await ask('PUT', '/api/reach/lunch', to('+420 600 123 456'))).toEqual({ status: 204, body: null });
  expect((await own()).lunch.internal.busy).toBe('+420600123456');
  expect((await own(1)).lunch).toEqual(defaultReach('lunch'));
  expect(gateway.pbx.reaches).toEqual([['1001', defaultReach('available')]]);
  const agent = await gateway.agent(0);
  await agent.command('presence:set', { state: 'lunch' });
  expect(gateway.pbx.reaches.at(-1)).toEqual(['1001', expect.objectContaining({ internal: { always: null, busy: '+420600123456', noAnswer: '+420600123456' } })]);
  await agent.command('presence:set', { state: 'do_not_disturb' });
  expect(gateway.pbx.reaches.at(-1)?.[1].rings).toBe(false);
});

test('a gateway that starts tells the PBX how everybody is reached', async () => {
  await ask('PUT', '/api/reach/available', to('1003'));
  await gateway.restart();
  expect(gateway.pbx.extensions.find(({ number }) => number === '1001')?.reach?.internal.busy).toBe('1003');
  expect(gateway.pbx.extensions.find(({ number }) => number === '1002')?.reach).toEqual(defaultReach('available'));
});

test('a PBX that is down now is told later: the setting is kept', async () => {
  gateway.pbx.available = false;
  expect((await ask('PUT', '/api/reach/available', to('1003'))).status).toBe(204);
  expect((await own()).available.internal.busy).toBe('1003');
});

test('who is not to be disturbed is never rung: only what goes elsewhere at once counts', async () => {
  await ask('PUT', '/api/reach/do_not_disturb', { ...to('1003'), internal: { always: '1002', busy: '1003', noAnswer: '1003' }, rings: true });
  expect((await own()).do_not_disturb).toMatchObject({ rings: false, internal: { always: '1002', busy: null, noAnswer: null } });
});

test.each<[string, unknown, number]>([
  ['a number that is none', to('6;00'), 400],
  ['one’s own number', to('1001'), 400],
  ['a time that is too short', { ...to(null), ringSeconds: 1 }, 400],
  ['a kind of phone nobody has', { ...to(null), first: ['fax'] }, 400],
  ['something more', { ...to(null), admin: true }, 400],
])('%s is refused, and nothing is changed', async (_what, body, status) => {
  expect((await ask('PUT', '/api/reach/away', body)).status).toBe(status);
  expect((await own()).away).toEqual(defaultReach('away'));
  expect(gateway.pbx.reaches).toEqual([]);
});

test('there is no other presence, nothing without a token, and nothing where the PBX cannot', async () => {
  expect((await ask('PUT', '/api/reach/holiday', to(null))).status).toBe(404);
  expect((await fetch(`${gateway.url}/api/reach`)).status).toBe(401);
  gateway.pbx.capabilities = { ...gateway.pbx.capabilities, reach: 'none' };
  expect((await ask('GET', '/api/reach')).body).toMatchObject({ code: 'NOT_SUPPORTED' });
});
