import { z } from 'zod';
import { ringStrategies } from './queue.ts';
import { SoundName, SpokenLanguage } from './sound.ts';
import { DialledNumber, Id, Name } from './text.ts';
import { MailboxRules } from './voicemail.ts';

/*
 * Where calls go. Every destination is a number as somebody would dial it: an extension's, a queue's, a ring group's, a menu's,
 * a mailbox's behind the code for leaving a message, or one outside.
 */

/** An inside number: of an extension, queue, ring group, menu or group mailbox. No two things have the same. */
export const InsideNumber = z.string().regex(/^[0-9]{2,8}$/);

const minute = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/);

/** Business hours, in local time. */
export const Hours = z.strictObject({
  name: Name,
  /** IANA name, `Europe/Prague`. */
  timeZone: z.string().max(64).refine(isTimeZone, 'no such time zone'),
  /** Open on these days, 1 Monday to 7 Sunday, from a minute to another: `08:00`, `24:00`. */
  open: z.array(z.strictObject({ days: z.array(z.number().int().min(1).max(7)).min(1).max(7), from: minute, to: minute }).refine(({ from, to }) => from < to, 'closes before it opens')).max(50),
  holidays: z.array(z.strictObject({ date: z.iso.date(), name: Name, everyYear: z.boolean().default(false) })).max(400),
  /** Set by hand, until it is taken back. */
  override: z.enum(['open', 'closed', 'holiday']).nullable().default(null),
});
export type Hours = z.output<typeof Hours>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Phones that ring for one number. */
export const RingGroup = z.strictObject({
  name: Name,
  number: InsideNumber,
  memberExtensionIds: z.array(Id).max(200),
  strategy: z.enum(ringStrategies).extract(['ring-all', 'linear']).default('ring-all'),
  /** All of them, or each of them in turn. */
  ringSeconds: z.number().int().min(5).max(300).default(30),
  /** Where nobody answers; null: the caller is told. */
  overflow: DialledNumber.nullable().default(null),
});
export type RingGroup = z.output<typeof RingGroup>;

export const menuKeys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;
export type MenuKey = (typeof menuKeys)[number];

/** An announcement callers answer with a key. */
export const Menu = z.strictObject({
  name: Name,
  number: InsideNumber,
  announcement: SoundName.nullable().default(null),
  keys: z.partialRecord(z.enum(menuKeys), DialledNumber).default({}),
  /** Whether an extension's number may be pressed, too. */
  directDial: z.boolean().default(false),
  waitSeconds: z.number().int().min(1).max(30).default(5),
  /** How often the announcement is played at most. */
  rounds: z.number().int().min(1).max(10).default(3),
  /** Where who presses nothing goes; null: the call ends. */
  otherwise: DialledNumber.nullable().default(null),
  language: SpokenLanguage.nullable().default(null),
});
export type Menu = z.output<typeof Menu>;

/** A mailbox several people listen to. */
export const GroupMailbox = MailboxRules.extend({ name: Name, number: InsideNumber, memberExtensionIds: z.array(Id).max(200) });
export type GroupMailbox = z.output<typeof GroupMailbox>;

/** A carrier: SIP over UDP, to a server and from its addresses. */
export const Trunk = z.strictObject({
  name: Name,
  /** Host, with a port where that is not 5060. */
  server: z.string().regex(/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/),
  username: z.string().max(64).regex(/^[\w.+-]*$/).nullable().default(null),
  /** Kept, never told again. */
  password: z.string().max(128).nullable().default(null),
  /** Whether we tell the carrier where we are, with name and password; else it knows our address. */
  registers: z.boolean().default(false),
  /** Addresses calls are taken from, IPv4 or IPv6, besides the server's own. */
  addresses: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).max(50).default([]),
  /** The number calls go out with where the extension has none of its own. */
  callerId: DialledNumber.nullable().default(null),
  maximumCalls: z.number().int().min(1).max(500).default(30),
});
export type Trunk = z.output<typeof Trunk>;

/** Where a number of ours leads that is called from outside. */
export const InboundRoute = z.strictObject({
  name: Name,
  /** Null: of any. */
  trunkId: Id.nullable().default(null),
  /** As the carrier sends it; null: every number no other route has. */
  number: DialledNumber.nullable().default(null),
  to: DialledNumber,
  hoursId: Id.nullable().default(null),
  /** Out of hours, and on holidays; null: it is said that we are closed. */
  closedTo: DialledNumber.nullable().default(null),
  holidayTo: DialledNumber.nullable().default(null),
});
export type InboundRoute = z.output<typeof InboundRoute>;

/** How numbers that begin so are dialled outside; of several the one with the longest beginning. */
export const OutboundRoute = z.strictObject({
  name: Name,
  /** What is dialled before the number or is its beginning; empty: every number. */
  prefix: z.string().regex(/^[0-9*+]{0,16}$/),
  /** Digits that are not sent to the carrier, and what is sent before the rest. */
  strip: z.number().int().min(0).max(16).default(0),
  prepend: z.string().regex(/^[0-9+]{0,16}$/).default(''),
  /** Tried one after the other where one has no place left or does not answer. */
  trunkIds: z.array(Id).min(1).max(10),
});
export type OutboundRoute = z.output<typeof OutboundRoute>;

/** Who may dial what outside, as dialled. A rule for an extension beats one for a group, and that one for everyone; then the longest beginning counts. Without any rule nobody may. */
export const OutboundRight = z.strictObject({
  prefix: z.string().regex(/^[0-9*+]{0,16}$/),
  allowed: z.boolean(),
  who: z.enum(['everyone', 'group', 'extension']),
  /** Of the group or the extension; empty for everyone. */
  whoId: z.union([Id, z.literal('')]).default(''),
});
export type OutboundRight = z.output<typeof OutboundRight>;
