import { errorBodyOf, PbxCommandError } from '../session.ts';
import { failure, parseErrorBody } from './errors.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** ms; a gateway that takes longer is not there. */
const patience = 15_000;

export interface HttpRequest {
  method: HttpMethod;
  path: string;
  token?: string;
  body?: unknown;
  /** Outlives the page: for a sign-out while the page goes away. */
  keepalive?: boolean;
}

/** JSON to the gateway and back, without cookies. Rejects with `PbxCommandError`; no answer at all is UNAVAILABLE, retryable. */
export async function requestJson(gateway: string, request: HttpRequest): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(request.path, gateway), {
      method: request.method,
      headers: {
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.token ? { authorization: `Bearer ${request.token}` } : {}),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      credentials: 'omit',
      cache: 'no-store',
      keepalive: request.keepalive ?? false,
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    throw new PbxCommandError(failure('UNAVAILABLE', `The gateway did not answer: ${errorBodyOf(error).message}`, true));
  }
  const text = await response.text().catch(() => '');
  const answer = parseJson(text);
  if (response.ok) return answer;
  throw new PbxCommandError(refusalOf(response.status, answer));
}

/** The refusal behind a failed answer, also where something in between wrote it. */
export function refusalOf(status: number, answer: unknown): ReturnType<typeof failure> {
  const known = parseErrorBody(answer);
  if (known) return known;
  if (status === 401) return failure('NOT_SIGNED_IN', 'HTTP 401');
  if (status === 413) return failure('TOO_LARGE', 'HTTP 413');
  if (status === 429) return failure('TOO_MANY_REQUESTS', 'HTTP 429', true);
  return status >= 500 ? failure('UNAVAILABLE', `HTTP ${status}`, true) : failure('BAD_REQUEST', `HTTP ${status}`);
}

export function parseJson(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
