import type { Account } from '@klapka/protocol';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import { embedSecret, type Person, type Rig, rigOfTest } from '../rig.ts';

/* A host's backend signs its user in by a JWT: `sub` is an extension number or an e-mail. */

let rig: Rig;
let jana: Person;
beforeEach(async () => {
  rig = await rigOfTest();
  jana = await rig.person('1002');
});

interface Claims { sub?: string; aud?: string | string[]; iat?: number; exp?: number }

/** Times in seconds from now. */
function mint({ sub = '1002', aud = 'klapka', iat = 0, exp = 600 }: Claims = {}, secret = embedSecret): Promise<string> {
  const now = Math.floor(rig.clock.now() / 1000);
  return new SignJWT().setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setSubject(sub).setAudience(aud).setIssuedAt(now + iat).setExpirationTime(now + exp).sign(Buffer.from(secret));
}

const who = (token: string) => rig.call<Account>('GET', '/api/auth/account', { token });
const device = { id: 'the-device-of-the-crm', name: 'CRM' };

test('by number and by e-mail', async () => {
  for (const claims of [{}, { sub: jana.email }, { aud: ['klapka', 'other'] }]) expect((await who(await mint(claims))).body.id).toBe(jana.accountId);
});

test('is refused forged, for somebody else, too long, from tomorrow, or unsigned', async () => {
  const unsigned = new UnsecuredJWT({}).setSubject('1001').setAudience('klapka').setIssuedAt().setExpirationTime('5m').encode();
  const tokens = await Promise.all([
    mint({}, 'another secret that is long enough too'), mint({ aud: 'somebody-else' }), mint({ exp: 601 }), mint({ iat: 60 }), mint({ sub: '9999' }),
  ]);
  for (const token of [...tokens, unsigned]) expect(await who(token)).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
  expect(await who(await mint({ iat: -600, exp: -10 }))).toMatchObject({ body: { code: 'TOKEN_EXPIRED' } });
});

test('cannot pose as an access token of ours', async () => {
  const now = Math.floor(rig.clock.now() / 1000);
  const posing = await new SignJWT({ sid: 'x' }).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).setIssuer('klapka').setAudience('klapka').setSubject(jana.accountId)
    .setIssuedAt(now).setExpirationTime(now + 600).sign(Buffer.from(embedSecret));
  expect(await who(posing)).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
});

test('is one of the five browsers, and renews itself without a second place', async () => {
  await rig.app.sessions.authenticate(await mint(), device);
  rig.clock.pass(9 * 60_000);
  await rig.app.sessions.authenticate(await mint(), device);
  rig.clock.pass(9 * 60_000);
  expect(await rig.app.sessions.devices(jana.accountId)).toMatchObject([{ id: device.id, name: 'CRM', kind: 'embed' }]);
  rig.clock.pass(2 * 60_000);
  expect(await rig.app.sessions.devices(jana.accountId)).toEqual([]);
});

test('that was signed out needs a token made afterwards', async () => {
  const token = await mint();
  await rig.app.sessions.authenticate(token, device);
  rig.clock.pass(2000);
  await rig.app.sessions.signOutDevice(jana.accountId, device.id);
  await expect(rig.app.sessions.authenticate(token, device)).rejects.toMatchObject({ code: 'SIGNED_OUT' });
  rig.clock.pass(2000);
  await expect(rig.app.sessions.authenticate(await mint(), device)).resolves.toMatchObject({ deviceId: device.id });
});

test('of a disabled account says so', async () => {
  await rig.app.admin.accounts.update(jana.accountId, { disabled: true });
  expect((await who(await mint())).body).toMatchObject({ code: 'SIGN_IN_DISABLED' });
});

test('is off without a secret', async () => {
  rig = await rigOfTest({ embedSecret: null });
  expect((await who(await mint())).body).toMatchObject({ code: 'EMBEDDING_DISABLED' });
});
