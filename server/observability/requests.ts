import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger as PinoLogger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Logger } from '../ports/logger.ts';

/** An id made by a proxy in front is taken over, if it looks like one. */
const safeId = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives each request an id, answers it as `X-Request-Id`, and logs one line without query, headers or body. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger: logger as PinoLogger,
    genReqId(request, response) {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && safeId.test(given) ? given : randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({ id: request.id, method: request.method, path: request.url.split('?')[0] }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: () => 'debug',
    // The error handler logs what failed; here it would stand twice.
    customErrorObject: (_request, _response, _error, { err: _err, ...line }: Record<string, unknown>) => line,
  });
}
