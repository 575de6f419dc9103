import { QueueRules } from '@klapka/protocol';
import type { AccountRecord, SessionRecord } from '../../../server/ports/storage-accounts.ts';
import type { ExtensionRecord } from '../../../server/ports/storage-directory.ts';
import type { Repositories } from '../../../server/ports/storage.ts';
import type { NewMessage } from '../../../server/ports/storage-conversations.ts';

/** Milliseconds since the epoch that need more than 32 bits. */
export const at = 1_800_000_000_123;

export function account(id: string, change: Partial<AccountRecord> = {}): AccountRecord {
  return { id, name: `Account ${id}`, email: `${id}@example.com`, passwordHash: null, roles: ['user'], disabled: false, createdAt: at, passwordChangedAt: null, ...change };
}

export function session(id: string, accountId: string, change: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id, accountId, deviceId: `device-${id}`, deviceName: 'Browser', kind: 'web', refreshHash: `hash-${id}`, previousHash: null, rotatedAt: at,
    createdAt: at, lastSeenAt: at, expiresAt: at + 1000, endedAt: null, endCause: null, ...change,
  };
}

export function extension(id: string, number: string, change: Partial<ExtensionRecord> = {}): ExtensionRecord {
  return {
    id, number, firstName: 'First', lastName: 'Last', accountId: null, email: null, mobile: null, title: null, photoUrl: null,
    departments: [], presenceState: 'available', presenceNote: '', recordingRight: 'none', callerId: null, createdAt: at, ...change,
  };
}

/** A queue, a chat button, a contact and their conversation `conversation`. */
export async function conversation(tx: Repositories): Promise<void> {
  await tx.queues.insert({ id: 'queue', name: 'Support', number: null, takesCalls: false, takesMessages: true, rules: QueueRules.parse({}) });
  await tx.channels.insert({ id: 'button', kind: 'website', name: 'Shop', queueId: 'queue', origins: ['https://shop.example'], greeting: null, createdAt: at });
  await tx.contacts.ensure({ id: 'contact', channelId: 'button', sourceId: 'source', name: null, createdAt: at });
  await tx.conversations.ensure({
    id: 'conversation', channelId: 'button', contactId: 'contact', state: 'open', assigneeAccountId: null, preview: '', lastFrom: null, lastAt: at,
    createdAt: at, seq: 0, unread: 0, agentDeliveredSeq: 0, agentReadSeq: 0, visitorDeliveredSeq: 0, visitorReadSeq: 0, visitorUnread: 0, pageUrl: null,
  });
}

export function message(clientId: string, text = 'Hello'): NewMessage {
  return {
    id: `message-${clientId}`, conversationId: 'conversation', from: 'visitor', clientId, senderKey: 'visitor', authorName: null, providerId: null,
    text, event: null, at, delivery: 'sent', error: null,
  };
}
