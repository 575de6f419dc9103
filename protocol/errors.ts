/**
 * Every error the gateway answers with. A client decides by `code` alone; `message` is for a developer's console
 * and carries no vendor text; `retryable` says whether the same request may succeed later unchanged.
 */
export const errorCodes = [
  // the request itself
  'BAD_REQUEST',
  'UNKNOWN_COMMAND',
  'UNKNOWN_TOPIC',
  'TOO_LARGE',
  'TYPE_NOT_ALLOWED',
  'EMPTY_FILE',
  'TOO_MANY_REQUESTS',
  // who asks
  'NOT_SIGNED_IN',
  'SIGN_IN_FAILED',
  'LINK_EXPIRED',
  'WEAK_PASSWORD',
  'TOKEN_EXPIRED',
  'ORIGIN_NOT_ALLOWED',
  'FORBIDDEN',
  // why a session was ended
  'SIGNED_IN_ELSEWHERE',
  'SIGN_IN_DISABLED',
  'EXTENSION_DELETED',
  'SIGN_IN_AGAIN',
  'EMBEDDING_DISABLED',
  'SIGNED_OUT',
  // what it asks about
  'NOT_FOUND',
  'CONFLICT',
  'ALREADY_TAKEN',
  'CONVERSATION_CLOSED',
  // telephony
  'CALL_GONE',
  'CALL_FULL',
  'UNKNOWN_NUMBER',
  'NOT_REGISTERED',
  'BUSY',
  'NO_ANSWER',
  'DECLINED',
  'NOT_SUPPORTED',
  'PBX_UNAVAILABLE',
  // the browser's own: never sent by the gateway, but reported through the same `pbx-error` event
  'MICROPHONE_REFUSED',
  'MICROPHONE_BLOCKED_BY_POLICY',
  'MICROPHONE_MISSING',
  'MICROPHONE_UNPLUGGED',
  'MICROPHONE_IN_USE',
  'MICROPHONE_SILENT',
  'CAMERA_REFUSED',
  'CAMERA_BLOCKED_BY_POLICY',
  'CAMERA_MISSING',
  'CAMERA_IN_USE',
  'INSECURE_CONTEXT',
  'CALLS_NOT_SUPPORTED',
  'NOT_CONNECTED',
  'NO_AUDIO',
  'TIMED_OUT',
  // ours
  'UNAVAILABLE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The body of every failed answer, over HTTP and over the socket alike. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  retryable: boolean;
}

/** Why a signed-in session ended; shown to the person with its own sentence. */
export const sessionEndCauses = [
  'SIGNED_IN_ELSEWHERE',
  'SIGN_IN_DISABLED',
  'EXTENSION_DELETED',
  'SIGN_IN_AGAIN',
  'EMBEDDING_DISABLED',
  'SIGNED_OUT',
] as const satisfies readonly ErrorCode[];
export type SessionEndCause = (typeof sessionEndCauses)[number];
