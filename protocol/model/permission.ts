import { z } from 'zod';

/**
 * Permission keys. They are held per extension group, never per person: somebody may be a manager in one group
 * and a plain user in another.
 */
export const permissionKeys = [
  'presence.switch',
  'call.distribute',
  'call.pickup',
  'call.hangup',
  'call.monitor',
  'call.park',
  'call.ivrRoute',
  'hours.switch',
  'recording.switch',
] as const;
export const PermissionKey = z.enum(permissionKeys);
export type PermissionKey = z.infer<typeof PermissionKey>;

/** How a member stands in a group: `manager` and `user` follow the group's ticks, `custom` has its own list. */
export const memberKinds = ['manager', 'user', 'custom'] as const;
export const MemberKind = z.enum(memberKinds);
export type MemberKind = z.infer<typeof MemberKind>;

/** Roles of an account add up; every account is a user. */
export const roles = ['administrator', 'supervisor', 'user'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** What an administrator may tick for a kind of member at all. */
export const grantable: Record<MemberKind, readonly PermissionKey[]> = {
  manager: permissionKeys,
  user: permissionKeys.filter((key) => key !== 'hours.switch' && key !== 'recording.switch'),
  custom: permissionKeys,
};

/** What a fresh group starts with; where vendors contradict each other, the stricter default stands. */
export const defaultPermissions: Record<MemberKind, readonly PermissionKey[]> = {
  manager: permissionKeys.filter((key) => key !== 'hours.switch' && key !== 'recording.switch'),
  user: [],
  custom: [],
};
