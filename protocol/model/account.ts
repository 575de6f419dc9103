import type { PermissionKey, Role } from './permission.ts';

/** Who is signed in, as told to their own browser. */
export interface Account {
  id: string;
  name: string;
  email?: string;
  roles: Role[];
  extension?: { id: string; number: string };
  /** What this account may do, by extension group; the gateway checks again on every action. */
  permissions: { groupId: string; groupName: string; keys: PermissionKey[] }[];
  /** Features this gateway and this account have; the interface hides or explains the rest. */
  features: Feature[];
}

export const features = ['phone', 'inbox', 'admin'] as const;
export type Feature = (typeof features)[number];

/** One signed-in browser of an account. A row of the topic `devices`, which shows only one's own. */
export interface Device {
  id: string;
  name: string;
  kind: 'web' | 'embed';
  current: boolean;
  signedInAt: number;
  lastSeenAt: number;
}
