import type { ErrorCode } from '@klapka/protocol';
import type { ErrorRequestHandler } from 'express';
import { DomainError, errorBody } from '../domain/errors.ts';
import type { Logger } from '../ports/logger.ts';
import { PbxError } from '../ports/pbx.ts';
import { StorageError } from '../ports/storage.ts';

const statuses: Partial<Record<ErrorCode, number>> = {
  TOO_LARGE: 413,
  TYPE_NOT_ALLOWED: 415,
  TOO_MANY_REQUESTS: 429,
  NOT_SIGNED_IN: 401,
  SIGN_IN_FAILED: 401,
  TOKEN_EXPIRED: 401,
  SIGNED_IN_ELSEWHERE: 401,
  SIGN_IN_DISABLED: 401,
  EXTENSION_DELETED: 401,
  SIGN_IN_AGAIN: 401,
  EMBEDDING_DISABLED: 401,
  SIGNED_OUT: 401,
  LINK_EXPIRED: 410,
  WEAK_PASSWORD: 422,
  FORBIDDEN: 403,
  ORIGIN_NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  ALREADY_TAKEN: 409,
  CONVERSATION_CLOSED: 409,
  CALL_GONE: 409,
  CALL_FULL: 409,
  NOT_SUPPORTED: 501,
  PBX_UNAVAILABLE: 503,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 400;
}

/** Every thrown value as one of our errors. What nobody expected is INTERNAL, and says no more than that. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof PbxError) return new DomainError(error.code, error.message, { cause: error });
  if (error instanceof StorageError) {
    return error.code === 'CONFLICT'
      ? new DomainError('CONFLICT', 'It conflicts with what is there', { cause: error })
      : new DomainError('UNAVAILABLE', 'The gateway cannot store anything now', { cause: error, retryAfter: 1 });
  }
  return fromParser(error) ?? new DomainError('INTERNAL', 'Something went wrong', { cause: error });
}

/** Errors of Express's own body parsers and decoders carry a status. */
function fromParser(error: unknown): DomainError | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  if (error.status === 413) return new DomainError('TOO_LARGE', 'The request is too large', { cause: error });
  if (error.status === 404) return new DomainError('NOT_FOUND', 'Not found', { cause: error });
  if (error.status >= 400 && error.status < 500) return new DomainError('BAD_REQUEST', 'The request cannot be read', { cause: error });
  return null;
}

/** The last handler: answers with an `ErrorBody` and logs what is ours to mend. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const error = toDomainError(thrown);
    if (error.code === 'INTERNAL' || error.code === 'UNAVAILABLE') logger.error({ err: thrown, requestId: request.id }, 'a request failed');
    if (response.headersSent) {
      next(thrown);
      return;
    }
    if (error.retryAfter !== undefined) response.set('Retry-After', String(error.retryAfter));
    if (error.code === 'NOT_SIGNED_IN' || error.code === 'TOKEN_EXPIRED') response.set('WWW-Authenticate', 'Bearer');
    response.status(statusOf(error.code)).json(errorBody(error.code, error.message));
  };
}
