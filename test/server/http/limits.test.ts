import { expect, test } from 'vitest';
import { rigOfTest } from '../rig.ts';

test('who asks too much is told when to come back; health stays reachable', async () => {
  const rig = await rigOfTest({ limits: { api: 20, auth: 5 } });
  const statuses = await Promise.all(Array.from({ length: 8 }, () => rig.call('POST', '/api/auth/refresh', { body: { refreshToken: 'x'.repeat(43) } })));
  const refused = statuses.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(3);
  expect(refused[0]?.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryable: true });
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await rig.call('GET', '/healthz')).status).toBe(200);
});

test('behind a trusted proxy each client has a limit of its own, and nobody can choose another address without one', async () => {
  const [behind, open] = [await rigOfTest({ limits: { api: 1000, auth: 2 }, config: { trustProxy: 1 } }), await rigOfTest({ limits: { api: 1000, auth: 2 } })];
  const from = (address: string, rig = behind) => rig.call('POST', '/api/auth/forgot', { body: { login: '1001' }, headers: { 'x-forwarded-for': address } });
  expect((await Promise.all([from('203.0.113.1'), from('203.0.113.1'), from('203.0.113.1')])).filter(({ status }) => status === 429)).toHaveLength(1);
  expect((await from('203.0.113.2')).status).toBe(202);
  const answers = await Promise.all(['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((address) => from(address, open)));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
});
