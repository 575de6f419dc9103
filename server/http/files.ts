import { Router } from 'express';
import type { Request, RequestHandler } from 'express';
import { limits } from '@klapka/protocol';
import { DomainError } from '../domain/errors.ts';
import type { FileRecord } from '../ports/storage-conversations.ts';
import type { Live } from '../realtime/index.ts';
import type { Authenticate } from './routes.ts';
import { contentDisposition } from './uploads/file-name.ts';
import { receiveFile } from './uploads/receive.ts';

const quota = { count: 50, bytes: 10 * limits.fileBytes };
const imageTypes: ReadonlySet<string> = new Set(limits.imageTypes);

/**
 * `POST /api/files`: an agent uploads. `GET /api/files/:id`: an agent downloads with the token what the conversation shows,
 * a visitor with the signed address it came with. `cors` answers for agents' pages.
 */
export function filesRouter(live: Live, authenticate: Authenticate, cors: RequestHandler): Router {
  const router = Router();
  const { files, clock } = live.deps;
  router.options(['/api/files', '/api/files/:id'], cors);
  router.get('/api/files/:id', forTokens(cors), async (request, response) => {
    const expiresAt = signedUntil(live, request);
    const record = expiresAt === null ? await visibleFile(live, request, authenticate) : await live.deps.storage.read.files.byId(fileId(request));
    const file = record && (await files.get(record.storageKey));
    if (!record || !file) throw gone();
    response.set({
      'Content-Type': record.type === 'text/plain' ? 'text/plain; charset=utf-8' : record.type,
      'Content-Length': String(file.bytes),
      'Content-Disposition': contentDisposition(imageTypes.has(record.type) ? 'inline' : 'attachment', record.name),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      // A signed address is the permission, so any page that was given it may show the picture; there is no cookie to ride on.
      // What a token opened is kept nowhere: the next one at this browser may be somebody else.
      ...(expiresAt === null ? {} : {
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'Access-Control-Allow-Origin': '*',
        'Cache-Control': `private, max-age=${Math.max(0, Math.floor((expiresAt - clock.now()) / 1000))}, immutable`,
      }),
    });
    response.on('close', () => file.stream.destroy());
    file.stream.on('error', () => response.destroy());
    file.stream.pipe(response);
  });
  router.post('/api/files', cors, async (request, response) => {
    const { actor } = await authenticate(request);
    response.status(201).json(await receiveFile(request, `account:${actor.accountId}`, quota, live.deps));
  });
  return router;
}

const fileId = (request: Request): string => String(request.params['id']);

/** A page that sends a token is answered by its origin; an address alone, by any. */
function forTokens(cors: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (request.headers.authorization === undefined) next();
    else cors(request, response, next);
  };
}

/** Until when the signature of the address is good; null without one, for a token to decide. */
function signedUntil(live: Live, request: Request): number | null {
  const { e: expires, s: signature } = request.query;
  if (request.headers.authorization !== undefined) return null;
  if (typeof expires !== 'string' || typeof signature !== 'string' || !live.links.verify(fileId(request), expires, signature, live.deps.clock.now())) throw gone();
  return Number(expires);
}

/** The file, for whoever sees its conversation, or has uploaded it and not sent it yet. */
async function visibleFile(live: Live, request: Request, authenticate: Authenticate): Promise<FileRecord> {
  const { actor } = await authenticate(request);
  const { files, conversations } = live.deps.storage.read;
  const record = await files.byId(fileId(request));
  const conversation = record?.conversationId ? await conversations.byId(record.conversationId) : null;
  const visible = conversation ? live.conversations.sees(actor, conversation) : record?.owner === `account:${actor.accountId}`;
  if (!record || !visible) throw gone();
  return record;
}

/** One answer for an address that was made up, has run out, or whose file is gone. */
function gone(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such file');
}
