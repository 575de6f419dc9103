import { randomUUID } from 'node:crypto';
import type { Account, ErrorBody, TokenAnswer } from '@klapka/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { password, type Person, type Rig, rigOfTest } from '../rig.ts';

let rig: Rig;
let jana: Person;
beforeEach(async () => {
  rig = await rigOfTest();
  jana = await rig.person('1002');
});

const refresh = (refreshToken: string) => rig.call<TokenAnswer & ErrorBody>('POST', '/api/auth/refresh', { body: { refreshToken } });
const account = (token: string) => rig.call<Account & ErrorBody>('GET', '/api/auth/account', { token });

describe('signing in', () => {
  it('works by extension number and by e-mail in any case, and says who one is', async () => {
    for (const login of ['1002', 'person1002@example.com', ' Person1002@EXAMPLE.com ']) {
      const { status, body, headers } = await rig.signIn(login);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body.account).toMatchObject({ id: jana.accountId, roles: ['user'], extension: { number: '1002' }, features: ['phone'] });
      expect(body.accessExpiresAt - rig.clock.now()).toBeLessThanOrEqual(10 * 60_000);
      expect((await account(body.accessToken)).body.id).toBe(jana.accountId);
    }
  });

  it('fails alike for a wrong password, nobody, and an account not taken up yet', async () => {
    await rig.app.admin.accounts.create({ name: 'New', email: 'new@example.com', roles: ['user'] });
    const answers = await Promise.all([
      rig.signIn('1002', { password: 'wrong password' }), rig.signIn('9999'), rig.signIn('nobody@example.com'), rig.signIn('new@example.com'),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual({ code: 'SIGN_IN_FAILED', message: 'Extension, e-mail or password is wrong', retryable: false });
    }
  });

  it('of a disabled account is told so only to who knows the password', async () => {
    await rig.app.admin.accounts.update(jana.accountId, { disabled: true });
    expect((await rig.signIn('1002')).body.code).toBe('SIGN_IN_DISABLED');
    expect((await rig.signIn('1002', { password: 'wrong password' })).body.code).toBe('SIGN_IN_FAILED');
  });

  it('refuses wrong shapes without a word about the inside', async () => {
    for (const body of [{}, { login: '1002' }, { login: '1002', password, device: { id: 'short', name: 'x' } }, { login: ['1002'], password, device: null }, '{', '[]', 'null']) {
      const answer = await rig.call('POST', '/api/auth/sign-in', { body });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'BAD_REQUEST', retryable: false });
    }
    expect((await rig.call('POST', '/api/auth/sign-in', { body: `"${'x'.repeat(200_000)}"` })).body.code).toBe('TOO_LARGE');
  });
});

describe('guessing', () => {
  it('is heard ten times a minute for an account and address, whichever name is used, and then refused with the time to wait', async () => {
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) => rig.signIn(index % 2 ? '1002' : 'person1002@example.com', { password: 'wrong password' })));
    expect(guesses.filter(({ body }) => body.code === 'SIGN_IN_FAILED')).toHaveLength(10);
    const refused = guesses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(2);
    expect(refused[0]?.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryable: true });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBe(60);
    expect((await rig.signIn('1002')).status).toBe(429);
    expect((await rig.signIn('1001')).status).toBe(200);
    rig.clock.pass(60_001);
    expect((await rig.signIn('1002')).status).toBe(200);
  });

  it('of accounts that do not exist is limited all the same', async () => {
    const guesses = await Promise.all(Array.from({ length: 11 }, () => rig.signIn('4242')));
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('does not count what succeeded', async () => {
    for (let index = 0; index < 15; index += 1) expect((await rig.signIn('1002', { deviceId: 'the-same-device-1' })).status).toBe(200);
  });
});

describe('the refresh token', () => {
  it('rotates; the session goes on', async () => {
    const first = (await rig.signIn('1002')).body;
    rig.clock.pass(11 * 60_000);
    expect((await account(first.accessToken)).body.code).toBe('TOKEN_EXPIRED');
    const second = (await refresh(first.refreshToken)).body;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await account(second.accessToken)).status).toBe(200);
    expect((await refresh(second.refreshToken)).status).toBe(200);
  });

  it('gives two tabs that refresh at once the same next one', async () => {
    const { refreshToken } = (await rig.signIn('1002')).body;
    const [one, two] = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(one.body.refreshToken).toBe(two.body.refreshToken);
    expect((await refresh(one.body.refreshToken)).status).toBe(200);
    expect(rig.ended).toEqual([]);
  });

  it('used again later ends the session, for the thief and the owner', async () => {
    const first = (await rig.signIn('1002', { deviceId: 'device-of-jana-01' })).body;
    const second = (await refresh(first.refreshToken)).body;
    rig.clock.pass(61_000);
    expect((await refresh(first.refreshToken)).body.code).toBe('SIGN_IN_AGAIN');
    expect((await refresh(second.refreshToken)).body.code).toBe('SIGN_IN_AGAIN');
    expect((await account(second.accessToken)).body.code).toBe('SIGN_IN_AGAIN');
    expect(rig.ended).toEqual([{ accountId: jana.accountId, deviceId: 'device-of-jana-01', cause: 'SIGN_IN_AGAIN' }]);
  });

  it('two rotations old ends the session too', async () => {
    const first = (await rig.signIn('1002')).body;
    const second = (await refresh(first.refreshToken)).body;
    await refresh(second.refreshToken);
    expect((await refresh(first.refreshToken)).body.code).toBe('SIGN_IN_AGAIN');
    expect(rig.ended).toHaveLength(1);
  });

  it('is good for thirty days of silence, and no longer', async () => {
    const { refreshToken } = (await rig.signIn('1002')).body;
    rig.clock.pass(30 * 24 * 3_600_000 + 1);
    expect((await refresh(refreshToken)).body.code).toBe('SIGN_IN_AGAIN');
  });

  it('nobody ever gave is NOT_SIGNED_IN', async () => {
    expect((await refresh('x'.repeat(43))).body.code).toBe('NOT_SIGNED_IN');
  });

  it('stands in the database as a hash only', async () => {
    const { refreshToken } = (await rig.signIn('1002')).body;
    const [session] = await rig.storage.read.sessions.live(jana.accountId, rig.clock.now());
    expect(JSON.stringify(session)).not.toContain(refreshToken);
  });
});

describe('signing out', () => {
  it('ends both tokens and tells the sockets', async () => {
    const { accessToken, refreshToken } = (await rig.signIn('1002', { deviceId: 'device-of-jana-01' })).body;
    expect((await rig.call('POST', '/api/auth/sign-out', { body: { refreshToken } })).status).toBe(204);
    expect(rig.ended).toEqual([{ accountId: jana.accountId, deviceId: 'device-of-jana-01', cause: 'SIGNED_OUT' }]);
    expect((await account(accessToken)).body.code).toBe('SIGNED_OUT');
    expect((await refresh(refreshToken)).body.code).toBe('SIGNED_OUT');
    expect((await rig.call('POST', '/api/auth/sign-out', { body: { refreshToken } })).status).toBe(204);
    expect(rig.ended).toHaveLength(1);
  });
});

describe('browsers of an account', () => {
  it('are five; the sixth displaces the first, which is told', async () => {
    const devices = Array.from({ length: 6 }, () => randomUUID());
    const answers: TokenAnswer[] = [];
    for (const deviceId of devices) {
      answers.push((await rig.signIn('1002', { deviceId })).body);
      rig.clock.pass(1000);
    }
    expect(rig.ended).toEqual([{ accountId: jana.accountId, deviceId: devices[0], cause: 'SIGNED_IN_ELSEWHERE' }]);
    expect((await account(answers[0]?.accessToken ?? '')).body.code).toBe('SIGNED_IN_ELSEWHERE');
    expect((await refresh(answers[0]?.refreshToken ?? '')).body.code).toBe('SIGNED_IN_ELSEWHERE');
    for (const answer of answers.slice(1)) expect((await account(answer.accessToken)).status).toBe(200);
  });

  it('that sign in again take no second place', async () => {
    for (let index = 0; index < 8; index += 1) await rig.signIn('1002', { deviceId: 'the-same-device-1' });
    expect(await rig.app.sessions.devices(jana.accountId)).toHaveLength(1);
    expect(rig.ended).toEqual([]);
  });
});

describe('a session ends with its cause', () => {
  it.each([
    ['SIGN_IN_DISABLED', () => rig.app.admin.accounts.update(jana.accountId, { disabled: true })],
    ['EXTENSION_DELETED', () => rig.app.admin.extensions.remove(jana.extensionId)],
    ['SIGNED_OUT', () => rig.app.sessions.signOutDevice(jana.accountId, 'device-of-jana-01')],
  ] as const)('%s', async (cause, end) => {
    const { accessToken, refreshToken } = (await rig.signIn('1002', { deviceId: 'device-of-jana-01' })).body;
    await end();
    expect(rig.ended).toEqual([{ accountId: jana.accountId, deviceId: 'device-of-jana-01', cause }]);
    expect((await account(accessToken)).body).toMatchObject({ code: cause, retryable: false });
    expect((await refresh(refreshToken)).body.code).toBe(cause);
  });

  it('NOT_SIGNED_IN where the account is gone', async () => {
    const { accessToken } = (await rig.signIn('1002')).body;
    await rig.app.admin.accounts.remove(jana.accountId);
    expect(rig.ended.map(({ cause }) => cause)).toEqual(['SIGN_IN_DISABLED']);
    expect((await account(accessToken)).body.code).toBe('NOT_SIGNED_IN');
  });
});

it('takes no token that is not one', async () => {
  const { accessToken } = (await rig.signIn('1002')).body;
  const [header = '', claims = '', signature = ''] = accessToken.split('.');
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  const forged = Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), sub: 'somebody' })).toString('base64url');
  for (const token of ['', 'x', `${header}.${claims}.`, `${none}.${claims}.`, `${header}.${forged}.${signature}`, `${header}.${claims}.${'A'.repeat(43)}`, 'a.b.c', 'x'.repeat(5000)]) {
    const { status, body } = await account(token);
    expect(status).toBe(401);
    expect(body.code).toBe('NOT_SIGNED_IN');
  }
});
