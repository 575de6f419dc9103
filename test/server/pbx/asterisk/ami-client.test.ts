import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AmiClient, backOff } from '../../../../server/adapters/pbx/asterisk/ami/client.ts';
import type { AmiMessage } from '../../../../server/adapters/pbx/asterisk/ami/message.ts';
import type { Logger } from '../../../../server/ports/logger.ts';
import { AmiServer, fieldOf } from '../../../fakes/ami-server.ts';
import { TestClock } from '../../../fakes/clock.ts';

const secret = 'a-secret-of-some-length';
let server: AmiServer;
let clock: TestClock;
let client: AmiClient;
let events: AmiMessage[];
let readied: number;
let lost: number;
let logged: string;

/** Everything that is logged, as it would stand in the log. */
const logger: Logger = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, (details: { err?: Error }, message: string): void => {
  logged += JSON.stringify({ ...details, text: String(details.err?.stack), cause: String(details.err?.cause), message });
}])) as unknown as Logger;

beforeEach(async () => {
  server = new AmiServer({ username: 'klapka', secret });
  clock = new TestClock();
  events = [];
  [readied, lost, logged] = [0, 0, ''];
  client = connectTo(await server.listen());
});

afterEach(async () => {
  client.stop();
  await server.close();
  expect(server.complaints).toEqual([]);
  expect(logged).not.toContain(secret);
});

function connectTo(port: number): AmiClient {
  return new AmiClient({
    host: '127.0.0.1', port, username: 'klapka', secret, clock, logger, random: () => 1,
    onEvent: (event) => void events.push(event),
    onReady: () => void readied++,
    onLost: () => void lost++,
  });
}

const asked = (name: string) => () => server.actions.some((action) => fieldOf(action, 'Action') === name);
/** Answers a list with these events, then as told. */
const listing = (items: number, how: 'whole' | 'closes' | 'stops') =>
  server.answer('CoreShowChannels', (action, answer) => {
    answer.say(['Response: Success', 'EventList: start']);
    for (let item = 0; item < items; item++) answer.say(['Event: CoreShowChannel', `Channel: PJSIP/1001-${item}`]);
    if (how === 'whole') answer.say(['Event: CoreShowChannelsComplete', 'EventList: Complete', `ListItems: ${items}`]);
    if (how === 'closes') answer.close();
    // To know that the client has read all of it.
    if (how === 'stops') answer.raw('Event: Marker\r\n\r\n');
    expect(fieldOf(action, 'ActionID')).not.toBe('');
  });

describe('the manager client', () => {
  it('signs in without sending its secret, and counts as connected when Asterisk has loaded everything', async () => {
    await client.start();
    expect([client.connected, readied]).toEqual([true, 1]);
    expect(JSON.stringify(server.actions)).not.toContain(secret);
    expect((await client.action('Ping')).get('Ping')).toBe('Pong');
  });

  it('is refused with a wrong secret, and does not try again by itself', async () => {
    server.options.secret = 'another';
    await expect(client.start()).rejects.toMatchObject({ name: 'AmiError', code: 'LOGIN_REFUSED', reason: 'Authentication failed' });
    clock.pass(120_000);
    expect([client.connected, server.connections]).toEqual([false, 1]);
  });

  it('is told that nobody listens', async () => {
    const port = await server.listen().catch(() => 0);
    expect(port).toBe(0);
    await server.close();
    await expect(client.start()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await server.listen();
  });

  it('is told that what answers is no Asterisk', async () => {
    server.options.greeting = 'SSH-2.0-OpenSSH_9.2';
    await expect(client.start()).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  it('gives up on an Asterisk that answers nothing for thirty seconds', async () => {
    server.options.silent = true;
    const silent = client.start();
    await server.until(asked('Challenge'));
    clock.pass(30_000);
    await expect(silent).rejects.toMatchObject({ code: 'TIMEOUT', message: 'Challenge: Asterisk does not answer' });
  });

  it('gives up on an Asterisk that never finishes starting', async () => {
    server.options.neverBoots = true;
    const end = expect(client.start()).rejects.toMatchObject({ code: 'TIMEOUT', message: 'Asterisk did not finish starting' });
    await server.until(asked('Login'));
    // The login's answer is on its way: time moves slower than that.
    const ticking = setInterval(() => clock.pass(1000), 1);
    await end.finally(() => clearInterval(ticking));
  });

  it('passes events on, and answers to whom they belong, in any order', async () => {
    const late: (() => void)[] = [];
    server.answer('Getvar', (action, answer) => late.push(() => answer.say(['Response: Success', `Value: of ${fieldOf(action, 'Variable')}`])));
    await client.start();
    const values = ['A', 'B', 'C'].map((name) => client.action('Getvar', { Variable: name }));
    await server.until(() => late.length === 3);
    server.tell(['Event: Newchannel', 'Uniqueid: 1']);
    for (const answer of late.toReversed()) answer();
    expect((await Promise.all(values)).map((message) => message.get('Value'))).toEqual(['of A', 'of B', 'of C']);
    expect(events.map((event) => event.event)).toContain('Newchannel');
  });

  it('says what Asterisk refused, in Asterisk’s words, apart from its own', async () => {
    await client.start();
    await expect(client.action('Command', { Command: 'core stop now' })).rejects.toMatchObject({ code: 'REFUSED', message: 'Command: Asterisk refused it', reason: 'Invalid/unknown command' });
  });

  it('sends no header of a value’s choice', async () => {
    server.answer('Hangup', (_action, answer) => answer.say(['Response: Success']));
    await client.start();
    await client.action('Hangup', { Channel: 'PJSIP/1001-1\r\nAction: Originate\r\n\r\nAction: Command' });
    expect(server.actions.at(-1)?.map(([name]) => name)).toEqual(['Action', 'ActionID', 'Channel']);
  });

  it('gives an action up after five seconds, and ignores its answer when it comes at last', async () => {
    const late: (() => void)[] = [];
    server.answer('Getvar', (_action, answer) => late.push(() => answer.say(['Response: Success'])));
    await client.start();
    const slow = client.action('Getvar');
    await server.until(() => late.length === 1);
    clock.pass(4_999);
    clock.pass(1);
    await expect(slow).rejects.toMatchObject({ code: 'TIMEOUT' });
    late[0]?.();
    await client.action('Ping');
    expect([client.connected, lost]).toEqual([true, 0]);
  });
});

describe('a list', () => {
  it('comes whole, among events of others', async () => {
    listing(300, 'whole');
    await client.start();
    const [first, second] = await Promise.all([client.list('CoreShowChannels'), client.list('CoreShowChannels')]);
    expect(first.map((item) => item.get('Channel'))).toEqual(second.map((item) => item.get('Channel')));
    expect(first).toHaveLength(300);
    expect(events.filter((event) => event.event === 'CoreShowChannel')).toEqual([]);
  });

  it('may be empty', async () => {
    listing(0, 'whole');
    await client.start();
    expect(await client.list('CoreShowChannels')).toEqual([]);
  });

  it('that is cut off in the middle is no list', async () => {
    listing(3, 'closes');
    await client.start();
    await expect(client.list('CoreShowChannels')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect([client.connected, lost]).toEqual([false, 1]);
  });

  it('that stops in the middle is given up after five seconds without an item', async () => {
    listing(3, 'stops');
    await client.start();
    const list = client.list('CoreShowChannels');
    await expect.poll(() => events.some((event) => event.event === 'Marker')).toBe(true);
    clock.pass(5_000);
    await expect(list).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.connected).toBe(true);
  });
});

describe('a lost connection', () => {
  it('fails what was asked, and comes back after a growing while with a new session', async () => {
    server.answer('Getvar', () => undefined);
    await client.start();
    const asking = client.action('Getvar');
    await server.until(asked('Getvar'));
    server.drop();
    await expect(asking).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect([client.connected, lost, readied]).toEqual([false, 1, 1]);
    await expect(client.action('Ping')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    clock.pass(499);
    expect(server.connections).toBe(1);
    clock.pass(1);
    await expect.poll(() => readied).toBe(2);
    expect((await client.action('Ping')).get('Ping')).toBe('Pong');
  });

  it('is tried again for as long as it takes, also where the secret was changed meanwhile', async () => {
    await client.start();
    server.options.secret = 'changed';
    server.drop();
    await expect.poll(() => client.connected).toBe(false);
    for (const attempt of [2, 3, 4]) {
      await expect.poll(() => { clock.pass(1000); return server.connections; }).toBe(attempt);
      await expect.poll(() => logged.split('Asterisk cannot be reached').length).toBe(attempt);
    }
    server.options.secret = secret;
    await expect.poll(() => { clock.pass(1000); return readied; }).toBe(2);
  });

  it('is noticed where the other side only fell silent', async () => {
    await client.start();
    server.answer('Ping', () => undefined);
    clock.pass(15_000);
    await server.until(asked('Ping'));
    expect(lost).toBe(0);
    clock.pass(5_000);
    await expect.poll(() => lost).toBe(1);
  });

  it('by our own stop is the end', async () => {
    await client.start();
    client.stop();
    clock.pass(60_000);
    await expect(client.action('Ping')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(server.connections).toBe(1);
  });

  it('is waited out longer each time, up to three seconds, never the same for two', () => {
    expect([0, 1, 2, 20].map((attempt) => backOff(attempt, 1))).toEqual([500, 1000, 2000, 3000]);
    expect(backOff(3, 0)).toBe(1500);
  });
});
