import { z } from 'zod';
import type { ErrorBody } from './errors.ts';
import { limits } from './limits.ts';
import type { DeliveryState, SignedFileRef } from './model/conversation.ts';
import { ClientId, cleanText } from './model/text.ts';

/*
 * A site visitor's socket: namespace `/visitor`, handshake `auth` = VisitorHandshake. One conversation, so no topics:
 * the visitor says how far it has read the thread and gets what came after. Kept small, because its client is too.
 *
 * WebSocket, and long polling where a visitor's network lets no WebSocket through. A refused handshake fails with an
 * `ErrorBody` in `error.data`: `NOT_FOUND` (no such button), `ORIGIN_NOT_ALLOWED`, `SIGN_IN_AGAIN` (the token is not known
 * any more: forget it and come as a stranger), or a retryable one. One visitor may have several sockets (tabs): each gets
 * every event, messages of the visitor itself included.
 */

export const VisitorHandshake = z.object({
  buttonId: z.string().max(64),
  /** Random secret of a returning visitor, at least 122 bits; absent until the first message was sent. */
  token: z.string().max(64).optional(),
});

export type VisitorHandshake = z.infer<typeof VisitorHandshake>;

const text = z.string().max(limits.messageText * 2).transform(cleanText).pipe(z.string().max(limits.messageText));

/** Events the visitor emits; each is acknowledged with a `VisitorAnswer`. */
export const visitorRequests = {
  /**
   * Messages with `after < seq < before` (0 and absent: the whole thread), the newest `limits.pageSize` of them in rising order;
   * `more` says that older ones of the range were left out, to be asked for with `before` = the first `seq` received.
   */
  sync: z.strictObject({ after: z.number().int().nonnegative(), before: z.number().int().positive().optional() }),
  /**
   * A second `send` with the same `clientId` has no effect and the same answer, also from a stranger without a token: the
   * answer to its first message may have been lost.
   */
  send: z.strictObject({
    clientId: ClientId,
    text: text.default(''),
    fileIds: z.array(z.string().max(64)).max(limits.filesPerMessage).default([]),
    pageUrl: z.string().max(2000).optional(),
  }),
  typing: z.strictObject({ typing: z.boolean() }),
  /** Seen up to `seq`: with `open`, read; without, only delivered. */
  seen: z.strictObject({ seq: z.number().int().nonnegative(), open: z.boolean() }),
  /** Deletes the thread and everything known of the visitor. */
  forget: z.strictObject({}),
} as const;
export type VisitorRequest = keyof typeof visitorRequests;

export interface VisitorMessage {
  seq: number;
  clientId?: string;
  from: 'visitor' | 'agent' | 'system';
  name?: string;
  text: string;
  files: SignedFileRef[];
  event?: 'picked-up' | 'closed' | 'reopened' | 'started';
  at: number;
  delivery: DeliveryState;
}

export interface VisitorState {
  open: boolean;
  /** Somebody of the channel is signed in. */
  online: boolean;
  agent?: { name: string };
  agentTyping: boolean;
  /** Own messages up to here were delivered to, and read by, an agent. */
  deliveredSeq: number;
  readSeq: number;
  /** Agents' messages the visitor has not read. */
  unread: number;
}

export type VisitorAnswer<Result = unknown> = { ok: true; result: Result } | { ok: false; error: ErrorBody };

export interface VisitorResults {
  sync: { messages: VisitorMessage[]; state: VisitorState; more: boolean };
  /** `token` comes with the first message and is kept from then on. */
  send: { message: VisitorMessage; token: string };
  typing: Record<string, never>;
  seen: Record<string, never>;
  forget: Record<string, never>;
}

/** Events the visitor receives. */
export interface VisitorEvents {
  message: (message: VisitorMessage) => void;
  state: (state: VisitorState) => void;
}
