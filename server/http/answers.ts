import { callFeatures, channelKinds, FeatureCodes, features, Greeting, Hours, InboundRoute, MemberKind, Menu, OutboundRight, OutboundRoute, PermissionKey, presenceStates, QueueRules, recordingRights, RingGroup, Role, Time, Trunk } from '@klapka/protocol';
import { z } from 'zod';

/* What the HTTP interface answers with: written down for `/openapi.json`; the tests check real answers against it. */

const ExtensionRef = z.object({ id: z.string(), number: z.string() });

export const AccountAnswer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  roles: z.array(Role),
  extension: ExtensionRef.optional(),
  permissions: z.array(z.object({ groupId: z.string(), groupName: z.string(), keys: z.array(PermissionKey) })),
  features: z.array(z.enum(features)),
  phone: z.object({ can: z.array(z.enum(callFeatures)), recording: z.enum(recordingRights), parkingSlots: z.array(z.string()), echoNumber: z.string().optional(), codes: FeatureCodes.optional() }).optional(),
});

export const TokenAnswerSchema = z.object({ accessToken: z.string(), accessExpiresAt: Time, refreshToken: z.string(), account: AccountAnswer });

export const ErrorAnswer = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });

export const AdminAccount = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(Role),
  disabled: z.boolean(),
  hasPassword: z.boolean(),
  extension: ExtensionRef.nullable(),
  createdAt: Time,
});

export const AdminLink = z.object({ purpose: z.enum(['invitation', 'reset']), mailed: z.boolean(), link: z.string().optional(), expiresAt: Time });

export const AdminOpenLink = z.object({
  id: z.string(),
  accountId: z.string(),
  purpose: z.enum(['invitation', 'reset']),
  /** False: somebody asked for it, and an administrator has yet to make one. */
  handedOut: z.boolean(),
  createdAt: Time,
  expiresAt: Time,
});

export const AdminDevice = z.object({ id: z.string(), name: z.string(), kind: z.enum(['web', 'embed']), signedInAt: Time, lastSeenAt: Time });

export const AdminExtension = z.object({
  id: z.string(),
  number: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  accountId: z.string().nullable(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  title: z.string().nullable(),
  photoUrl: z.string().nullable(),
  departments: z.array(z.string()),
  presenceState: z.enum(presenceStates),
  presenceNote: z.string(),
  recordingRight: z.enum(recordingRights),
  callerId: z.string().nullable(),
  createdAt: Time,
});

export const AdminDeskPhone = z.object({ username: z.string(), password: z.string(), host: z.string(), port: z.number(), transport: z.literal('udp') });

export const AdminGroup = z.object({ id: z.string(), name: z.string(), managerKeys: z.array(PermissionKey), userKeys: z.array(PermissionKey), everyone: z.boolean() });

export const AdminMember = z.object({ groupId: z.string(), extensionId: z.string(), kind: MemberKind, keys: z.array(PermissionKey) });

export const NewRule = z.strictObject({
  effect: z.enum(['show', 'hide']),
  viewerKind: z.enum(['everyone', 'group', 'extension']),
  viewerId: z.string().max(64).default(''),
  targetKind: z.enum(['everyone', 'group', 'extension', 'department']),
  targetId: z.string().max(120).default(''),
});

export const AdminRule = NewRule.extend({ id: z.string() });

export const AdminQueue = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  takesCalls: z.boolean(),
  takesMessages: z.boolean(),
  rules: QueueRules,
  memberAccountIds: z.array(z.string()),
});

const id = { id: z.string() };
export const AdminRingGroup = RingGroup.extend(id);
export const AdminMenu = Menu.extend(id);
export const AdminHours = Hours.extend(id);
export const AdminInboundRoute = InboundRoute.extend(id);
export const AdminOutboundRoute = OutboundRoute.extend(id);
export const AdminOutboundRight = OutboundRight.extend(id);
/** Its password is never told again. */
export const AdminTrunk = Trunk.omit({ password: true }).extend({ ...id, hasPassword: z.boolean(), state: z.enum(['up', 'down', 'unknown']), since: Time.nullable() });
export const SoundKept = z.object({ name: z.string() });

export const AdminChatButton = z.object({
  id: z.string(),
  kind: z.enum(channelKinds),
  name: z.string(),
  queueId: z.string(),
  origins: z.array(z.string()),
  greeting: Greeting.nullable(),
  createdAt: Time,
});
