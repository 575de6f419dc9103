import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { QueueRules } from '@klapka/protocol';
import { websiteChannel } from '../../../server/adapters/channels/website/index.ts';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';
import { AgentConversations } from '../../../server/domain/conversations/agents.ts';
import { ChannelDirectory } from '../../../server/domain/conversations/channel-directory.ts';
import { Outbox } from '../../../server/domain/conversations/outbox.ts';
import { Threads } from '../../../server/domain/conversations/threads.ts';
import { DomainError } from '../../../server/domain/errors.ts';
import { FileLinks } from '../../../server/domain/files/links.ts';
import type { Actor } from '../../../server/domain/permissions/authorise.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { account, at } from '../../contract/storage/records.ts';
import { recordingLogger } from '../realtime/harness.ts';

const races = 10_000;
const batch = 500;
const hands = ['ann', 'bob', 'cid', 'dan'];

let folder: string;
let storage: StoragePort;
/** What the inboxes were told, by conversation. */
let told: Map<string, string[]>;
let conversations: AgentConversations;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klapka-race-'));
  storage = await openSqlite(join(folder, 'race.sqlite'));
  told = new Map();
  await storage.write(async (tx) => {
    for (const id of hands) await tx.accounts.insert(account(id));
    await tx.queues.insert({ id: 'queue', name: 'Support', number: null, takesCalls: false, takesMessages: true, rules: QueueRules.parse({}) });
    await tx.channels.insert({ id: 'button', kind: 'website', name: 'Shop', queueId: 'queue', origins: ['https://shop.example'], greeting: null, createdAt: at });
  });
  const channels = new ChannelDirectory(storage);
  await channels.reload();
  const logger = recordingLogger();
  const threads = new Threads({
    storage, clock: systemClock, logger, channels, links: new FileLinks(Buffer.alloc(32)), staffed: () => true,
    listener: {
      changed: () => {},
      messages: (record, messages) => told.set(record.id, [...(told.get(record.id) ?? []), ...messages.map(({ record: note }) => note.senderKey ?? '')]),
      forgotten: () => {},
    },
  });
  const outbox = new Outbox({
    storage, clock: systemClock, logger, compose: () => Promise.resolve(null), delivered: () => {},
    channel: (channelId) => ({ port: websiteChannel(), settings: { channelId, origins: [], secrets: {} } }),
  });
  conversations = new AgentConversations(threads, outbox);
});
afterEach(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

function actor(accountId: string): Actor {
  return {
    accountId, name: accountId, sessionId: '', deviceId: '', kind: 'web', roles: ['user'], extensionId: null, extensionNumber: null, groups: [],
    visible: 'all', queueIds: new Set(['queue']),
  };
}

async function fresh(from: number): Promise<string[]> {
  const ids = Array.from({ length: batch }, (_, index) => `conversation-${from + index}`);
  await storage.write(async (tx) => {
    for (const id of ids) {
      await tx.contacts.ensure({ id: `contact-${id}`, channelId: 'button', sourceId: id, name: null, createdAt: at });
      await tx.conversations.ensure({
        id, channelId: 'button', contactId: `contact-${id}`, state: 'open', assigneeAccountId: null, preview: '', lastFrom: null, lastAt: at, createdAt: at,
        seq: 0, unread: 0, agentDeliveredSeq: 0, agentReadSeq: 0, visitorDeliveredSeq: 0, visitorReadSeq: 0, visitorUnread: 0, pageUrl: null,
      });
    }
  });
  return ids;
}

/** Whoever got it: every hand at once, the first one another each time. */
async function race(id: string, first: number): Promise<string[]> {
  const order = hands.map((_, index) => hands[(first + index) % hands.length] ?? '');
  const outcomes = await Promise.all(order.map((hand) => conversations.pickUp(actor(hand), id).then(() => 'won', (error: unknown) => (error instanceof DomainError ? error.code : error))));
  expect(outcomes.filter((outcome) => outcome !== 'won')).toEqual(Array.from({ length: hands.length - 1 }, () => 'ALREADY_TAKEN'));
  return order.filter((_, index) => outcomes[index] === 'won');
}

test(`of ${hands.length} agents at once exactly one gets each of ${races} conversations, and everybody is told of that one alone`, { timeout: 120_000 }, async () => {
  const wins = new Map<string, number>();
  for (let done = 0; done < races; done += batch) {
    const ids = await fresh(done);
    const winners = await Promise.all(ids.map((id, index) => race(id, index)));
    for (const [index, id] of ids.entries()) {
      const [winner = ''] = winners[index] ?? [];
      expect(winners[index]).toHaveLength(1);
      expect((await storage.read.conversations.byId(id))?.assigneeAccountId).toBe(winner);
      expect(told.get(id)).toEqual([winner]);
      wins.set(winner, (wins.get(winner) ?? 0) + 1);
    }
    told.clear();
  }
  // The races were real: each had its turn.
  expect([...wins.keys()].sort()).toEqual(hands);
});
