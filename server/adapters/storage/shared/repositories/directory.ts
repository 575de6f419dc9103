import type { MemberKind, PermissionKey, PresenceState, RecordingRight } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import type {
  DirectoryRepository,
  ExtensionRecord,
  GroupMemberRecord,
  GroupRecord,
  GroupsRepository,
  VisibilityRule,
} from '../../../../ports/storage-directory.ts';
import type { ExtensionsTable, GroupMembersTable, GroupsTable, Tables } from '../tables.ts';
import { changes, parseList, toFlag, toList } from './rows.ts';

/** The password of its phones on desks stays here: whoever lists extensions must not come by it. */
function toExtension({ deskPassword: _secret, ...row }: Selectable<ExtensionsTable>): ExtensionRecord {
  return { ...row, departments: parseList<string>(row.departments), presenceState: row.presenceState as PresenceState, recordingRight: row.recordingRight as RecordingRight };
}

export function directoryRepository(db: Kysely<Tables>): DirectoryRepository {
  const one = async (column: 'id' | 'number' | 'accountId', value: string): Promise<ExtensionRecord | null> => {
    const row = await db.selectFrom('extensions').selectAll().where(column, '=', value).executeTakeFirst();
    return row ? toExtension(row) : null;
  };
  return {
    async insert(extension) {
      await db.insertInto('extensions').values({ ...extension, departments: toList(extension.departments) }).execute();
    },
    async update(id, change) {
      const set = changes(change, { departments: toList });
      if (Object.keys(set).length > 0) await db.updateTable('extensions').set(set).where('id', '=', id).execute();
    },
    async setDeskPassword(id, deskPassword) {
      await db.updateTable('extensions').set({ deskPassword }).where('id', '=', id).execute();
    },
    async deskPasswords() {
      const rows = await db.selectFrom('extensions').select(['id', 'deskPassword']).execute();
      return new Map(rows.flatMap(({ id, deskPassword }) => (deskPassword === null ? [] : [[id, deskPassword] as const])));
    },
    async remove(id) {
      await db.deleteFrom('extensions').where('id', '=', id).execute();
    },
    get: (id) => one('id', id),
    byNumber: (number) => one('number', number),
    byAccount: (accountId) => one('accountId', accountId),
    async list() {
      return (await db.selectFrom('extensions').selectAll().orderBy('number').execute()).map(toExtension);
    },
  };
}

function toGroup(row: Selectable<GroupsTable>): GroupRecord {
  return {
    ...row,
    managerKeys: parseList<PermissionKey>(row.managerKeys),
    userKeys: parseList<PermissionKey>(row.userKeys),
    everyone: row.everyone === 1,
  };
}

function toMember(row: Selectable<GroupMembersTable>): GroupMemberRecord {
  return { ...row, kind: row.kind as MemberKind, keys: parseList<PermissionKey>(row.keys) };
}

export function groupsRepository(db: Kysely<Tables>): GroupsRepository {
  return {
    async insert(group) {
      const { managerKeys, userKeys, everyone } = group;
      await db.insertInto('groups')
        .values({ ...group, managerKeys: toList(managerKeys), userKeys: toList(userKeys), everyone: toFlag(everyone) }).execute();
    },
    async update(id, change) {
      const set = changes(change, { managerKeys: toList, userKeys: toList, everyone: toFlag });
      if (Object.keys(set).length > 0) await db.updateTable('groups').set(set).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('groups').where('id', '=', id).execute();
    },
    async get(id) {
      const row = await db.selectFrom('groups').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toGroup(row) : null;
    },
    async list() {
      return (await db.selectFrom('groups').selectAll().orderBy('name').execute()).map(toGroup);
    },
    ...members(db),
    ...visibility(db),
  };
}

type Members = Pick<GroupsRepository, 'putMember' | 'removeMember' | 'members' | 'membersOf'>;

function members(db: Kysely<Tables>): Members {
  return {
    async putMember(member) {
      const keys = toList(member.keys);
      await db.insertInto('groupMembers').values({ ...member, keys })
        .onConflict((conflict) => conflict.columns(['groupId', 'extensionId']).doUpdateSet({ kind: member.kind, keys })).execute();
    },
    async removeMember(groupId, extensionId) {
      await db.deleteFrom('groupMembers').where('groupId', '=', groupId).where('extensionId', '=', extensionId).execute();
    },
    async members() {
      return (await db.selectFrom('groupMembers').selectAll().execute()).map(toMember);
    },
    async membersOf(groupId) {
      return (await db.selectFrom('groupMembers').selectAll().where('groupId', '=', groupId).execute()).map(toMember);
    },
  };
}

function visibility(db: Kysely<Tables>): Pick<GroupsRepository, 'visibility' | 'setVisibility'> {
  return {
    async visibility() {
      const rows = await db.selectFrom('visibility')
        .select(['id', 'effect', 'viewerKind', 'viewerId', 'targetKind', 'targetId']).orderBy('position').execute();
      return rows.map((row) => ({
        ...row,
        effect: row.effect === 'hide' ? 'hide' : 'show',
        viewerKind: row.viewerKind as VisibilityRule['viewerKind'],
        targetKind: row.targetKind as VisibilityRule['targetKind'],
      }));
    },
    async setVisibility(rules) {
      await db.deleteFrom('visibility').execute();
      if (rules.length > 0) await db.insertInto('visibility').values(rules.map((rule, position) => ({ ...rule, position }))).execute();
    },
  };
}
