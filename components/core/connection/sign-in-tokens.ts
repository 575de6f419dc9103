import type { Account, SignInRequest, TokenAnswer } from '@klapka/protocol';
import { PbxCommandError, type SessionStorage } from '../session.ts';
import { endCauseOf, failure } from './errors.ts';
import { parseJson, requestJson } from './http.ts';
import type { Tokens } from './tokens.ts';

/** What stands in storage: never the access token. */
interface Kept {
  refreshToken: string;
  accountId: string;
}

/** A token is renewed when it would run out within so long, ms. */
const margin = 10_000;

/**
 * Tokens of a person who signed in here. The refresh token is used once, so only one tab at a time may use it: a Web Lock
 * orders the tabs, and each reads the storage inside the lock.
 */
export class SignInTokens implements Tokens {
  readonly #gateway: string;
  readonly #storage: SessionStorage;
  readonly #key: string;
  #access: { token: string; expiresAt: number } | null = null;
  #account: Account | null = null;
  /** The refresh token that came with the access token. */
  #used: string | null = null;
  #refreshing: Promise<string> | null = null;

  constructor(gateway: string, storage: SessionStorage) {
    this.#gateway = gateway;
    this.#storage = storage;
    this.#key = `pbx:${new URL(gateway).origin}`;
  }

  get expiresAt(): number | null {
    return this.#access?.expiresAt ?? null;
  }

  get account(): Account | null {
    return this.#account;
  }

  /** A sign-in is kept from an earlier visit, or by another tab. */
  get isKept(): boolean {
    return this.#read() !== null;
  }

  /**
   * Another tab has refreshed since, or has signed in anew: what ended here need not have ended there. In the lock, because the
   * gateway ends the former sign-in before the other tab has its answer.
   */
  isReplaced(): Promise<boolean> {
    const used = this.#used;
    return this.#locked(() => {
      const kept = this.#read();
      return Promise.resolve(kept !== null && kept.refreshToken !== used);
    });
  }

  /** In the lock too: of two tabs that sign in at once, the sign-in that the gateway took last is the one kept. */
  async signIn(request: SignInRequest): Promise<void> {
    await this.#locked(async () => this.#keep(await requestJson(this.#gateway, { method: 'POST', path: '/api/auth/sign-in', body: request })));
  }

  /** Forgets at once; telling the gateway may fail without harm to what the person sees. */
  async signOut(): Promise<void> {
    const kept = this.#read();
    this.forget();
    this.#write(null);
    if (!kept) return;
    const body = { refreshToken: kept.refreshToken };
    await requestJson(this.#gateway, { method: 'POST', path: '/api/auth/sign-out', body, keepalive: true }).catch(() => undefined);
  }

  /** Forgets what is in memory: the session ended, or another tab signed in anew. */
  forget(): void {
    this.#access = null;
    this.#account = null;
    this.#used = null;
  }

  /** Removes the kept sign-in too, if it is still the ended one: in the lock, for another tab may be signing in just now. */
  discard(): void {
    const ended = this.#used;
    this.forget();
    void this.#locked(() => {
      if (ended !== null && this.#read()?.refreshToken === ended) this.#write(null);
      return Promise.resolve();
    });
  }

  get(renew: boolean): Promise<string> {
    if (this.#access && !renew && this.#access.expiresAt - margin > Date.now()) return Promise.resolve(this.#access.token);
    this.#refreshing ??= this.#locked(() => this.#refresh()).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Another tab of this browser signed out, or in. */
  onOtherTab(listener: (event: 'signed-out' | 'signed-in', accountId: string | null) => void, signal: AbortSignal): void {
    if (typeof window === 'undefined') return;
    const heard = (event: StorageEvent): void => {
      // A null key: the whole storage was cleared.
      if (event.key !== this.#key && event.key !== null) return;
      const kept = this.#read();
      listener(kept ? 'signed-in' : 'signed-out', kept?.accountId ?? null);
    };
    window.addEventListener('storage', heard, { signal });
  }

  async #refresh(): Promise<string> {
    const kept = this.#read();
    if (!kept) throw new PbxCommandError(failure('SIGNED_OUT', 'There is no kept sign-in'));
    const body = { refreshToken: kept.refreshToken };
    try {
      return this.#keep(await requestJson(this.#gateway, { method: 'POST', path: '/api/auth/refresh', body }));
    } catch (error) {
      if (error instanceof PbxCommandError && endCauseOf(error.body.code) && this.#read()?.refreshToken === kept.refreshToken) this.#write(null);
      throw error;
    }
  }

  #keep(answer: unknown): string {
    const tokens = answer as TokenAnswer;
    this.#access = { token: tokens.accessToken, expiresAt: tokens.accessExpiresAt };
    this.#account = tokens.account;
    this.#used = tokens.refreshToken;
    this.#write({ refreshToken: tokens.refreshToken, accountId: tokens.account.id });
    return tokens.accessToken;
  }

  /** Without Web Locks (a page that is not a secure context) the tab takes the risk; it has no microphone either. */
  #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const locks: LockManager | undefined = globalThis.navigator?.locks;
    return locks ? locks.request(`${this.#key}:refresh`, work) : work();
  }

  #read(): Kept | null {
    let kept: unknown = null;
    try {
      kept = parseJson(this.#storage.getItem(this.#key) ?? '');
    } catch {
      // Storage became forbidden: nothing is kept.
    }
    if (typeof kept !== 'object' || kept === null || !('refreshToken' in kept) || !('accountId' in kept)) return null;
    const { refreshToken, accountId } = kept;
    return typeof refreshToken === 'string' && typeof accountId === 'string' ? { refreshToken, accountId } : null;
  }

  #write(kept: Kept | null): void {
    try {
      if (kept) this.#storage.setItem(this.#key, JSON.stringify(kept));
      else this.#storage.removeItem(this.#key);
    } catch {
      // Full or forbidden: the sign-in then lasts as long as its access token.
    }
  }
}
