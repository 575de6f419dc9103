import { defaultPermissions, grantable, type MemberKind, type PermissionKey } from '@klapka/protocol';
import type { GroupMemberRecord, GroupRecord, VisibilityRule } from '../../ports/storage-directory.ts';
import type { Repositories } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, definedOnly, found, orConflict } from './deps.ts';
import { forgetInRoutes } from './routes.ts';

type NewRule = Omit<VisibilityRule, 'id'>;

/** Extension groups, their members, and who sees whom. */
export class GroupsAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  list(): Promise<GroupRecord[]> {
    return this.#deps.storage.read.groups.list();
  }

  async create(input: { name: string; everyone?: boolean | undefined }): Promise<GroupRecord> {
    const group: GroupRecord = {
      id: newId(), name: input.name, managerKeys: [...defaultPermissions.manager], userKeys: [...defaultPermissions.user], everyone: input.everyone ?? false,
    };
    await orConflict(this.#deps.storage.write(async (tx) => {
      await tx.groups.insert(group);
      if (!group.everyone) return;
      for (const { id } of await tx.directory.list()) await tx.groups.putMember({ groupId: group.id, extensionId: id, kind: 'user', keys: [] });
    }), 'A group has this name');
    this.#changed();
    return group;
  }

  async update(id: string, change: Change<{ name: string; managerKeys: PermissionKey[]; userKeys: PermissionKey[] }>): Promise<GroupRecord> {
    checkGrantable('manager', change.managerKeys ?? []);
    checkGrantable('user', change.userKeys ?? []);
    const group = await orConflict(this.#deps.storage.write(async (tx) => {
      found(await tx.groups.get(id), 'group');
      await tx.groups.update(id, definedOnly(change));
      return found(await tx.groups.get(id), 'group');
    }), 'A group has this name');
    this.#changed();
    return group;
  }

  async remove(id: string): Promise<void> {
    await this.#deps.storage.write(async (tx) => {
      found(await tx.groups.get(id), 'group');
      await tx.groups.remove(id);
      // A rule about a group that is gone would silently mean nothing.
      const rules = await tx.groups.visibility();
      await tx.groups.setVisibility(rules.filter((rule) => rule.viewerId !== id && rule.targetId !== id));
      await forgetInRoutes(tx, 'group', id);
    });
    this.#changed();
  }

  async members(groupId: string): Promise<GroupMemberRecord[]> {
    found(await this.#deps.storage.read.groups.get(groupId), 'group');
    return this.#deps.storage.read.groups.membersOf(groupId);
  }

  async putMember(groupId: string, member: { extensionId: string; kind: MemberKind; keys: PermissionKey[] }): Promise<GroupMemberRecord> {
    checkGrantable(member.kind, member.keys);
    const record: GroupMemberRecord = { groupId, ...member, keys: member.kind === 'custom' ? member.keys : [] };
    await this.#deps.storage.write(async (tx) => {
      found(await tx.groups.get(groupId), 'group');
      found(await tx.directory.get(member.extensionId), 'extension');
      await tx.groups.putMember(record);
    });
    this.#changed();
    return record;
  }

  async removeMember(groupId: string, extensionId: string): Promise<void> {
    await this.#deps.storage.write(async (tx) => {
      found(await tx.groups.get(groupId), 'group');
      await tx.groups.removeMember(groupId, extensionId);
    });
    this.#changed();
  }

  visibility(): Promise<VisibilityRule[]> {
    return this.#deps.storage.read.groups.visibility();
  }

  /** Replaces every rule. */
  async setVisibility(rules: readonly NewRule[]): Promise<VisibilityRule[]> {
    const records = rules.map((rule) => ({ id: newId(), ...rule }));
    await this.#deps.storage.write(async (tx) => {
      for (const rule of records) await checkRule(tx, rule);
      await tx.groups.setVisibility(records);
    });
    this.#changed();
    return records;
  }

  #changed(): void {
    this.#deps.events.publish('permissions:changed', { accountIds: null });
    this.#deps.events.publish('directory:changed', {});
  }
}

function checkGrantable(kind: MemberKind, keys: readonly PermissionKey[]): void {
  const refused = keys.find((key) => !grantable[kind].includes(key));
  if (refused !== undefined) throw new DomainError('BAD_REQUEST', `${refused} cannot be given to the kind ${kind}`);
}

async function checkRule(tx: Repositories, rule: NewRule): Promise<void> {
  for (const [kind, id] of [[rule.viewerKind, rule.viewerId], [rule.targetKind, rule.targetId]] as const) {
    if (kind === 'group') found(await tx.groups.get(id), 'group');
    if (kind === 'extension') found(await tx.directory.get(id), 'extension');
    if (kind === 'department' && id === '') throw new DomainError('BAD_REQUEST', 'A rule about a department needs its name');
  }
}
