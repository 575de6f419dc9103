import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';
import { Outbox } from '../../../server/domain/conversations/outbox.ts';
import type { SendResult } from '../../../server/ports/channel.ts';
import type { MessageRecord, OutboxRecord } from '../../../server/ports/storage-conversations.ts';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { conversation, message } from '../../contract/storage/records.ts';
import { TestClock } from '../../fakes/clock.ts';
import { recordingLogger } from '../realtime/harness.ts';
import { FakeChannel } from './fake-channel.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Post {
  storage: StoragePort;
  outbox: Outbox;
  /** Messages somebody was told about. */
  told: string[];
}

let folder: string;
let clock: TestClock;
let channel: FakeChannel;
let errors: string[];
let opened: Post[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klapka-outbox-'));
  clock = new TestClock();
  channel = new FakeChannel({ lookup: true });
  errors = [];
  opened = [];
});
afterEach(async () => {
  for (const { outbox, storage } of opened) {
    await outbox.stop();
    await storage.close();
  }
  await rm(folder, { recursive: true });
});

async function post(file: string): Promise<Post> {
  const storage = await openSqlite(join(folder, file));
  const told: string[] = [];
  const outbox = new Outbox({
    storage, clock, logger: recordingLogger(errors),
    channel: () => ({ port: channel, settings: { channelId: 'button', origins: [], secrets: {} } }),
    compose: async (job) => ({ to: 'somebody', text: (await storage.read.messages.byId(job.messageId))?.text ?? '', files: [] }),
    delivered: (job) => told.push(job.messageId),
  });
  const made = { storage, outbox, told };
  opened.push(made);
  return made;
}

async function freshPost(): Promise<Post> {
  const made = await post('one.sqlite');
  await made.storage.write(conversation);
  return made;
}

function write({ storage, outbox }: Post, ...texts: string[]): Promise<void> {
  return storage.write(async (tx) => {
    for (const text of texts) {
      const appended = await tx.messages.append({ ...message(text, text), from: 'agent', senderKey: 'account' });
      if (!appended) throw new Error('not appended');
      await outbox.enqueue(tx, appended.message, appended.conversation);
    }
  });
}

async function see({ storage }: Post, text: string): Promise<{ job: OutboxRecord; message: MessageRecord }> {
  const [job, stored] = await Promise.all([storage.read.outbox.byMessage(`message-${text}`), storage.read.messages.byId(`message-${text}`)]);
  if (!job || !stored) throw new Error(`There is no ${text}`);
  return { job, message: stored };
}

/** Moves the time on, and waits for what that began. */
async function pass({ outbox }: Post, ms: number): Promise<void> {
  clock.pass(ms);
  await outbox.idle();
}

const never = (): Promise<SendResult> => new Promise(() => {});

/** The files of the database as they are on the disk at this moment: what a killed process leaves. */
function kill(): Promise<Post> {
  for (const ending of ['', '-wal']) cpSync(join(folder, `one.sqlite${ending}`), join(folder, `two.sqlite${ending}`));
  return post('two.sqlite');
}

describe('a message', () => {
  test('is queued with its job, sent once, and told as sent', async () => {
    const office = await freshPost();
    await write(office, 'hello');
    expect(await see(office, 'hello')).toMatchObject({ message: { delivery: 'queued' }, job: { state: 'pending' } });
    office.outbox.start();
    await office.outbox.idle();
    expect(channel.sent).toMatchObject([{ to: 'somebody', text: 'hello' }]);
    const { job, message: stored } = await see(office, 'hello');
    expect(job).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(stored).toMatchObject({ delivery: 'sent', providerId: `provider-${job.correlation}` });
    expect(office.told).toEqual(['message-hello']);
    await pass(office, hour);
    expect(channel.sent).toHaveLength(1);
  });

  test('stands as `sending` in the database before the request leaves', async () => {
    const office = await freshPost();
    const states: string[] = [];
    channel.answer = async (sent) => {
      states.push((await see(office, 'hello')).job.state);
      return channel.accept(sent);
    };
    await write(office, 'hello');
    office.outbox.start();
    await office.outbox.idle();
    expect(states).toEqual(['sending']);
  });

  test('waits for the earlier ones of its conversation, also of the same millisecond', async () => {
    const office = await freshPost();
    const order: string[] = [];
    let refusals = 2;
    channel.answer = (sent) => {
      order.push(sent.text);
      refusals -= 1;
      return refusals >= 0 ? Promise.reject(new Error('no connection')) : Promise.resolve(channel.accept(sent));
    };
    await write(office, 'one', 'two', 'three');
    office.outbox.start();
    await office.outbox.idle();
    expect(order).toEqual(['one']);
    for (let tries = 0; tries < 20; tries += 1) await pass(office, 1000);
    expect(order).toEqual(['one', 'one', 'one', 'two', 'three']);
  });

  test('that is refused for good has failed, with a code, and the next one goes', async () => {
    const office = await freshPost();
    channel.answer = (sent) => (sent.text === 'bad' ? Promise.reject(new Error('refused')) : Promise.resolve(channel.accept(sent)));
    await write(office, 'bad', 'good');
    office.outbox.start();
    await office.outbox.idle();
    expect((await see(office, 'bad')).message).toMatchObject({ delivery: 'failed', error: 'UNAVAILABLE' });
    expect((await see(office, 'good')).message.delivery).toBe('sent');
    expect(office.told).toEqual(['message-bad', 'message-good']);
  });

  test('that finds no connection is tried eight times, ever later, then has failed', async () => {
    const office = await freshPost();
    channel.answer = () => Promise.reject(new Error('no connection'));
    await write(office, 'hello');
    office.outbox.start();
    await office.outbox.idle();
    for (let tries = 0; tries < 3600; tries += 1) await pass(office, 1000);
    expect(channel.sent).toHaveLength(8);
    expect((await see(office, 'hello')).message.delivery).toBe('failed');
  });
});

describe('an outcome nobody knows', () => {
  beforeEach(() => {
    channel.answer = () => Promise.reject(new Error('timed out'));
  });

  async function unknown(): Promise<Post> {
    const office = await freshPost();
    await write(office, 'hello');
    office.outbox.start();
    await office.outbox.idle();
    expect(await see(office, 'hello')).toMatchObject({ message: { delivery: 'queued' }, job: { state: 'unknown' } });
    return office;
  }

  test('is looked up after a minute and never blindly sent again', async () => {
    const office = await unknown();
    channel.known = () => Promise.resolve({ outcome: 'accepted', providerId: 'found' });
    await pass(office, minute - 2000);
    expect(channel.lookedUp).toEqual([]);
    await pass(office, 4000);
    expect(channel.lookedUp).toHaveLength(1);
    expect(await see(office, 'hello')).toMatchObject({ message: { delivery: 'sent', providerId: 'found' }, job: { state: 'accepted' } });
    expect(channel.sent).toHaveLength(1);
  });

  test('is sent again where the provider says it never came', async () => {
    const office = await unknown();
    channel.known = () => Promise.resolve({ outcome: 'rejected', detail: 'never came' });
    channel.answer = (sent) => Promise.resolve(channel.accept(sent));
    await pass(office, minute + 2000);
    await pass(office, minute);
    expect(channel.sent).toHaveLength(2);
    expect((await see(office, 'hello')).message.delivery).toBe('sent');
  });

  test('has failed where nobody can tell', async () => {
    const office = await unknown();
    await pass(office, minute + 2000);
    expect((await see(office, 'hello')).message).toMatchObject({ delivery: 'failed', error: 'TIMED_OUT' });
    expect(channel.sent).toHaveLength(1);
  });

  test('has failed without asking where the channel cannot look up', async () => {
    channel = new FakeChannel({ lookup: false });
    channel.answer = () => Promise.reject(new Error('timed out'));
    const office = await unknown();
    await pass(office, minute + 2000);
    expect((await see(office, 'hello')).message.error).toBe('TIMED_OUT');
  });

  test('is asked about again when the look-up itself failed', async () => {
    const office = await unknown();
    channel.known = () => Promise.reject(new Error('the provider is down'));
    await pass(office, minute + 2000);
    expect((await see(office, 'hello')).job.state).toBe('unknown');
    channel.known = () => Promise.resolve({ outcome: 'accepted', providerId: 'found' });
    await pass(office, minute + 2000);
    expect((await see(office, 'hello')).message.delivery).toBe('sent');
    expect(channel.lookedUp).toHaveLength(2);
    expect(channel.sent).toHaveLength(1);
  });
});

describe('a gateway killed', () => {
  test('before it began to send, sends once after its start', async () => {
    const before = await freshPost();
    await write(before, 'hello');
    const after = await kill();
    after.outbox.start();
    await after.outbox.idle();
    expect(channel.sent).toHaveLength(1);
    expect((await see(after, 'hello')).message.delivery).toBe('sent');
  });

  test.each([
    ['asks, and finds it was sent', { outcome: 'accepted', providerId: 'found' }, 'sent'],
    ['asks, and gives up where nobody can tell', null, 'failed'],
  ] as const)('between sending and the answer %s', async (_what, known, delivery) => {
    const before = await freshPost();
    const left = Promise.withResolvers<void>();
    channel.answer = () => {
      left.resolve();
      return never();
    };
    await write(before, 'hello', 'next');
    before.outbox.start();
    await left.promise;
    const after = await kill();
    // The first process is dead: it neither hears the answer nor stores anything any more.
    opened.splice(opened.indexOf(before), 1);

    channel.answer = (sent) => Promise.resolve(channel.accept(sent));
    channel.known = () => Promise.resolve(known);
    after.outbox.start();
    await after.outbox.idle();
    expect(channel.sent.map(({ text }) => text)).toEqual(['hello']);
    await pass(after, minute + 2000);
    expect((await see(after, 'hello')).message.delivery).toBe(delivery);
    expect(channel.lookedUp).toHaveLength(1);
    // The line behind it moves on, and what may have been sent was not sent again.
    expect(channel.sent.map(({ text }) => text)).toEqual(['hello', 'next']);
    await before.storage.close();
  });

  test('while it waited to try again, tries at the time that was set', async () => {
    const before = await freshPost();
    channel.answer = () => Promise.resolve({ outcome: 'throttled', retryAfter: 10 * minute });
    await write(before, 'hello');
    before.outbox.start();
    await before.outbox.idle();
    const after = await kill();
    await before.outbox.stop();
    channel.answer = (sent) => Promise.resolve(channel.accept(sent));
    after.outbox.start();
    await pass(after, 9 * minute);
    expect(channel.sent).toHaveLength(1);
    await pass(after, minute + 2000);
    expect(channel.sent).toHaveLength(2);
    expect((await see(after, 'hello')).message.delivery).toBe('sent');
  });

  test('politely, ends the request and stores that its outcome is not known', async () => {
    const office = await freshPost();
    channel.answer = (_sent, signal) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
    await write(office, 'hello');
    office.outbox.start();
    await expect.poll(() => channel.sent.length).toBe(1);
    await office.outbox.stop();
    expect((await see(office, 'hello')).job.state).toBe('unknown');
  });
});
