import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { GroupMailbox, MailboxRules } from '@klapka/protocol';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { greetingBytes } from '../domain/voicemail/mailboxes.ts';
import type { Mailboxes } from '../domain/voicemail/mailboxes.ts';
import type { Voicemails } from '../domain/voicemail/voicemails.ts';
import type { Logger } from '../ports/logger.ts';
import { SoundKept } from './answers.ts';
import { callerOf, fileRoute, param, route } from './routes.ts';
import type { Authenticate, Route } from './routes.ts';

/** `GET /api/voicemails?before=<time>`: of the mailboxes one may listen to, newest first. `GET /api/voicemails/:id/audio`: WAV. Both with the token. */
export function voicemailsRouter(voicemails: Voicemails, authenticate: Authenticate, cors: RequestHandler, logger: Logger): Router {
  const router = Router();
  router.get('/api/voicemails', cors, async (request, response) => {
    const { actor } = await authenticate(request);
    const { before } = request.query;
    const time = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before);
    if (!Number.isSafeInteger(time)) throw new DomainError('BAD_REQUEST', 'before: not a time');
    response.json(await voicemails.list(actor, time));
  });
  router.get('/api/voicemails/:id/audio', cors, async (request, response) => {
    const { actor } = await authenticate(request);
    const audio = await voicemails.audio(actor, String(request.params['id']));
    response.set({ 'Content-Type': 'audio/wav', 'Content-Disposition': 'attachment; filename="voicemail.wav"', 'X-Content-Type-Options': 'nosniff' });
    await pipeline(Readable.from(audio), response).catch((error: unknown) => logger.warn({ err: error }, 'A message was not sent to its end'));
  });
  return router;
}

const GroupMailboxView = GroupMailbox.extend({ id: z.string() });

/** One's own mailbox, and those of groups. */
export function mailboxRoutes(mailboxes: Mailboxes): Route[] {
  return [
    route({
      method: 'get', path: '/api/mailbox', access: 'signed-in', summary: 'How one’s own mailbox takes messages',
      answer: MailboxRules, status: 200, handle: (call) => mailboxes.own(callerOf(call).actor),
    }),
    route({
      method: 'put', path: '/api/mailbox', access: 'signed-in', summary: 'Change how one’s own mailbox takes messages',
      body: MailboxRules, status: 204, handle: (call) => mailboxes.setOwn(callerOf(call).actor, call.body),
    }),
    fileRoute({
      method: 'put', path: '/api/mailbox/greeting', access: 'signed-in', summary: 'Greet callers of one’s own mailbox with this (WAV, mono, 16 bits or μ-law); its name stands in the rules, where null takes it away again',
      file: { type: 'audio/wav', bytes: greetingBytes }, answer: SoundKept, status: 200, handle: async (call) => ({ name: await mailboxes.greet(callerOf(call).actor, call.body) }),
    }),
    route({
      method: 'get', path: '/api/admin/mailboxes', access: 'administrator', summary: 'Mailboxes of groups',
      answer: z.array(GroupMailboxView), status: 200, handle: () => mailboxes.groups(),
    }),
    route({
      method: 'post', path: '/api/admin/mailboxes', access: 'administrator', summary: 'Add a mailbox of a group',
      body: GroupMailbox, answer: GroupMailboxView, status: 201, handle: (call) => mailboxes.putGroup(null, call.body),
    }),
    route({
      method: 'put', path: '/api/admin/mailboxes/:id', access: 'administrator', summary: 'Change a mailbox of a group',
      body: GroupMailbox, answer: GroupMailboxView, status: 200, handle: (call) => mailboxes.putGroup(param(call, 'id'), call.body),
    }),
    route({
      method: 'delete', path: '/api/admin/mailboxes/:id', access: 'administrator', summary: 'Remove a mailbox of a group; its messages stay with the PBX',
      status: 204, handle: (call) => mailboxes.removeGroup(param(call, 'id')),
    }),
  ];
}
