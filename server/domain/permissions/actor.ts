import type { Device, MemberKind, PermissionKey, Role } from '@klapka/protocol';

/** What somebody may do within one extension group, already resolved from the kind of membership. */
export interface ActorGroup {
  groupId: string;
  groupName: string;
  kind: MemberKind;
  keys: readonly PermissionKey[];
}

/**
 * A signed-in account as every check sees it: made at sign-in, made anew when `permissions.changed` names it.
 * It holds all that is needed to decide, so that deciding about a row costs no query.
 */
export interface Actor {
  accountId: string;
  name: string;
  sessionId: string;
  deviceId: string;
  kind: Device['kind'];
  roles: readonly Role[];
  extensionId: string | null;
  extensionNumber: string | null;
  groups: readonly ActorGroup[];
  /** Extensions this actor may see at all, its own among them. */
  visible: 'all' | ReadonlySet<string>;
  /** Queues it is a member of. */
  queueIds: ReadonlySet<string>;
}
