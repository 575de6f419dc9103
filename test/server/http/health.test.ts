import { expect, test } from 'vitest';
import { rigOfTest } from '../rig.ts';

test('healthz is alive, readyz knows database and PBX', async () => {
  const rig = await rigOfTest();
  expect(await rig.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  const ready = await rig.call<object>('GET', '/readyz');
  expect(ready).toMatchObject({ status: 200, body: { status: 'ready', database: 'ok', pbx: 'ok' } });
  expect(ready.body).not.toHaveProperty('trunks');
  // A carrier that is away makes no gateway unready.
  rig.pbx.tell({ type: 'trunk', trunk: { id: 'one', state: 'down', since: 1 } });
  rig.pbx.tell({ type: 'trunk', trunk: { id: 'two', state: 'up', since: 1 } });
  expect(await rig.call('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready', trunks: { up: 1, down: 1, unknown: 0 } } });
  rig.pbx.available = false;
  expect(await rig.call('GET', '/readyz')).toMatchObject({ status: 503, body: { pbx: 'failed', pbxReason: 'The PBX is down', database: 'ok' } });
  rig.pbx.available = true;
});

test('metrics are for this machine, and behind a proxy for nobody', async () => {
  const rig = await rigOfTest();
  const open = await rig.call<string>('GET', '/metrics');
  expect(open.status).toBe(200);
  expect(open.body).toMatch(/^# HELP /m);
  // In a label; a figure may be anything.
  expect(open.body).not.toMatch(/"[^"\n]*1001[^"\n]*"/);
  expect((await rig.call('GET', '/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
});

test('with a token metrics are for who knows it', async () => {
  const rig = await rigOfTest({ config: { metricsToken: 'a long metrics token' } });
  expect((await rig.call('GET', '/metrics')).status).toBe(403);
  expect((await rig.call('GET', '/metrics', { token: 'another token of a length' })).status).toBe(403);
  expect((await rig.call('GET', '/metrics', { token: 'a long metrics token' })).status).toBe(200);
});

test('the OpenAPI document describes every route with its schemas', async () => {
  const rig = await rigOfTest();
  const { status, body } = await rig.call<{ openapi: string; paths: Record<string, Record<string, { requestBody?: unknown }>> }>('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/);
  for (const { method, path, body: schema } of rig.app.routes) {
    const operation = body.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method];
    expect(operation, `${method} ${path}`).toBeDefined();
    if (schema) expect(operation?.requestBody, path).toBeDefined();
  }
});

test('every answer carries the headers of a closed house', async () => {
  const rig = await rigOfTest();
  const { headers } = await rig.call('GET', '/healthz');
  expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('agents’ elements may call from the origins that are allowed, and from no other', async () => {
  const rig = await rigOfTest();
  const preflight = (origin: string) => rig.call('OPTIONS', '/api/auth/sign-in', { headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } });
  expect((await preflight('https://crm.example.com')).headers.get('access-control-allow-origin')).toBe('https://crm.example.com');
  expect((await preflight('https://crm.example.com.evil.com')).headers.get('access-control-allow-origin')).toBeNull();
  expect((await preflight('https://crm.example.com')).headers.get('access-control-allow-credentials')).toBeNull();
});
