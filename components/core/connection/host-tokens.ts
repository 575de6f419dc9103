import { PbxCommandError } from '../session.ts';
import { failure, parseErrorBody } from './errors.ts';
import { parseJson } from './http.ts';
import type { Tokens } from './tokens.ts';

/** Tokens that the host page's backend mints for its own signed-in person. Kept in memory only. */
export class HostTokens implements Tokens {
  readonly account = null;
  readonly #ask: ((expiresAt: number) => Promise<string>) | undefined;
  #token: string;
  #asking: Promise<string> | null = null;

  constructor(token: string, ask?: (expiresAt: number) => Promise<string>) {
    this.#token = token;
    this.#ask = ask;
  }

  get expiresAt(): number | null {
    return this.#token ? expiryOf(this.#token) : null;
  }

  get(renew: boolean): Promise<string> {
    if (this.#token && !renew) return Promise.resolve(this.#token);
    // One question to the host page, however many ask.
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #renew(): Promise<string> {
    if (!this.#ask) throw new PbxCommandError(failure('TOKEN_EXPIRED', 'The token has run out, and there is no getToken to ask for another'));
    try {
      this.#token = await this.#ask(this.expiresAt ?? Date.now());
    } catch (error) {
      // The host's own sign-in is its own affair: to this session it means that there is no fresh token.
      const message = error instanceof Error ? error.message : 'The host page gave no fresh token';
      throw new PbxCommandError(parseErrorBody(error) ?? failure('TOKEN_EXPIRED', message));
    }
    return this.#token;
  }
}

/** `exp` of a JWT in ms, read without checking it (RFC 7519 §4.1.4); null where it cannot be read. */
export function expiryOf(token: string): number | null {
  try {
    const claims = parseJson(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number') return claims.exp * 1000;
  } catch {
    // not base64: an opaque token
  }
  return null;
}
