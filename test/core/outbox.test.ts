import { expect, test } from 'vitest';
import { Outbox } from '../../components/controllers/outbox.ts';
import { createFakeSession, fakePassword } from '../../components/testing/index.ts';

test('a draft outlives a sign-out of the same person, and is gone for the next one', async () => {
  const session = createFakeSession('normal');
  const outbox = Outbox.of(session);
  const heard: string[] = [];
  outbox.onChange((id) => heard.push(id), new AbortController().signal);
  outbox.write('conversation-1', 'half a sentence');
  const number = session.state.account?.extension?.number ?? '';
  await session.signOut();
  await session.signIn(number, fakePassword);
  expect(outbox.draft('conversation-1').text).toBe('half a sentence');
  await session.signOut();
  session.account = { ...session.account, id: 'account-1003', extension: { id: 'ext-1003', number: '1003' } };
  expect(await session.signIn('1003', fakePassword)).toBeNull();
  expect(outbox.draft('conversation-1').text).toBe('');
  expect(heard.at(-1)).toBe('conversation-1');
});
