import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access, Route } from '../../../server/http/routes.ts';
import { startRig, type Rig } from '../rig.ts';

/*
 * Every route × every role, made from the gateway's own table: a new route is in it by itself. What is let in fails later,
 * because nothing that is asked for exists; what matters here is 401 and 403 against everything else.
 */

let rig: Rig;
const tokens: Record<Role, string | undefined> = { nobody: undefined, user: undefined, supervisor: undefined, administrator: undefined };
type Role = 'nobody' | 'user' | 'supervisor' | 'administrator';
const roles: Role[] = ['nobody', 'user', 'supervisor', 'administrator'];

beforeAll(async () => {
  rig = await startRig();
  await rig.person('1002', ['user']);
  await rig.person('1003', ['supervisor', 'user']);
  tokens.user = await rig.token('1002');
  tokens.supervisor = await rig.token('1003');
  tokens.administrator = await rig.token('1001');
});
afterAll(() => rig.close());

const admitted: Record<Access, readonly Role[]> = { public: roles, 'signed-in': ['user', 'supervisor', 'administrator'], administrator: ['administrator'] };

async function ask(definition: Route, role: Role): Promise<number> {
  const path = definition.path.replaceAll(/:\w+/g, 'does-not-exist');
  const token = tokens[role];
  const { status } = await rig.call(definition.method.toUpperCase(), path, { ...(definition.body ? { body: {} } : {}), ...(token === undefined ? {} : { token }) });
  return status;
}

describe.each(roles)('%s', (role) => {
  test('gets into what is for them, and nowhere else', async () => {
    expect(rig.app.routes.length).toBeGreaterThan(30);
    for (const definition of rig.app.routes) {
      const status = await ask(definition, role);
      const name = `${definition.method} ${definition.path}`;
      if (!admitted[definition.access].includes(role)) expect(status, name).toBe(role === 'nobody' ? 401 : 403);
      // A public route may well answer 401: that a refresh token is none, for example.
      else if (definition.access !== 'public') expect([401, 403], name).not.toContain(status);
    }
  });
});

test('every route of administration is for administrators', () => {
  for (const { path, access } of rig.app.routes) if (path.startsWith('/api/admin')) expect(access, path).toBe('administrator');
});

test('a route that does not exist is NOT_FOUND, a body that is no JSON BAD_REQUEST, one too large TOO_LARGE', async () => {
  const token = tokens.administrator ?? '';
  expect(await rig.call('GET', '/api/admin/secrets', { token })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect(await rig.call('POST', '/api/admin/groups', { token, body: '{ no json' })).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  expect(await rig.call('POST', '/api/admin/groups', { token, body: { name: 'x'.repeat(200_000) } })).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
});

test('names with HTML, control characters and lone surrogates are kept as clean text', async () => {
  const token = tokens.administrator ?? '';
  const name = '<script>alert(1)</script>\u0000\uD800';
  const made = await rig.call<{ id: string; name: string }>('POST', '/api/admin/groups', { token, body: { name } });
  expect(made).toMatchObject({ status: 201, body: { name: '<script>alert(1)</script>\uFFFD' } });
});

test('the last administrator cannot be disabled, removed or made a plain user', async () => {
  const token = tokens.administrator ?? '';
  const accounts = await rig.call<{ id: string; roles: string[] }[]>('GET', '/api/admin/accounts', { token });
  const id = accounts.body.find((account) => account.roles.includes('administrator'))?.id ?? '';
  for (const [method, body] of [['PATCH', { disabled: true }], ['PATCH', { roles: ['user'] }], ['DELETE', undefined]] as const) {
    expect(await rig.call(method, `/api/admin/accounts/${id}`, { token, body })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  }
});
