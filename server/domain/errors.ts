import type { ErrorBody, ErrorCode } from '@klapka/protocol';

/** Codes whose request may succeed later unchanged. */
const retryable: ReadonlySet<ErrorCode> = new Set(['TOO_MANY_REQUESTS', 'PBX_UNAVAILABLE', 'UNAVAILABLE', 'INTERNAL', 'TIMED_OUT']);

/** A refusal the caller is told about, by one of the protocol's codes. The message is for a developer and carries no vendor text. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, message: string, options: ErrorOptions & { retryAfter?: number } = {}) {
    super(message, options);
    this.name = 'DomainError';
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}

export function errorBody(code: ErrorCode, message: string): ErrorBody {
  return { code, message, retryable: retryable.has(code) };
}

