import { Router } from 'express';
import type { RequestHandler } from 'express';
import { limits } from '@klapka/protocol';
import { DomainError } from '../domain/errors.ts';
import type { Live } from '../realtime/index.ts';
import type { Authenticate } from './routes.ts';
import { contentDisposition } from './uploads/file-name.ts';
import { receiveFile } from './uploads/receive.ts';

const quota = { count: 50, bytes: 10 * limits.fileBytes };
const imageTypes: ReadonlySet<string> = new Set(limits.imageTypes);

/**
 * `POST /api/files`: an agent uploads. `GET /api/files/:id`: whoever was shown a file downloads it with the signed address
 * it came with. `cors` answers for agents' pages.
 */
export function filesRouter(live: Live, authenticate: Authenticate, cors: RequestHandler): Router {
  const router = Router();
  const { storage, files, clock } = live.deps;
  router.get('/api/files/:id', async (request, response) => {
    const id = String(request.params['id']);
    const { e: expires, s: signature } = request.query;
    if (typeof expires !== 'string' || typeof signature !== 'string' || !live.links.verify(id, expires, signature, clock.now())) throw gone();
    const record = await storage.read.files.byId(id);
    const file = record && (await files.get(record.storageKey));
    if (!record || !file) throw gone();
    response.set({
      'Content-Type': record.type === 'text/plain' ? 'text/plain; charset=utf-8' : record.type,
      'Content-Length': String(file.bytes),
      'Content-Disposition': contentDisposition(imageTypes.has(record.type) ? 'inline' : 'attachment', record.name),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      // The address is the permission, so any page that was given it may show the picture; there is no cookie to ride on.
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': `private, max-age=${Math.max(0, Math.floor((Number(expires) - clock.now()) / 1000))}, immutable`,
      'Referrer-Policy': 'no-referrer',
    });
    response.on('close', () => file.stream.destroy());
    file.stream.on('error', () => response.destroy());
    file.stream.pipe(response);
  });
  router.options('/api/files', cors);
  router.post('/api/files', cors, async (request, response) => {
    const { actor } = await authenticate(request);
    response.status(201).json(await receiveFile(request, `account:${actor.accountId}`, quota, live.deps));
  });
  return router;
}

/** One answer for an address that was made up, has run out, or whose file is gone. */
function gone(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such file');
}
