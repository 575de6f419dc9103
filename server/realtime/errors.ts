import type { ErrorBody } from '@klapka/protocol';
import { DomainError, errorBody } from '../domain/errors.ts';
import type { Logger } from '../ports/logger.ts';
import { PbxError } from '../ports/pbx.ts';
import { StorageError } from '../ports/storage.ts';

/** What the other side is told of a thrown value. A defect of ours goes to the log and out as INTERNAL. */
export function toErrorBody(error: unknown, logger: Logger, during: string): ErrorBody {
  if (error instanceof DomainError) return errorBody(error.code, error.message);
  if (error instanceof PbxError) return errorBody(error.code, error.message);
  if (error instanceof StorageError) {
    logger.warn({ err: error, during }, 'the storage refused');
    return error.code === 'CONFLICT' ? errorBody('CONFLICT', 'It contradicts what is stored') : errorBody('UNAVAILABLE', 'The storage cannot take it now');
  }
  logger.error({ err: error, during }, 'an unexpected error');
  return errorBody('INTERNAL', 'Something went wrong');
}
