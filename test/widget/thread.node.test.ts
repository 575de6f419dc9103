import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Thread } from '../../widget/window/thread.ts';
import { type FakeGateway, startFakeGateway } from '../fakes/visitor-gateway.ts';

let gateway: FakeGateway;
let stored: Map<string, string>;
const threads: Thread[] = [];

beforeEach(async () => {
  gateway = await startFakeGateway();
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});
afterEach(async () => {
  for (const thread of threads.splice(0)) thread.stop();
  await gateway.stop();
  vi.unstubAllGlobals();
  expect(gateway.violations).toEqual([]);
});

/** A page that visits; `until` waits for what the thread's own changes bring about. */
function visit(): { thread: Thread; until: (done: () => boolean) => Promise<void> } {
  const waiting = new Set<() => void>();
  const thread = new Thread(gateway.address, 'demo', () => {
    for (const check of waiting) check();
  });
  threads.push(thread);
  thread.start();
  const until = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!done()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { thread, until };
}

const sends = (): unknown[] => gateway.received.filter(({ name }) => name === 'send').map(({ payload }) => payload['text']);
const texts = (thread: Thread): string[] => thread.messages.map(({ text }) => text);

test('a stranger leaves no trace until the first message was sent', async () => {
  const { thread, until } = visit();
  await until(() => thread.status === 'connected');
  thread.typing(true);
  expect(stored.size).toBe(0);
  thread.send('Hello');
  await until(() => thread.keeper.token !== null);
  expect(stored.get(thread.keeper.key)).toMatch(/^token-/);
  expect(gateway.handshakes).toEqual([{ buttonId: 'demo' }]);
});

test('a returning visitor finds the thread, and what came meanwhile', async () => {
  const first = visit();
  first.thread.send('Hello');
  await first.until(() => first.thread.keeper.token !== null);
  first.thread.stop();
  gateway.say('Are you still there?');

  const second = visit();
  await second.until(() => second.thread.status === 'connected');
  expect(texts(second.thread)).toEqual(['Hello', 'Are you still there?']);
  expect(second.thread.state?.unread).toBe(1);
  expect(gateway.handshakes.at(-1)?.token).toMatch(/^token-/);
});

test('messages written while the connection is lost are sent once, in order', async () => {
  const { thread, until } = visit();
  thread.send('one');
  await until(() => thread.messages.length === 1);
  gateway.drop();
  await until(() => thread.status === 'reconnecting');
  thread.send('two');
  thread.send('three');
  expect(JSON.parse(stored.get(`${thread.keeper.key}/outbox`) ?? '')).toHaveLength(2);
  await until(() => thread.messages.length === 3);
  expect(sends()).toEqual(['one', 'two', 'three']);
  expect(texts(thread)).toEqual(['one', 'two', 'three']);
});

test('more than one page missed is fetched whole, also where the link drops after the newest page', async () => {
  const { thread, until } = visit();
  thread.send('first');
  await until(() => thread.messages.length === 1 && thread.keeper.token !== null);
  gateway.drop();
  await until(() => thread.status === 'reconnecting');
  for (let count = 2; count <= 121; count++) gateway.say(`line ${count}`);
  // Asked for the second page, the network is gone.
  gateway.loseNextPage = true;
  await until(() => thread.messages.length > 1);
  await until(() => thread.messages.length === 121);
  expect(thread.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 121 }, (_, index) => index + 1));
  expect(gateway.loseNextPage).toBe(false);
});

test('a message whose answer was lost is sent again under its own id and stands there once, also the very first', async () => {
  gateway.loseNextAnswer = true;
  const { thread, until } = visit();
  thread.send('only once');
  await until(() => thread.messages.length === 1 && thread.outgoing.length === 0 && thread.keeper.token !== null);
  const ids = gateway.received.filter(({ name }) => name === 'send').map(({ payload }) => payload['clientId']);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(gateway.conversation().messages).toHaveLength(1);
});

test('a message that was on its way when the page was closed goes out with the next page', async () => {
  const first = visit();
  first.thread.send('first');
  await first.until(() => first.thread.keeper.token !== null);
  gateway.drop();
  await first.until(() => first.thread.status === 'reconnecting');
  first.thread.send('kept');
  first.thread.stop();

  const second = visit();
  await second.until(() => second.thread.keeper.outbox.length === 0);
  expect(texts(second.thread)).toEqual(['first', 'kept']);
  expect(sends()).toEqual(['first', 'kept']);
  expect(JSON.parse(stored.get(`${second.thread.keeper.key}/outbox`) ?? '')).toEqual([]);
});

test('the very first message, too, goes out with the next page: kept from the press of Send on, sent under its own id', async () => {
  gateway.loseNextAnswer = true;
  const first = visit();
  first.thread.send('Hello');
  const kept = stored.get(`${first.thread.keeper.key}/outbox`);
  expect(kept).toContain('Hello');
  // No token yet, but the key is there: the button fetches the window for it.
  expect(stored.get(first.thread.keeper.key)).toBe('');
  await first.until(() => first.thread.status === 'reconnecting');
  first.thread.stop();

  const second = visit();
  await second.until(() => second.thread.keeper.token !== null);
  expect(texts(second.thread)).toEqual(['Hello']);
  expect(sends()).toEqual(['Hello', 'Hello']);
  expect(gateway.conversation().messages).toHaveLength(1);
  expect(stored.get(second.thread.keeper.key)).toMatch(/^token-/);
});

test('a first message taken back leaves no trace', async () => {
  gateway.sendRefusal = { code: 'TOO_LARGE', message: 'No', retryable: false };
  const { thread, until } = visit();
  thread.send('Hello');
  await until(() => thread.outgoing[0]?.failed !== undefined);
  thread.discard(thread.outgoing[0]!);
  expect(stored.size).toBe(0);
});

test('what was said while the connection was down is fetched, more than one page of it', async () => {
  const { thread, until } = visit();
  thread.send('one');
  await until(() => thread.messages.length === 1);
  gateway.drop();
  await until(() => thread.status === 'reconnecting');
  for (let count = 0; count < 120; count++) gateway.say(`answer ${count}`);
  await until(() => thread.status === 'connected');
  expect(thread.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 121 }, (_, index) => index + 1));
});

test('a long thread starts with its newest page; older ones come when asked for', async () => {
  const first = visit();
  first.thread.send('one');
  await first.until(() => first.thread.keeper.token !== null);
  first.thread.stop();
  for (let count = 0; count < 70; count++) gateway.say(`answer ${count}`);
  const { thread, until } = visit();
  await until(() => thread.status === 'connected');
  expect([thread.messages.length, thread.messages[0]?.seq, thread.more]).toEqual([50, 22, true]);
  await thread.older();
  expect([thread.messages.length, thread.messages[0]?.seq, thread.more]).toEqual([71, 1, false]);
});

test('a refused message waits for the visitor and does not hold up the next', async () => {
  const { thread, until } = visit();
  await until(() => thread.status === 'connected');
  gateway.sendRefusal = { code: 'TOO_LARGE', message: 'too long', retryable: false };
  thread.send('too long');
  await until(() => thread.outgoing[0]?.failed === 'TOO_LARGE');
  gateway.sendRefusal = undefined;
  thread.send('short');
  await until(() => texts(thread).includes('short'));
  const [entry] = thread.outgoing;
  thread.retry(entry!);
  await until(() => thread.outgoing.length === 0);
  expect(texts(thread)).toEqual(['short', 'too long']);
});

test('a refusal of the page is final; a token nobody knows starts anew and loses nothing typed', async () => {
  gateway.refusal = { code: 'ORIGIN_NOT_ALLOWED', message: 'no', retryable: false };
  const refused = visit();
  await refused.until(() => refused.thread.status === 'refused');
  expect(refused.thread.error?.code).toBe('ORIGIN_NOT_ALLOWED');
  gateway.refusal = undefined;

  stored.set(refused.thread.keeper.key, 'token-of-yesterday');
  const { thread, until } = visit();
  thread.send('Hello again');
  await until(() => texts(thread).includes('Hello again'));
  expect(gateway.handshakes.slice(-2)).toEqual([{ buttonId: 'demo', token: 'token-of-yesterday' }, { buttonId: 'demo' }]);
});

test('typing is told at the start and at the end, not with every key', async () => {
  const { thread, until } = visit();
  await until(() => thread.status === 'connected');
  for (let key = 0; key < 20; key++) thread.typing(true);
  thread.send('done');
  await until(() => thread.messages.length === 1);
  expect(gateway.received.filter(({ name }) => name === 'typing').map(({ payload }) => payload['typing'])).toEqual([true, false]);
});

test('seen: delivered behind a closed window, read in an open one, each told once', async () => {
  const { thread, until } = visit();
  thread.send('Hello');
  await until(() => thread.messages.length === 1);
  gateway.say('Hi');
  await until(() => thread.messages.length === 2);
  thread.seen(false);
  thread.seen(false);
  thread.seen(true);
  thread.seen(true);
  await until(() => thread.state?.unread === 0);
  expect(gateway.received.filter(({ name }) => name === 'seen').map(({ payload }) => payload)).toEqual([
    { seq: 2, open: false },
    { seq: 2, open: true },
  ]);
});

test('forget me: gone at the gateway, in the browser and on the page; the next message comes from a stranger', async () => {
  const { thread, until } = visit();
  thread.send('Hello');
  await until(() => thread.keeper.token !== null);
  expect(await thread.forget()).toBeUndefined();
  expect([stored.size, thread.messages.length]).toEqual([0, 0]);
  await until(() => thread.status === 'connected');
  thread.send('Who am I?');
  await until(() => thread.messages.length === 1);
  expect(texts(thread)).toEqual(['Who am I?']);
  expect(gateway.handshakes.at(-1)).toEqual({ buttonId: 'demo' });
});

test('a network without WebSockets: the stock client over polling takes over', async () => {
  gateway.blockWebSocket = true;
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const { thread, until } = visit();
  thread.send('by polling');
  await until(() => texts(thread).includes('by polling'));
  gateway.say('heard you');
  await until(() => texts(thread).includes('heard you'));
  expect(gateway.handshakes).toHaveLength(1);
});

test('a page without storage works until it is reloaded', async () => {
  vi.stubGlobal('localStorage', undefined);
  const { thread, until } = visit();
  thread.send('Hello');
  await until(() => thread.keeper.token !== null);
  expect(texts(thread)).toEqual(['Hello']);
  expect(thread.keeper.token).toMatch(/^token-/);
});
