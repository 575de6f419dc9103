import { z } from 'zod';
import type { Account } from './model/account.ts';
import type { Message } from './model/conversation.ts';
import { presenceStates } from './model/extension.ts';
import { ClientId, Id, cleanText } from './model/text.ts';
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
  'call:hang-up': z.strictObject({ callId: Id }),
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
  'conversation:pick-up': Record<string, never>;
  'conversation:close': Record<string, never>;
  'conversation:read': Record<string, never>;
  'typing:set': Record<string, never>;
  'message:send': { message: Message };
  'message:list': { messages: Message[]; more: boolean };
}
