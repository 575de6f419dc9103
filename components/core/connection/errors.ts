import type { ErrorBody, ErrorCode, SessionEndCause } from '@klapka/protocol';

/** The protocol's end causes again: the browser takes its types only; a test compares the two. */
export const endCauses: readonly SessionEndCause[] = [
  'SIGNED_IN_ELSEWHERE',
  'SIGN_IN_DISABLED',
  'EXTENSION_DELETED',
  'SIGN_IN_AGAIN',
  'EMBEDDING_DISABLED',
  'SIGNED_OUT',
];

/** Why a session is over for good after this refusal, or null where it is not. */
export function endCauseOf(code: ErrorCode): SessionEndCause | null {
  if (code === 'NOT_SIGNED_IN' || code === 'TOKEN_EXPIRED' || code === 'SIGN_IN_FAILED') return 'SIGN_IN_AGAIN';
  return endCauses.find((cause) => cause === code) ?? null;
}

export function failure(code: ErrorCode, message: string, retryable = false): ErrorBody {
  return { code, message, retryable };
}

/** An answer that should be an `ErrorBody` but came through whatever stands between (a proxy, another server). */
export function parseErrorBody(value: unknown): ErrorBody | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || typeof value.code !== 'string') return null;
  const message = 'message' in value && typeof value.message === 'string' ? value.message : value.code;
  // The gateway's codes are the protocol's; an unknown one is shown as an error of no particular kind.
  return { code: value.code as ErrorCode, message, retryable: 'retryable' in value && value.retryable === true };
}
