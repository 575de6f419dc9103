import { Router } from 'express';
import type { Request, RequestHandler } from 'express';
import { limits, originAllowed } from '@klapka/protocol';
import type { Availability } from '@klapka/protocol';
import type { Visitor } from '../domain/conversations/types.ts';
import { DomainError } from '../domain/errors.ts';
import { KeyedBuckets } from '../domain/rate-limit.ts';
import type { Live } from '../realtime/index.ts';
import { receiveFile } from './uploads/receive.ts';

const quotas = {
  visitor: { count: 20, bytes: 5 * limits.fileBytes },
  /** Strangers share one: a flood of them fills so much of the disk and no more, until the sweep. */
  strangers: { count: 500, bytes: 50 * limits.fileBytes },
};
/** Uploads of strangers by address. */
const strangerUploads = { burst: 10, perSecond: 20 / 3600 };

/** What the chat button asks once, and files of visitors. Open to the pages on the button's list. */
export function chatRouter(live: Live): Router {
  const router = Router();
  const uploads = new KeyedBuckets(strangerUploads.burst, strangerUploads.perSecond);
  router.use('/api/chat/:buttonId', corsForButton(live));
  router.get('/api/chat/:buttonId/availability', async (request, response) => {
    const channel = channelOf(live, request);
    const visitor = await visitorOf(live, request).catch(stranger);
    const answer: Availability = {
      online: live.staffing.has(channel.queueId),
      unread: visitor ? await live.visitorConversations.unread(visitor) : 0,
      ...(channel.greeting === null ? {} : { greeting: channel.greeting }),
    };
    response.set('Cache-Control', 'no-store').json(answer);
  });
  router.post('/api/chat/:buttonId/files', async (request, response) => {
    const channel = channelOf(live, request);
    // Every browser says where a POST comes from; whoever does not is no visitor's page.
    if (request.headers.origin === undefined) throw new DomainError('ORIGIN_NOT_ALLOWED', 'This page may not show the button');
    const visitor = await visitorOf(live, request);
    if (visitor?.contact) {
      response.status(201).json(await receiveFile(request, `visitor:${visitor.contact.id}`, quotas.visitor, live.deps));
      return;
    }
    if (!uploads.take(request.ip ?? '', live.deps.clock.now())) throw new DomainError('TOO_MANY_REQUESTS', 'Too many files', { retryAfter: 180 });
    // A stranger has no secret yet: the file's own random id is what lets the first message take it along.
    response.status(201).json(await receiveFile(request, `button:${channel.id}`, quotas.strangers, live.deps));
  });
  return router;
}

function corsForButton(live: Live): RequestHandler {
  return (request, response, next) => {
    const channel = channelOf(live, request);
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin !== undefined) {
      if (!originAllowed(channel.origins, origin)) throw new DomainError('ORIGIN_NOT_ALLOWED', 'This page may not show the button');
      response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    }
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.set({ 'Access-Control-Allow-Methods': 'GET, POST', 'Access-Control-Allow-Headers': 'authorization, content-type, x-file-name', 'Access-Control-Max-Age': '600' });
    response.status(204).end();
  };
}

function channelOf(live: Live, request: Request) {
  const channel = live.channels.get(String(request.params['buttonId']));
  if (!channel) throw new DomainError('NOT_FOUND', 'There is no such chat button');
  return channel;
}

/** Null for a stranger. Throws SIGN_IN_AGAIN for a token that leads nowhere. */
async function visitorOf(live: Live, request: Request): Promise<Visitor | null> {
  const [, token] = /^Bearer ([A-Za-z0-9_-]{20,64})$/i.exec(request.headers.authorization ?? '') ?? [];
  return token === undefined ? null : live.visitorConversations.visitor(String(request.params['buttonId']), token);
}

/** The button only wants to know whether somebody is there; a forgotten visitor is a stranger to it. */
function stranger(error: unknown): null {
  if (error instanceof DomainError && error.code === 'SIGN_IN_AGAIN') return null;
  throw error;
}
