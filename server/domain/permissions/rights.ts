import { FeatureCodes, featureCodes as allCodes } from '@klapka/protocol';
import type { Account, CallFeature, Feature, FeatureCode, PermissionKey, PhoneRights } from '@klapka/protocol';
import type { AccountRecord, SessionRecord } from '../../ports/storage-accounts.ts';
import type { ExtensionRecord, GroupMemberRecord, GroupRecord, QueueRecord } from '../../ports/storage-directory.ts';
import type { Repositories, StoragePort } from '../../ports/storage.ts';
import { telephonyOf } from '../directory/telephony.ts';
import type { EventHub } from '../events.ts';
import type { Actor, ActorGroup } from './actor.ts';
import { Visibility } from './visibility.ts';

/** Everything rights are worked out from, read once and shared until something of it changes. */
interface Snapshot {
  extensionOf: ReadonlyMap<string, ExtensionRecord>;
  groups: ReadonlyMap<string, GroupRecord>;
  membershipsOf: ReadonlyMap<string, GroupMemberRecord[]>;
  visibility: Visibility;
  queues: ReadonlyMap<string, QueueRecord>;
  queuesOf: ReadonlyMap<string, Set<string>>;
  featureCodes: FeatureCodes;
}

/** Turns an account into an actor. A thousand sockets may ask at once after a change: the tables are read once. */
export interface Rights {
  actor(account: AccountRecord, session: Pick<SessionRecord, 'id' | 'deviceId' | 'kind'>): Promise<Actor>;
  /** The account as its own browser sees it. */
  account(record: AccountRecord, actor: Actor): Promise<Account>;
  extensionOf(accountId: string): Promise<ExtensionRecord | null>;
}

/** What the PBX of this gateway can do with calls. */
export interface PhoneAbilities {
  can: CallFeature[];
  parkingSlots: readonly string[];
  echoNumber: string | null;
  /** Feature codes it knows. */
  codes: readonly FeatureCode[];
}

export interface RightsDeps {
  storage: StoragePort;
  events: EventHub;
  /** Absent where nobody phones. */
  phone?: PhoneAbilities;
  signal?: AbortSignal;
}

export function createRights({ storage, events, phone = { can: [], parkingSlots: [], echoNumber: null, codes: [] }, signal }: RightsDeps): Rights {
  let snapshot: Promise<Snapshot> | null = null;
  const forget = (): void => void (snapshot = null);
  events.subscribe('directory:changed', forget, signal);
  events.subscribe('permissions:changed', forget, signal);

  const current = (): Promise<Snapshot> => {
    const asked = (snapshot ??= read(storage.read));
    // A failed read must not be remembered.
    asked.catch(() => { if (snapshot === asked) snapshot = null; });
    return asked;
  };

  return {
    actor: async (account, session) => toActor(await current(), account, session),
    account: async (record, actor) => toAccount(await current(), record, actor, phone),
    extensionOf: async (accountId) => (await current()).extensionOf.get(accountId) ?? null,
  };
}

async function read(from: Repositories): Promise<Snapshot> {
  const [extensions, groups, members, rules, queues, queueMembers, { featureCodes }] = await Promise.all([
    from.directory.list(), from.groups.list(), from.groups.members(), from.groups.visibility(), from.queues.list(), from.queues.members(), telephonyOf(from),
  ]);
  const extensionOf = new Map<string, ExtensionRecord>();
  for (const extension of extensions) if (extension.accountId !== null) extensionOf.set(extension.accountId, extension);
  const membershipsOf = Map.groupBy(members, (member) => member.extensionId);
  const queuesOf = new Map<string, Set<string>>();
  for (const { accountId, queueId } of queueMembers) queuesOf.set(accountId, (queuesOf.get(accountId) ?? new Set()).add(queueId));
  return {
    extensionOf,
    groups: new Map(groups.map((group) => [group.id, group])),
    membershipsOf,
    visibility: new Visibility(rules, extensions, members),
    queues: new Map(queues.map((queue) => [queue.id, queue])),
    queuesOf,
    featureCodes,
  };
}

/** What a member may do in its group. */
export function keysOf(group: GroupRecord, member: GroupMemberRecord): readonly PermissionKey[] {
  if (member.kind === 'custom') return member.keys;
  return member.kind === 'manager' ? group.managerKeys : group.userKeys;
}

function toActor(snapshot: Snapshot, account: AccountRecord, session: Pick<SessionRecord, 'id' | 'deviceId' | 'kind'>): Actor {
  const extension = snapshot.extensionOf.get(account.id) ?? null;
  const groups: ActorGroup[] = [];
  for (const member of (extension && snapshot.membershipsOf.get(extension.id)) ?? []) {
    const group = snapshot.groups.get(member.groupId);
    if (group) groups.push({ groupId: group.id, groupName: group.name, kind: member.kind, keys: keysOf(group, member) });
  }
  return {
    accountId: account.id,
    name: account.name,
    sessionId: session.id,
    deviceId: session.deviceId,
    kind: session.kind,
    roles: account.roles,
    extensionId: extension?.id ?? null,
    extensionNumber: extension?.number ?? null,
    groups,
    visible: snapshot.visibility.of(extension?.id ?? null),
    queueIds: snapshot.queuesOf.get(account.id) ?? new Set(),
  };
}

function toAccount(snapshot: Snapshot, record: AccountRecord, actor: Actor, phone: PhoneAbilities): Account {
  const extension = snapshot.extensionOf.get(record.id);
  const takesMessages = [...actor.queueIds].some((id) => snapshot.queues.get(id)?.takesMessages);
  const features: Feature[] = [];
  if (actor.extensionId !== null) features.push('phone');
  if (takesMessages) features.push('inbox');
  if (actor.roles.includes('administrator')) features.push('admin');
  return {
    id: record.id,
    name: record.name,
    ...(record.email === null ? {} : { email: record.email }),
    roles: [...new Set([...record.roles, 'user' as const])],
    ...(actor.extensionId === null || actor.extensionNumber === null ? {} : { extension: { id: actor.extensionId, number: actor.extensionNumber } }),
    permissions: actor.groups.map(({ groupId, groupName, keys }) => ({ groupId, groupName, keys: [...keys] })),
    features,
    ...(extension ? { phone: phoneRights(extension, phone, snapshot.featureCodes) } : {}),
  };
}

function phoneRights({ recordingRight }: ExtensionRecord, { can, parkingSlots, echoNumber, codes }: PhoneAbilities, featureCodes: FeatureCodes): PhoneRights {
  return {
    can: [...can], recording: recordingRight, parkingSlots: [...parkingSlots],
    ...(echoNumber === null ? {} : { echoNumber }),
    ...(codes.length === 0 ? {} : { codes: FeatureCodes.parse(Object.fromEntries(allCodes.map((name) => [name, codes.includes(name) ? featureCodes[name] : null]))) }),
  };
}
