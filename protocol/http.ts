import { z } from 'zod';
import { recordingRights } from './model/account.ts';
import type { Account } from './model/account.ts';
import { FeatureCodes, defaultFeatureCodes } from './model/feature-code.ts';
import { QueueRules } from './model/queue.ts';
import { InsideNumber } from './model/route.ts';
import { SpokenLanguage } from './model/sound.ts';
import { ClientId, DialledNumber, Email, Id, Name } from './model/text.ts';
import { MemberKind, PermissionKey, Role } from './model/permission.ts';

/*
 * The HTTP interface: sign-in, files, the visitor's availability and administration. Everything live goes over the socket.
 * Every failed answer has an `ErrorBody`.
 */

/** A password: at least ten characters; stricter rules cost more than they protect (NIST SP 800-63B §5.1.1.2). */
export const Password = z.string().min(10).max(200);

/** POST /api/auth/sign-in */
export const SignInRequest = z.strictObject({
  /** Extension number or e-mail. */
  login: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(200),
  device: z.strictObject({ id: ClientId, name: Name }),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** Answer of sign-in and refresh. */
export interface TokenAnswer {
  /** Short-lived; sent as `Authorization: Bearer` and in the socket's handshake. */
  accessToken: string;
  accessExpiresAt: number;
  /** Used once: every refresh gives a new one, and a second use of an old one ends the session. */
  refreshToken: string;
  account: Account;
}

/** POST /api/auth/refresh and POST /api/auth/sign-out */
export const RefreshRequest = z.strictObject({ refreshToken: z.string().min(20).max(200) });
export type RefreshRequest = z.infer<typeof RefreshRequest>;

/** POST /api/auth/forgot: always answers 202, whether the account exists or not. */
export const ForgotRequest = z.strictObject({ login: z.string().trim().min(1).max(254) });
/** POST /api/auth/reset: for a forgotten password and for an invitation. */
export const ResetRequest = z.strictObject({ token: z.string().min(1).max(200), password: Password });
/** POST /api/auth/password: of the signed-in account. */
export const ChangePasswordRequest = z.strictObject({ current: z.string().min(1).max(200), password: Password });

/** The claims of a token a host's backend mints for its own signed-in user (JWT, HS256, `aud: "klapka"`, at most ten minutes). */
export const EmbedClaims = z.object({
  /** Extension number or e-mail of an existing account. */
  sub: z.string().min(1).max(254),
  aud: z.union([z.literal('klapka'), z.array(z.string()).refine((list) => list.includes('klapka'))]),
  exp: z.number().int(),
  iat: z.number().int(),
});

const greetingText = z.string().trim().min(1).max(300).optional();
/** By language of the page; a page in another language shows what there is. */
export const Greeting = z.strictObject({ en: greetingText, cs: greetingText });
export type Greeting = z.infer<typeof Greeting>;

/**
 * GET /api/chat/:buttonId/availability — what the chat button asks once, after idle. A returning visitor sends its token as
 * `Authorization: Bearer`; a stranger sends no header at all, so that no preflight is needed.
 */
export interface Availability {
  /** An agent of the channel is signed in now. */
  online: boolean;
  /** Messages the returning visitor has not read; 0 for a stranger. */
  unread: number;
  /** The window's title in the administrator's own words. */
  greeting?: Greeting;
}

/**
 * Answer of an upload (POST /api/files, POST /api/chat/:buttonId/files). The body is the file itself, no multipart, with its
 * `Content-Type`; its name stands percent-encoded (`encodeURIComponent`) in the header `X-File-Name`. `Authorization: Bearer`
 * as everywhere; a visitor who has not written yet has no token and sends none.
 */
export interface UploadAnswer {
  id: string;
  name: string;
  type: string;
  bytes: number;
}

/* Administration: /api/admin/… — only accounts with the role administrator. */
export const NewExtension = z.strictObject({
  number: InsideNumber,
  firstName: Name,
  lastName: Name,
  email: Email.optional(),
  mobile: z.string().max(32).optional(),
  title: Name.optional(),
  departments: z.array(Name).max(10).default([]),
  /** What this person may do about recording their own calls. */
  recordingRight: z.enum(recordingRights).default('none'),
  /** Shown outside in place of the trunk's. */
  callerId: DialledNumber.nullable().optional(),
  groupIds: z.array(Id).max(50).default([]),
});
export const NewAccount = z.strictObject({
  name: Name,
  email: Email.optional(),
  extensionNumber: z.string().optional(),
  roles: z.array(Role).max(3).default(['user']),
  /** Without one the answer carries an invitation link. */
  password: Password.optional(),
});
export const NewGroup = z.strictObject({ name: Name });
export const GroupMember = z.strictObject({
  extensionId: Id,
  kind: MemberKind,
  /** For `custom` only. */
  keys: z.array(PermissionKey).default([]),
});
export const NewQueue = z.strictObject({
  name: Name,
  /** Without one nobody can call it. */
  number: InsideNumber.optional(),
  takes: z.array(z.enum(['calls', 'messages'])).min(1),
  /** In the order they are rung in, where the strategy has one. */
  memberAccountIds: z.array(Id).max(500).default([]),
  rules: QueueRules.optional(),
});
/** What is the same for every phone. */
export const Telephony = z.strictObject({
  /** The PBX speaks it where nothing else is said. */
  language: SpokenLanguage.default('en'),
  featureCodes: FeatureCodes.default(defaultFeatureCodes),
  /** Calls one extension may begin to the outside within a minute. */
  outsideCallsPerMinute: z.number().int().min(1).max(1000).default(20),
  /** Why an agent may pause; without any they say it in their own words. */
  pauseReasons: z.array(Name).max(50).default([]),
});
export type Telephony = z.output<typeof Telephony>;
/** `https://example.com`, `https://*.example.com`, `http://localhost:8081`. */
export const OriginPattern = z.string().regex(/^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/, 'must be origins like https://crm.example.com or https://*.example.com, without a slash at the end');
export const NewChatButton = z.strictObject({
  name: Name,
  origins: z.array(OriginPattern).min(1).max(50),
  queueId: Id,
  greeting: Greeting.optional(),
});
