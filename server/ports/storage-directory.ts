import type { ChannelKind, Greeting, MemberKind, PermissionKey, PresenceState, QueueRules, Reach, RecordingRight } from '@klapka/protocol';

/** An inside person and their number. What the line is doing is the PBX's to say, so it is not stored. */
export interface ExtensionRecord {
  id: string;
  number: string;
  firstName: string;
  lastName: string;
  /** The account that signs in for it: at most one, and an account has at most one extension. */
  accountId: string | null;
  email: string | null;
  mobile: string | null;
  title: string | null;
  photoUrl: string | null;
  departments: string[];
  presenceState: PresenceState;
  presenceNote: string;
  /** Of its own calls. */
  recordingRight: RecordingRight;
  /** Shown outside in place of the trunk's. */
  callerId: string | null;
  createdAt: number;
}

export interface DirectoryRepository {
  insert(extension: ExtensionRecord): Promise<void>;
  update(id: string, change: Partial<Omit<ExtensionRecord, 'id' | 'createdAt'>>): Promise<void>;
  /** Null: it has no phones on desks. Apart from the record, which is shown. */
  setDeskPassword(id: string, password: string | null): Promise<void>;
  /** By the extension's id, where there is one. */
  deskPasswords(): Promise<ReadonlyMap<string, string>>;
  remove(id: string): Promise<void>;
  get(id: string): Promise<ExtensionRecord | null>;
  byNumber(number: string): Promise<ExtensionRecord | null>;
  byAccount(accountId: string): Promise<ExtensionRecord | null>;
  list(): Promise<ExtensionRecord[]>;
}

/** How an extension is reached in one presence, where somebody has set it. */
export interface ReachRecord {
  extensionId: string;
  state: PresenceState;
  reach: Reach;
}

export interface ReachRepository {
  put(record: ReachRecord): Promise<void>;
  of(extensionId: string): Promise<ReachRecord[]>;
  list(): Promise<ReachRecord[]>;
}

/** An extension group: permissions are held here, never by a person. */
export interface GroupRecord {
  id: string;
  name: string;
  /** What this group ticks for its managers and for its users. */
  managerKeys: PermissionKey[];
  userKeys: PermissionKey[];
  /** New extensions join by themselves. */
  everyone: boolean;
}

export interface GroupMemberRecord {
  groupId: string;
  extensionId: string;
  kind: MemberKind;
  /** Counts for `custom` only. */
  keys: PermissionKey[];
}

/** Who (`viewer`) may, or may not, see whom (`target`). A `hide` beats every `show`. Everybody sees themselves. */
export interface VisibilityRule {
  id: string;
  effect: 'show' | 'hide';
  viewerKind: 'everyone' | 'group' | 'extension';
  /** Empty for `everyone`. */
  viewerId: string;
  targetKind: 'everyone' | 'group' | 'extension' | 'department';
  /** Empty for `everyone`; a department's name for `department`. */
  targetId: string;
}

export interface GroupsRepository {
  insert(group: GroupRecord): Promise<void>;
  update(id: string, change: Partial<Omit<GroupRecord, 'id'>>): Promise<void>;
  remove(id: string): Promise<void>;
  get(id: string): Promise<GroupRecord | null>;
  list(): Promise<GroupRecord[]>;
  /** Adds the member or changes how it stands. */
  putMember(member: GroupMemberRecord): Promise<void>;
  removeMember(groupId: string, extensionId: string): Promise<void>;
  members(): Promise<GroupMemberRecord[]>;
  membersOf(groupId: string): Promise<GroupMemberRecord[]>;
  visibility(): Promise<VisibilityRule[]>;
  /** Replaces every rule. */
  setVisibility(rules: VisibilityRule[]): Promise<void>;
}

/** Takes calls, messages or both, and has one member list. */
export interface QueueRecord {
  id: string;
  name: string;
  number: string | null;
  takesCalls: boolean;
  takesMessages: boolean;
  /** How it treats its callers. */
  rules: QueueRules;
}

/** How an agent stands to a queue. */
export interface AgentStanding {
  loggedIn: boolean;
  /** `until` null: until somebody ends it. */
  pause: { reason: string | null; until: number | null } | null;
  /** When one of these changed. */
  since: number;
}

export interface QueueMemberRecord extends AgentStanding {
  queueId: string;
  accountId: string;
}

export interface QueuesRepository {
  insert(queue: QueueRecord): Promise<void>;
  update(id: string, change: Partial<Omit<QueueRecord, 'id'>>): Promise<void>;
  remove(id: string): Promise<void>;
  get(id: string): Promise<QueueRecord | null>;
  list(): Promise<QueueRecord[]>;
  /** In this order. Who is new is logged in, since `now`; who stays keeps how they stand. */
  setMembers(queueId: string, accountIds: readonly string[], now: number): Promise<void>;
  /** Each queue's in their order. */
  members(): Promise<QueueMemberRecord[]>;
  /** False where there is no such member. */
  setStanding(queueId: string, accountId: string, standing: AgentStanding): Promise<boolean>;
  ofAccount(accountId: string): Promise<string[]>;
}

/** A messaging channel. A chat button is one of the kind `website`. */
export interface ChannelRecord {
  id: string;
  kind: ChannelKind;
  name: string;
  queueId: string;
  /** Pages that may show the button: `https://shop.example`, `https://*.shop.example`. */
  origins: string[];
  greeting: Greeting | null;
  createdAt: number;
}

export interface ChannelsRepository {
  insert(channel: ChannelRecord): Promise<void>;
  update(id: string, change: Partial<Omit<ChannelRecord, 'id' | 'kind' | 'createdAt'>>): Promise<void>;
  remove(id: string): Promise<void>;
  get(id: string): Promise<ChannelRecord | null>;
  list(): Promise<ChannelRecord[]>;
}
