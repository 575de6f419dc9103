import { z } from 'zod';
import type { Account } from './model/account.ts';
import type { Message } from './model/conversation.ts';
import { monitorModes } from './model/call.ts';
import { presenceStates } from './model/extension.ts';
import { Hours, InsideNumber } from './model/route.ts';
import { ClientId, DialledNumber, Id, Name, PbxId, cleanText } from './model/text.ts';
import type { ErrorBody } from './errors.ts';
import { limits } from './limits.ts';

/**
 * What a signed-in page may ask for: one socket event `command`, acknowledged once.
 * `id` makes a command safe to send again: the gateway answers a repeated id with its first answer and does nothing twice.
 */
export const CommandEnvelope = z.strictObject({ id: ClientId, name: z.string().max(64), payload: z.unknown() });
export type CommandEnvelope = z.infer<typeof CommandEnvelope>;

export type CommandAnswer<Result = unknown> = { ok: true; result: Result } | { ok: false; error: ErrorBody };

const messageText = z.string().max(limits.messageText * 2).transform(cleanText).pipe(z.string().max(limits.messageText));

/** A leg of a call, both as the topic `calls` names them. */
const leg = { callId: PbxId, legId: PbxId };

/** One queue, or all of them; oneself, or somebody one manages. */
const agent = { queueId: Id.nullable(), extensionId: Id.optional() };

/** Payload schemas by command; the gateway parses with them, the browser takes only their types. */
export const commandPayloads = {
  /** A new access token for a socket that stays open. */
  'session:renew': z.strictObject({ token: z.string().max(4096) }),
  /** The page is going away: its calls are kept for a moment, no BYE is sent. */
  'session:leaving': z.strictObject({}),
  /** Credentials for the SIP socket; they live minutes and never stand in a page. */
  'sip:ticket': z.strictObject({}),
  'presence:set': z.strictObject({ state: z.enum(presenceStates), note: z.string().max(120).transform(cleanText).default('') }),
  /** Signs one of my other devices out. */
  'device:sign-out': z.strictObject({ deviceId: Id }),
  /** Ends a call I take part in, whichever of my devices holds it. */
  'call:hang-up': z.strictObject({ callId: PbxId }),
  /** Has the PBX call one of my phones, which answers by itself, and then dial for it. Without a device: this browser's. */
  'call:originate': z.strictObject({ number: DialledNumber, deviceId: Id.optional() }),
  /** Sends this leg to a number; whom it talked with is released. Where nobody there answers it comes back to me, if I was in the call. */
  'call:redirect': z.strictObject({ ...leg, number: DialledNumber, note: z.string().max(limits.callNote * 2).transform(cleanText).pipe(z.string().max(limits.callNote)).optional() }),
  /** Connects two legs of two calls; whom they talked with is released. */
  'call:join': z.strictObject({ ...leg, otherCallId: PbxId, otherLegId: PbxId }),
  /** Makes one conference of two calls; the first goes on. */
  'call:merge': z.strictObject({ callId: PbxId, otherCallId: PbxId }),
  /** Rings somebody and takes them into the call. */
  'call:invite': z.strictObject({ callId: PbxId, number: DialledNumber }),
  'call:drop': z.strictObject(leg),
  'call:mute': z.strictObject({ ...leg, muted: z.boolean() }),
  /** This leg waits on a slot; without one on the first that is free. */
  'call:park': z.strictObject({ ...leg, slot: DialledNumber.optional() }),
  /** Takes a call that rings elsewhere or is parked to one of my phones, which answers by itself. Without a device: this browser's. */
  'call:pick-up': z.strictObject({ callId: PbxId, deviceId: Id.optional() }),
  'call:monitor': z.strictObject({ ...leg, mode: z.enum(monitorModes), deviceId: Id.optional() }),
  /** Of my own leg while I listen. */
  'call:monitor-mode': z.strictObject({ ...leg, mode: z.enum(monitorModes) }),
  'call:record': z.strictObject({ callId: PbxId, state: z.enum(['on', 'paused', 'off']) }),
  /** Moves my leg to another of my phones, once that answers; null: to whichever answers first. */
  'call:flip': z.strictObject({ ...leg, deviceId: Id.nullable() }),
  'voicemail:heard': z.strictObject({ id: PbxId, heard: z.boolean() }),
  'voicemail:remove': z.strictObject({ id: PbxId }),
  /** Moves a message into another mailbox, by its number. */
  'voicemail:forward': z.strictObject({ id: PbxId, to: InsideNumber }),
  'favourite:set': z.strictObject({ extensionId: Id, favourite: z.boolean() }),
  /** I take this queue's calls from now on, or no more. */
  'queue:log-in': z.strictObject(agent),
  'queue:log-out': z.strictObject(agent),
  /** For so many minutes, or until I resume. Again: with another reason or time. */
  'queue:pause': z.strictObject({ ...agent, reason: Name.optional(), minutes: z.number().int().min(1).max(24 * 60).optional() }),
  'queue:resume': z.strictObject(agent),
  /** Ends my rest behind a call. */
  'queue:ready': z.strictObject(agent),
  /** Who waits with this call becomes the next one. */
  'queue:move-first': z.strictObject({ callId: PbxId }),
  /** Null: by the clock again. */
  'hours:switch': z.strictObject({ hoursId: Id, override: Hours.shape.override.unwrap() }),
  'conversation:pick-up': z.strictObject({ conversationId: Id }),
  'conversation:close': z.strictObject({ conversationId: Id }),
  /** I have read everything up to `seq`. */
  'conversation:read': z.strictObject({ conversationId: Id, seq: z.number().int().nonnegative() }),
  'typing:set': z.strictObject({ conversationId: Id, typing: z.boolean() }),
  'message:send': z.strictObject({
    conversationId: Id,
    clientId: ClientId,
    text: messageText.default(''),
    fileIds: z.array(Id).max(limits.filesPerMessage).default([]),
  }),
  /** Older messages: those before `before`, oldest first. */
  'message:list': z.strictObject({ conversationId: Id, before: z.number().int().positive() }),
} as const;

export type CommandName = keyof typeof commandPayloads;
/** What a caller passes: fields with a default may be left out. */
export type CommandInput<Name extends CommandName> = z.input<(typeof commandPayloads)[Name]>;
/** What the gateway works with after parsing. */
export type CommandPayload<Name extends CommandName> = z.output<(typeof commandPayloads)[Name]>;

/** How a browser reaches the PBX. A union, because not every PBX speaks SIP over WebSocket. */
export type SipTicket =
  | {
      kind: 'sip';
      /** `ws(s)://…/sip`; the ticket goes along as WebSocket subprotocol `ticket.<ticket>` beside `sip`, so that it stands in no log. */
      url: string;
      /** Good for one socket, for a minute. */
      ticket: string;
      /** SIP address of record without scheme, `user@domain`. */
      aor: string;
      username: string;
      password: string;
      /** Becomes `+sip.instance` and tells devices of one extension apart. */
      deviceId: string;
      iceServers: { urls: string[]; username?: string; credential?: string }[];
      expiresAt: number;
      /** Another one than before: the PBX was restarted and its calls are over. Absent where calls outlive a restart. */
      epoch?: string;
    }
  | { kind: 'none' };

export interface CommandResults {
  'session:renew': { account: Account; expiresAt: number };
  'session:leaving': Record<string, never>;
  'sip:ticket': SipTicket;
  'presence:set': Record<string, never>;
  'device:sign-out': Record<string, never>;
  'call:hang-up': Record<string, never>;
  'call:originate': { callId: string };
  'call:redirect': Record<string, never>;
  'call:join': Record<string, never>;
  'call:merge': Record<string, never>;
  'call:invite': Record<string, never>;
  'call:drop': Record<string, never>;
  'call:mute': Record<string, never>;
  'call:park': { slot: string };
  'call:pick-up': Record<string, never>;
  'call:monitor': Record<string, never>;
  'call:monitor-mode': Record<string, never>;
  'call:record': Record<string, never>;
  'call:flip': Record<string, never>;
  'voicemail:heard': Record<string, never>;
  'voicemail:remove': Record<string, never>;
  'voicemail:forward': Record<string, never>;
  'favourite:set': Record<string, never>;
  'queue:log-in': Record<string, never>;
  'queue:log-out': Record<string, never>;
  'queue:pause': Record<string, never>;
  'queue:resume': Record<string, never>;
  'queue:ready': Record<string, never>;
  'queue:move-first': Record<string, never>;
  'hours:switch': Record<string, never>;
  'conversation:pick-up': Record<string, never>;
  'conversation:close': Record<string, never>;
  'conversation:read': Record<string, never>;
  'typing:set': Record<string, never>;
  'message:send': { message: Message };
  'message:list': { messages: Message[]; more: boolean };
}
