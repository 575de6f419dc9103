import { expect, test } from 'vitest';
import { password, rigOfTest } from '../rig.ts';

const fresh = 'quiet marble umbrella';
const tokenOf = (link: string): string => /[#?&/=]([A-Za-z0-9_-]{20,})$/.exec(link)?.[1] ?? '';
interface LinkAnswer { mailed: boolean; link?: string }

test('an invitation goes out by mail, sets a password once, and lets in', async () => {
  const rig = await rigOfTest({ mail: 'works' });
  const token = await rig.token('1001');
  await rig.call('POST', '/api/admin/extensions', { token, body: { number: '1010', firstName: 'New', lastName: 'Colleague', email: 'new@example.com' } });
  const made = await rig.call<{ invitation: LinkAnswer }>('POST', '/api/admin/accounts', { token, body: { name: 'New Colleague', email: 'new@example.com', extensionNumber: '1010' } });
  expect(made).toMatchObject({ status: 201, body: { invitation: { mailed: true } } });
  expect(made.body.invitation.link).toBeUndefined();
  const [mail] = rig.mails;
  expect(mail?.to).toBe('new@example.com');
  const link = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  expect((await rig.signIn('1010', { password: '' })).status).toBeGreaterThanOrEqual(400);
  const body = { token: tokenOf(link), password: fresh };
  expect((await rig.call('POST', '/api/auth/reset', { body: { ...body, password: 'short' } })).status).toBe(422);
  expect((await rig.call('POST', '/api/auth/reset', { body })).status).toBe(204);
  expect((await rig.signIn('new@example.com', { password: fresh })).status).toBe(200);
  expect(await rig.call('POST', '/api/auth/reset', { body })).toMatchObject({ body: { code: 'LINK_EXPIRED' } });
});

test('without a mail server the administrator is shown the link', async () => {
  const rig = await rigOfTest();
  const { accountId } = await rig.person('1002');
  const made = await rig.call<LinkAnswer>('POST', `/api/admin/accounts/${accountId}/reset-link`, { token: await rig.token('1001') });
  expect(made).toMatchObject({ status: 201, body: { mailed: false } });
  expect((await rig.call('POST', '/api/auth/reset', { body: { token: tokenOf(made.body.link ?? ''), password: fresh } })).status).toBe(204);
  expect((await rig.signIn('1002', { password: fresh })).status).toBe(200);
  expect((await rig.signIn('1002', { password })).body.code).toBe('SIGN_IN_FAILED');
});

test('a forgotten password is answered alike for everybody, and reset by the link', async () => {
  const rig = await rigOfTest({ mail: 'works' });
  const { email } = await rig.person('1002');
  const device = await rig.signIn('1002');
  const answers = await Promise.all([email, '1002', 'nobody@example.com'].map((login) => rig.call('POST', '/api/auth/forgot', { body: { login } })));
  expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [202, {}]));
  await expect.poll(() => rig.mails.length).toBeGreaterThan(0);
  expect(new Set(rig.mails.map(({ to }) => to))).toEqual(new Set([email]));
  const link = /https?:\/\/\S+/.exec(rig.mails[0]?.text ?? '')?.[0] ?? '';
  expect((await rig.call('POST', '/api/auth/reset', { body: { token: tokenOf(link), password: fresh } })).status).toBe(204);
  // Whoever knew the old password is out.
  expect(rig.ended).toContainEqual(expect.objectContaining({ cause: 'SIGN_IN_AGAIN' }));
  expect((await rig.call('POST', '/api/auth/refresh', { body: { refreshToken: device.body.refreshToken } })).status).toBe(401);
});

test('a link is good for its time only, and a guessed one for nothing', async () => {
  const rig = await rigOfTest();
  const { accountId } = await rig.person('1002');
  const made = await rig.call<LinkAnswer>('POST', `/api/admin/accounts/${accountId}/reset-link`, { token: await rig.token('1001') });
  rig.clock.pass(31 * 24 * 3_600_000);
  for (const token of [tokenOf(made.body.link ?? ''), 'x'.repeat(32)]) {
    expect(await rig.call('POST', '/api/auth/reset', { body: { token, password: fresh } })).toMatchObject({ body: { code: 'LINK_EXPIRED' } });
  }
});

test.each(['password1002', '1002100210', 'Person Of Test', 'aaaaaaaaaaaa'])('%s is too weak a password', async (weak) => {
  const rig = await rigOfTest();
  await rig.person('1002');
  const token = await rig.token('1002');
  expect(await rig.call('POST', '/api/auth/password', { token, body: { current: password, password: weak } })).toMatchObject({ status: 422, body: { code: 'WEAK_PASSWORD' } });
});

test('no token, password or link stands in the log', async () => {
  const rig = await rigOfTest();
  const { accountId } = await rig.person('1002');
  const { body } = await rig.signIn('1002');
  const made = await rig.call<LinkAnswer>('POST', `/api/admin/accounts/${accountId}/reset-link`, { token: await rig.token('1001') });
  await rig.call('POST', '/api/auth/reset', { body: { token: tokenOf(made.body.link ?? ''), password: fresh } });
  const log = rig.log.join('\n');
  for (const secret of [body.accessToken, body.refreshToken, password, fresh, tokenOf(made.body.link ?? '')]) expect(log).not.toContain(secret);
});
