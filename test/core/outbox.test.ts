import { describe, expect, test, vi } from 'vitest';
import { Outbox } from '../../components/controllers/outbox.ts';
import { createFakeSession, fakePassword, FakeStorage, type FakeSession } from '../../components/testing/index.ts';

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

describe('a reload of the page', () => {
  const id = 'conversation-2';
  const sends = (session: FakeSession): unknown[] => session.sent.filter(({ name }) => name === 'message:send').map(({ payload }) => payload);
  const stored = (session: FakeSession, text: string): unknown[] => [...session.chat.messages(id).all.values()].filter((message) => message.text === text);
  const noFile = (): Promise<null> => Promise.resolve(null);

  test('shows an unsent message as sending and sends it once, under its old id', async () => {
    const tabStorage = new FakeStorage();
    const before = createFakeSession('normal', { tabStorage });
    before.loseConnection();
    Outbox.of(before).write(id, 'Do not lose me');
    Outbox.of(before).send(id);
    const [first] = Outbox.of(before).outgoing(id);

    const after = createFakeSession('signInAgain', { tabStorage });
    const outbox = Outbox.of(after);
    expect(outbox.outgoing(id)).toEqual([]);
    after.latency = 500;
    after.connect();
    expect(outbox.outgoing(id)).toMatchObject([{ clientId: first?.clientId, text: 'Do not lose me', state: 'sending' }]);
    after.advance(500);
    await vi.waitFor(() => expect(outbox.outgoing(id)).toMatchObject([{ state: 'sent' }]));
    expect(sends(after)).toMatchObject([{ clientId: first?.clientId, text: 'Do not lose me' }]);
    expect(stored(after, 'Do not lose me')).toHaveLength(1);
    expect(tabStorage.length).toBe(0);
    expect(Outbox.of(createFakeSession('normal', { tabStorage })).outgoing(id)).toEqual([]);
  });

  test('keeps a draft with the files that are uploaded, and they go with it', async () => {
    const tabStorage = new FakeStorage();
    const before = Outbox.of(createFakeSession('normal', { tabStorage }));
    before.write(id, 'see the picture');
    before.attach(id, [new File(['%PDF-'], 'plan.pdf', { type: 'application/pdf' })], noFile);
    await vi.waitFor(() => expect(before.draft(id).attachments).toMatchObject([{ state: 'ready' }]));

    const session = createFakeSession('normal', { tabStorage });
    const after = Outbox.of(session);
    expect(after.draft(id)).toMatchObject({ text: 'see the picture', attachments: [{ name: 'plan.pdf', bytes: 5, state: 'ready' }] });
    after.send(id);
    expect(sends(session)).toMatchObject([{ text: 'see the picture', fileIds: [before.draft(id).attachments[0]?.answer?.id] }]);
    expect(Outbox.of(createFakeSession('normal', { tabStorage })).draft(id)).toMatchObject({ text: '', attachments: [] });
  });

  test('leaves a refused message refused, and forgets one that was given up', async () => {
    const tabStorage = new FakeStorage();
    const before = createFakeSession('normal', { tabStorage });
    before.failNext('message:send', 'FORBIDDEN');
    Outbox.of(before).write(id, 'may I');
    Outbox.of(before).send(id);
    await vi.waitFor(() => expect(Outbox.of(before).outgoing(id)).toMatchObject([{ state: 'failed' }]));

    const session = createFakeSession('normal', { tabStorage });
    const after = Outbox.of(session);
    expect(after.outgoing(id)).toMatchObject([{ text: 'may I', state: 'failed', error: { code: 'FORBIDDEN' } }]);
    expect(sends(session)).toEqual([]);
    after.discard(id, after.outgoing(id)[0]?.clientId ?? '');
    after.write(id, '');
    expect(tabStorage.length).toBe(0);
  });

  test('gives the next person nothing: not after a sign-out, not in their own session, not at another sign-in', async () => {
    const tabStorage = new FakeStorage();
    const first = createFakeSession('normal', { tabStorage });
    first.loseConnection();
    Outbox.of(first).write('conversation-1', 'a secret draft');
    Outbox.of(first).write(id, 'a secret message');
    Outbox.of(first).send(id);
    expect(tabStorage.length).toBe(2);

    const other = createFakeSession('notConnected', { tabStorage });
    other.account = { ...other.account, id: 'account-1003' };
    other.connect();
    expect(Outbox.of(other).draft('conversation-1').text).toBe('');
    expect(Outbox.of(other).outgoing(id)).toEqual([]);

    await first.signOut();
    expect(tabStorage.length).toBe(0);
    // Back again, the same person goes on where they were.
    await first.signIn(first.account.extension?.number ?? '', fakePassword);
    expect(tabStorage.length).toBeGreaterThan(0);
    await first.signOut();
    first.account = { ...first.account, id: 'account-1003' };
    await first.signIn('1003', fakePassword);
    expect(tabStorage.length).toBe(0);
  });

  test('reads nothing that is not its own', () => {
    const tabStorage = new FakeStorage();
    Outbox.of(createFakeSession('normal', { tabStorage })).write(id, 'mine');
    const key = tabStorage.key(0) ?? '';
    for (const [index, foreign] of ['', '{', 'null', '[]', '{"conversationId":"conversation-2","text":7,"at":0,"files":[]}', '{"conversationId":"conversation-2","clientId":"x","text":"y","at":0,"files":[{"id":1}]}'].entries()) tabStorage.setItem(`${key}${index}`, foreign);
    const after = Outbox.of(createFakeSession('normal', { tabStorage }));
    expect(after.draft(id).text).toBe('mine');
    expect(after.outgoing(id)).toEqual([]);
  });
});
