import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { QueueRules } from '@klapka/protocol';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';
import { ExtensionBoard } from '../../../server/domain/calls/extension-board.ts';
import { readPlan } from '../../../server/domain/directory/plan.ts';
import type { Actor } from '../../../server/domain/permissions/authorise.ts';
import { Agents } from '../../../server/domain/queues/agents.ts';
import { QueueBoard } from '../../../server/domain/queues/queue-board.ts';
import { Turns } from '../../../server/domain/turns.ts';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { account, extension } from '../../contract/storage/records.ts';
import { TestClock } from '../../fakes/clock.ts';
import { FakePbx } from '../../fakes/pbx.ts';
import { recordingLogger } from '../realtime/harness.ts';

const minute = 60_000;
const ann: Actor = {
  accountId: 'a', name: 'Ann', sessionId: 's', deviceId: 'd', kind: 'web', roles: ['user'], extensionId: 'e', extensionNumber: '1001', groups: [], visible: 'all', queueIds: new Set(['q', 'r']),
};

let storage: StoragePort;
let clock: TestClock;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-agents-'));
  storage = await openSqlite(join(folder, 'test.sqlite'));
  clock = new TestClock();
  await storage.write(async (tx) => {
    await tx.accounts.insert(account('a'));
    await tx.directory.insert(extension('e', '1001', { accountId: 'a' }));
    for (const [id, number] of [['q', '600'], ['r', '601']] as const) {
      await tx.queues.insert({ id, name: `Queue ${number}`, number, takesCalls: true, takesMessages: false, rules: QueueRules.parse({}) });
      await tx.queues.setMembers(id, ['a'], clock.now());
    }
  });
  onTestFinished(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });
});

/** A gateway's part of it, started on what is stored; `stop` leaves its clock to another. */
async function start() {
  const errors: string[] = [];
  const pbx = new FakePbx();
  const extensions = new ExtensionBoard(storage, { changed: () => undefined, removed: () => undefined });
  const board = new QueueBoard({ storage, extensions, calls: { get: () => null }, listener: { changed: () => undefined, removed: () => undefined } });
  await extensions.reload();
  await board.reload();
  await pbx.provision(await readPlan(storage.read, pbx.capabilities, clock.now()));
  const agents = new Agents({ storage, pbx, board, clock, logger: recordingLogger(errors), turns: new Turns() });
  const stopped = new AbortController();
  await agents.start(stopped.signal);
  onTestFinished(() => expect(errors).toEqual([]));
  return { pbx, agents, board, stop: () => stopped.abort(), asked: () => pbx.asked.map(({ args }) => args) };
}
const pauses = async () => (await storage.read.queues.members()).map(({ queueId, pause }) => [queueId, pause && pause.until]);

test('a pause ends by the clock, the earlier one first', async () => {
  const { agents, asked, board } = await start();
  const until = (minutes: number): number => clock.now() + minutes * minute;
  const [five, ten] = [until(5), until(10)];
  await agents.pause(ann, { queueId: 'r', minutes: 10, reason: 'Training' });
  await agents.pause(ann, { queueId: 'q', minutes: 5 });
  expect(await pauses()).toEqual([['q', five], ['r', ten]]);
  expect([...board.rows()].map(({ agents: [agent] }) => agent)).toMatchObject([{ state: 'paused', pause: { until: five } }, { state: 'paused', pause: { reason: 'Training', until: ten } }]);
  clock.pass(5 * minute - 1);
  expect(await pauses()).toEqual([['q', five], ['r', ten]]);
  clock.pass(1);
  await expect.poll(pauses).toEqual([['q', null], ['r', ten]]);
  await expect.poll(() => asked().at(-1)).toEqual(['600', '1001', { loggedIn: true, paused: false }]);
  clock.pass(5 * minute);
  await expect.poll(() => asked().at(-1)).toEqual(['601', '1001', { loggedIn: true, paused: false }]);
});

test('a pause made longer ends when it says now, one without an end does not', async () => {
  const { agents } = await start();
  await agents.pause(ann, { queueId: 'q', minutes: 5 });
  await agents.pause(ann, { queueId: 'q', minutes: 20 });
  await agents.pause(ann, { queueId: 'r' });
  clock.pass(19 * minute);
  expect((await pauses()).map(([, until]) => until)).toEqual([clock.now() + minute, null]);
  clock.pass(minute);
  await expect.poll(async () => (await storage.read.queues.members()).map(({ pause }) => pause)).toEqual([null, { reason: null, until: null }]);
});

test('a pause that ended while the gateway was away is over when it comes back, and one that did not ends in time', async () => {
  const first = await start();
  await first.agents.pause(ann, { queueId: 'q', minutes: 5 });
  await first.agents.pause(ann, { queueId: 'r', minutes: 60 });
  first.stop();
  clock.pass(30 * minute);
  expect((await readPlan(storage.read, first.pbx.capabilities, clock.now())).queues.map(({ agents: [agent] }) => agent?.paused)).toEqual([false, true]);
  const second = await start();
  expect((await pauses()).map(([, until]) => until !== null)).toEqual([false, true]);
  clock.pass(30 * minute);
  await expect.poll(second.asked).toContainEqual(['601', '1001', { loggedIn: true, paused: false }]);
});

test('a PBX that is away is no hindrance: how an agent stands is kept, and told with the next plan', async () => {
  const { agents, pbx } = await start();
  pbx.available = false;
  await agents.logOut(ann, { queueId: null });
  expect(pbx.asked).toEqual([]);
  const plan = await readPlan(storage.read, pbx.capabilities, clock.now());
  expect(plan.queues.map(({ agents: [agent] }) => agent?.loggedIn)).toEqual([false, false]);
});

test('two at once: the second sees what the first did', async () => {
  const { agents, asked } = await start();
  const q = { queueId: 'q' };
  await Promise.all([agents.logOut(ann, q), agents.logIn(ann, q), agents.logOut(ann, q), agents.logIn(ann, q)]);
  expect((await storage.read.queues.members())[0]).toMatchObject({ loggedIn: true, pause: null });
  expect(asked().at(-1)).toEqual(['600', '1001', { loggedIn: true, paused: false }]);
});
