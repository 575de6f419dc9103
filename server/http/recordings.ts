import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import type { Recordings } from '../domain/calls/recordings.ts';
import { DomainError } from '../domain/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { Authenticate } from './routes.ts';

/** `GET /api/recordings?before=<time>`: one's own, newest first. `GET /api/recordings/:id/audio`: WAV. Both with the token. */
export function recordingsRouter(recordings: Recordings, authenticate: Authenticate, cors: RequestHandler, logger: Logger): Router {
  const router = Router();
  router.get('/api/recordings', cors, async (request, response) => {
    const { actor } = await authenticate(request);
    const { before } = request.query;
    const time = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before);
    if (!Number.isSafeInteger(time)) throw new DomainError('BAD_REQUEST', 'before: not a time');
    response.json(await recordings.list(actor, time));
  });
  router.get('/api/recordings/:id/audio', cors, async (request, response) => {
    const { actor } = await authenticate(request);
    const audio = await recordings.audio(actor, String(request.params['id']));
    response.set({ 'Content-Type': 'audio/wav', 'Content-Disposition': 'attachment; filename="recording.wav"', 'X-Content-Type-Options': 'nosniff' });
    await pipeline(Readable.from(audio), response).catch((error: unknown) => logger.warn({ err: error }, 'A recording was not sent to its end'));
  });
  return router;
}
