import type { CallTables } from './tables-calls.ts';
import type { ConversationTables } from './tables-conversations.ts';
import type { VoicemailTables } from './tables-voicemail.ts';

/*
 * The schema as Kysely sees it; the migrations beside it create it. Column types are those of both databases:
 * times are milliseconds in a bigint, booleans 0 or 1, lists and objects JSON text.
 */

export interface SettingsTable { key: string; value: string }

export interface AccountsTable {
  id: string;
  name: string;
  email: string | null;
  passwordHash: string | null;
  roles: string;
  disabled: number;
  createdAt: number;
  passwordChangedAt: number | null;
}

export interface SessionsTable {
  id: string;
  accountId: string;
  deviceId: string;
  deviceName: string;
  kind: string;
  refreshHash: string | null;
  previousHash: string | null;
  rotatedAt: number;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  endedAt: number | null;
  endCause: string | null;
}

export interface RetiredTokensTable { hash: string; sessionId: string }

export interface LinksTable {
  id: string;
  accountId: string;
  purpose: string;
  tokenHash: string | null;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
}

export interface ExtensionsTable {
  id: string;
  number: string;
  firstName: string;
  lastName: string;
  accountId: string | null;
  email: string | null;
  mobile: string | null;
  title: string | null;
  photoUrl: string | null;
  departments: string;
  presenceState: string;
  presenceNote: string;
  recordingRight: string;
  callerId: string | null;
  deskPassword: string | null;
  createdAt: number;
}

/** `reach` is the protocol's Reach as JSON text. */
export interface ReachTable { extensionId: string; state: string; reach: string }

export interface GroupsTable { id: string; name: string; managerKeys: string; userKeys: string; everyone: number }
export interface GroupMembersTable { groupId: string; extensionId: string; kind: string; keys: string }

export interface VisibilityTable {
  id: string;
  position: number;
  effect: string;
  viewerKind: string;
  viewerId: string;
  targetKind: string;
  targetId: string;
}

export interface QueuesTable { id: string; name: string; number: string | null; takesCalls: number; takesMessages: number; rules: string }
export interface QueueMembersTable {
  queueId: string;
  accountId: string;
  position: number;
  loggedIn: number;
  paused: number;
  pauseReason: string | null;
  pauseUntil: number | null;
  standingSince: number;
}

/** `body` is the item of the port as JSON text. */
export interface RoutesTable { id: string; kind: string; position: number; name: string | null; body: string }
export interface NumbersTable { number: string; kind: string; ownerId: string }
export interface SoundsTable { name: string; storageKey: string; bytes: number; createdAt: number }

export interface ChannelsTable {
  id: string;
  kind: string;
  name: string;
  queueId: string;
  origins: string;
  greeting: string | null;
  createdAt: number;
}

/** The tables below hold the records of `ports/storage-conversations.ts` column by field. */
export interface Tables extends CallTables, ConversationTables, VoicemailTables {
  settings: SettingsTable;
  accounts: AccountsTable;
  sessions: SessionsTable;
  retiredTokens: RetiredTokensTable;
  links: LinksTable;
  extensions: ExtensionsTable;
  reach: ReachTable;
  groups: GroupsTable;
  groupMembers: GroupMembersTable;
  visibility: VisibilityTable;
  queues: QueuesTable;
  queueMembers: QueueMembersTable;
  channels: ChannelsTable;
  routes: RoutesTable;
  numbers: NumbersTable;
  sounds: SoundsTable;
}
