import type { ErrorBody, ErrorCode } from '@klapka/protocol';

const retryable: ReadonlySet<ErrorCode> = new Set(['TOO_MANY_REQUESTS', 'PBX_UNAVAILABLE', 'UNAVAILABLE', 'TIMED_OUT', 'NOT_CONNECTED']);

export function errorBody(code: ErrorCode, message = `Refused by the fake gateway: ${code}`): ErrorBody {
  return { code, message, retryable: retryable.has(code) };
}

/** The scripted gateway says no. */
export class FakeRefusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.name = 'FakeRefusal';
    this.code = code;
  }
}
