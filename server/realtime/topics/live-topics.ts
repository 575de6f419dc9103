import { createHash } from 'node:crypto';
import { limits } from '@klapka/protocol';
import type { Call, Conversation, Device, Extension, Message, Queue } from '@klapka/protocol';
import type { CallBoard } from '../../domain/calls/call-board.ts';
import { listeners, participants, seenBy, subjectOf } from '../../domain/calls/call-board.ts';
import type { ExtensionBoard } from '../../domain/calls/extension-board.ts';
import type { AgentConversations } from '../../domain/conversations/agents.ts';
import { DomainError } from '../../domain/errors.ts';
import type { QueueBoard } from '../../domain/queues/queue-board.ts';
import { allows, seesOthersCalls } from '../../domain/permissions/authorise.ts';
import type { ConversationRecord } from '../../ports/storage-conversations.ts';
import type { AgentSessions } from '../deps.ts';
import type { Topic } from './view.ts';

/** The directory, without those the viewer may not see. Most viewers see everybody and share one view. */
export function extensionsTopic(board: ExtensionBoard): Topic<Extension, Extension> {
  return {
    name: 'extensions',
    view(viewer) {
      const { actor } = viewer.who;
      const { visible, extensionId } = actor;
      return {
        key: visible === 'all' ? 'all' : digest([...visible, extensionId ?? '']),
        load: () => board.rows(),
        project: (row) => (allows(actor, 'extension.see', { extensionId: row.id }) ? withoutCounts(row) : null),
        ...(extensionId === null ? {} : { own: { id: extensionId, dress: (row) => ({ ...row, ...(row.voicemail ? { voicemail: board.voicemailOf(extensionId) } : {}), self: true }) } }),
      };
    },
  };
}

/** How many messages wait for somebody is their own business. */
function withoutCounts(row: Extension): Extension {
  return row.voicemail ? { ...row, voicemail: { enabled: row.voicemail.enabled } } : row;
}

/**
 * The viewer's own calls; devices of one extension share the view. Whoever may handle other people's calls sees those, too,
 * in a view of their own: what they may is theirs alone.
 */
export function callsTopic(board: CallBoard, extensions: ExtensionBoard): Topic<Call, Call> {
  const subject = (call: Call) => subjectOf(call, (extensionId) => extensions.groupsOf(extensionId));
  return {
    name: 'calls',
    view(viewer) {
      const { actor } = viewer.who;
      const { extensionId } = actor;
      const operates = seesOthersCalls(actor);
      if (extensionId === null) return { key: 'none', load: () => [], project: () => null };
      return {
        key: operates ? operatorView(extensionId) : callsView(extensionId),
        load: () => board.calls(),
        project(call) {
          const parties = participants(call);
          const seen = parties.includes(extensionId) || listeners(call).includes(extensionId) || (operates && allows(actor, 'call.see', subject(call)));
          return seen ? seenBy(call, extensionId, operates && allows(actor, 'call.monitor', subject(call))) : null;
        },
      };
    },
  };
}

const callsView = (extensionId: string): string => `extension:${extensionId}`;
const operatorView = (extensionId: string): string => `operator:${extensionId}`;

/** Which views of the topic `calls` a call may be in. */
export function viewsOf(call: Call): (key: string) => boolean {
  const own = new Set([...participants(call), ...listeners(call)].map(callsView));
  return (key) => own.has(key) || key.startsWith('operator:');
}

/** Queues the viewer is in, or all for a supervisor; of their agents those the viewer may see. */
export function queuesTopic(board: QueueBoard): Topic<Queue, Queue> {
  return {
    name: 'queues',
    view(viewer) {
      const { actor } = viewer.who;
      const { visible, extensionId, queueIds, roles } = actor;
      const seen = visible === 'all' ? ['all'] : [...visible, extensionId ?? ''];
      return {
        key: digest([...seen.map((id) => `sees ${id}`), ...[...queueIds].map((id) => `in ${id}`), ...(roles.includes('supervisor') ? ['supervisor'] : [])]),
        load: () => board.rows(),
        project(row) {
          if (!allows(actor, 'queue.see', { queueId: row.id })) return null;
          const agents = row.agents.filter((agent) => allows(actor, 'extension.see', { extensionId: agent.extensionId }));
          return { ...row, agents, ...(queueIds.has(row.id) ? { member: true } : {}) };
        },
      };
    },
  };
}

/** One's own signed-in browsers. */
export function devicesTopic(sessions: AgentSessions): Topic<Omit<Device, 'current'>, Device> {
  return {
    name: 'devices',
    view(viewer) {
      const { account, deviceId } = viewer.who;
      return {
        key: account.id,
        load: () => sessions.devices(account.id),
        project: (device) => ({ ...device, current: false }),
        own: { id: deviceId, dress: (row) => ({ ...row, current: true }) },
      };
    },
  };
}

/** Conversations of the viewer's queues. Members of the same queues share a view; who kept one of a queue it left has its own. */
export function conversationsTopic(conversations: AgentConversations): Topic<ConversationRecord, Conversation> {
  return {
    name: 'conversations',
    async view(viewer) {
      const { actor } = viewer.who;
      const keeps = (await conversations.kept(actor)).length > 0;
      const sees = (record: ConversationRecord): boolean => (keeps ? conversations.sees(actor, record) : conversations.seesAsMember(actor, record));
      return {
        key: digest([...actor.queueIds, ...(keeps ? [actor.accountId] : [])]),
        load: () => conversations.list(actor),
        project: (record) => (sees(record) ? conversations.row(record) : null),
      };
    },
  };
}

/** The end of one thread; whoever sees the conversation sees the same. */
export function messagesTopic(conversations: AgentConversations): Topic<Message, Message> {
  return {
    name: 'messages',
    window: { size: limits.pageSize, older: (a, b) => a.seq - b.seq },
    async view(viewer, param) {
      if (param === undefined) throw new DomainError('BAD_REQUEST', 'Messages of which conversation?');
      const record = await conversations.find(viewer.who.actor, param);
      return {
        key: 'all',
        load: async () => (await conversations.messages(record, null)).messages,
        project: (message) => message,
      };
    },
  };
}

function digest(ids: readonly string[]): string {
  return createHash('sha1').update([...ids].sort().join('\n')).digest('base64url');
}
