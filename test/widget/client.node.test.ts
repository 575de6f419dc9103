import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ErrorBody } from '@klapka/protocol';
import { connect, type Link, type LinkHandlers } from '../../widget/window/client.ts';
import { connect as connectByPolling } from '../../widget/window/fallback.ts';
import { type FakeGateway, startFakeGateway } from '../fakes/visitor-gateway.ts';

let gateway: FakeGateway;
const links: Link[] = [];

beforeEach(async () => {
  gateway = await startFakeGateway();
});
afterEach(async () => {
  for (const link of links.splice(0)) link.end();
  await gateway.stop();
  expect(gateway.violations).toEqual([]);
});

function open(by = connect, auth: object = { buttonId: 'demo' }): { link: Link; opened: Promise<void>; closed: Promise<{ refusal: ErrorBody | undefined; opened: boolean }>; events: [string, unknown][] } {
  const events: [string, unknown][] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<{ refusal: ErrorBody | undefined; opened: boolean }>();
  const on: LinkHandlers = {
    open: () => opened.resolve(),
    event: (name, payload) => events.push([name, payload]),
    close: (refusal, wasOpen) => closed.resolve({ refusal, opened: wasOpen }),
  };
  const link = by(gateway.address, '/visitor', auth, on);
  links.push(link);
  return { link, opened: opened.promise, closed: closed.promise, events };
}

for (const [name, by] of [
  ['own client', connect],
  ['stock client over polling', connectByPolling],
] as const) {
  test(`${name}: handshake data, acknowledged requests, events`, async () => {
    const { link, opened, events } = open(by);
    await opened;
    expect(gateway.handshakes).toEqual([{ buttonId: 'demo' }]);
    expect(await link.request('sync', { after: 0 })).toMatchObject({ ok: true, result: { messages: [], more: false } });
    const text = 'řeka 🙂 "uvozovky" \n [1,2] 42/visitor,';
    const answer = await link.request('send', { clientId: 'a-client-id-of-16', text });
    expect(answer).toMatchObject({ ok: true, result: { message: { text } } });
    gateway.say('Dobrý den');
    await vi.waitFor(() => expect(events.map(([event]) => event)).toContain('state'));
    expect(events.filter(([event]) => event === 'message').at(-1)?.[1]).toMatchObject({ text: 'Dobrý den', from: 'agent' });
  });

  test(`${name}: a refused handshake carries the gateway's reason`, async () => {
    gateway.refusal = { code: 'ORIGIN_NOT_ALLOWED', message: 'no', retryable: false };
    const { closed } = open(by);
    expect(await closed).toEqual({ refusal: gateway.refusal, opened: false });
  });

  test(`${name}: a lost connection answers what waits and says so once`, async () => {
    const { link, opened, closed } = open(by);
    await opened;
    gateway.loseNextAnswer = true;
    const answer = await link.request('send', { clientId: 'a-client-id-of-16', text: 'x' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_CONNECTED', retryable: true } });
    expect(await closed).toEqual({ refusal: undefined, opened: true });
    expect(await link.request('sync', { after: 0 })).toMatchObject({ ok: false });
  });
}

test('nobody at the address: closed without having been open', async () => {
  const result = await new Promise((done) => {
    // Port 9, "discard": nothing listens there.
    connect('http://127.0.0.1:9', '/visitor', {}, { open: () => {}, event: () => {}, close: (refusal, opened) => done({ refusal, opened }) });
  });
  expect(result).toEqual({ refusal: undefined, opened: false });
});

test('a gateway that falls silent is given up after its own ping interval and timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { opened, closed } = open();
    await opened;
    // The server's pings run on the same stopped clock: silence.
    await vi.advanceTimersByTimeAsync(45_001);
    expect(await closed).toEqual({ refusal: undefined, opened: true });
  } finally {
    vi.useRealTimers();
  }
});

test('answers pings, so that the gateway keeps the connection', async () => {
  await gateway.stop();
  gateway = await startFakeGateway({ pingInterval: 20, pingTimeout: 40 });
  const { opened, closed, link } = open();
  await opened;
  const pings = await gateway.pings(5);
  expect(pings).toBe(5);
  expect((await link.request('typing', { typing: true })).ok).toBe(true);
  let ended = false;
  void closed.then(() => (ended = true));
  await link.request('typing', { typing: false });
  expect(ended).toBe(false);
});
