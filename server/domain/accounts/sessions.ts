import { createHmac } from 'node:crypto';
import type { Account, Device, SessionEndCause, SignInRequest, TokenAnswer } from '@klapka/protocol';
import { limits } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { PasswordPort } from '../../ports/password.ts';
import type { AccountRecord, SessionRecord } from '../../ports/storage-accounts.ts';
import type { Repositories, StoragePort } from '../../ports/storage.ts';
import { type EmbedTokenClaims, TokenError, type TokenPort, type VerifiedToken } from '../../ports/token.ts';
import { DomainError } from '../errors.ts';
import type { EventHub } from '../events.ts';
import { newId } from '../ids.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import type { Actor } from '../permissions/actor.ts';
import type { Rights } from '../permissions/rights.ts';
import { FailureLimit } from './failures.ts';

const minute = 60_000;
export const lifetimes = {
  access: 10 * minute,
  /** A browser that was not used for so long signs in again. */
  refresh: 30 * 24 * 60 * minute,
  /** Two tabs may refresh with the same token at once, and an answer may be lost on the way. */
  grace: minute,
  /** Ended sessions are kept so long, to tell a browser that comes back why. */
  ended: 30 * 24 * 60 * minute,
} as const;

/** `lastSeenAt` is for people to read, so it is not written more often. */
const seenEvery = minute;

export interface SignedIn {
  actor: Actor;
  account: Account;
  deviceId: string;
  expiresAt: number;
}

export interface SessionsDeps {
  storage: StoragePort;
  clock: Clock;
  events: EventHub;
  tokens: TokenPort;
  passwords: PasswordPort;
  rights: Rights;
  /** Makes the next refresh token from the last one; kept across restarts. */
  refreshKey: Buffer;
}

/**
 * Signed-in browsers. A refresh token is used once; the next one is derived from it with a key, so that two tabs that
 * refresh at the same moment get the same answer, while the database holds hashes only. A token that was used up comes
 * back only if somebody copied it: then the session ends.
 */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #failures = new FailureLimit(10, minute);

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  /** Throws SIGN_IN_FAILED, SIGN_IN_DISABLED or TOO_MANY_REQUESTS. */
  async signIn(request: SignInRequest, address: string): Promise<TokenAnswer> {
    const { clock, passwords, storage } = this.#deps;
    const account = await findAccount(storage.read, request.login);
    const key = `${account?.id ?? request.login.toLowerCase()} ${address}`;
    const at = clock.now();
    const wait = this.#failures.begin(key, at);
    if (wait !== null) throw new DomainError('TOO_MANY_REQUESTS', 'Too many failed sign-ins', { retryAfter: Math.ceil(wait / 1000) });
    const right = await passwords.verify(account?.passwordHash ?? null, request.password);
    if (!account || !right) throw new DomainError('SIGN_IN_FAILED', 'Extension, e-mail or password is wrong');
    this.#failures.forgive(key, at);
    if (account.disabled) throw new DomainError('SIGN_IN_DISABLED', 'Signing in is disabled for this account');
    const refreshToken = newSecret();
    const session = await this.#open(account.id, {
      deviceId: request.device.id, deviceName: request.device.name, kind: 'web',
      refreshHash: hashSecret(refreshToken), expiresAt: clock.now() + lifetimes.refresh,
    });
    return this.#answer(account, session, refreshToken);
  }

  /** Throws NOT_SIGNED_IN for a token that never was, otherwise the cause that ended the session. */
  async refresh(token: string): Promise<TokenAnswer> {
    const hash = hashSecret(token);
    const { clock, storage, refreshKey } = this.#deps;
    const found = await storage.write(async (tx) => {
      const now = clock.now();
      const session = await tx.sessions.byRefreshHash(hash);
      if (!session) return { outcome: 'unknown' as const };
      if (session.endedAt !== null) return { outcome: 'ended' as const, cause: session.endCause ?? 'SIGNED_OUT' };
      const next = createHmac('sha256', refreshKey).update(`${session.id} ${token}`).digest('base64url');
      if (hash === session.refreshHash && session.expiresAt > now) {
        if (session.previousHash !== null) await tx.sessions.retireHash(session.previousHash, session.id);
        const change = { refreshHash: hashSecret(next), previousHash: hash, rotatedAt: now, lastSeenAt: now, expiresAt: now + lifetimes.refresh };
        await tx.sessions.update(session.id, change);
        return { outcome: 'rotated' as const, session: { ...session, ...change }, next };
      }
      if (hash === session.previousHash && now - session.rotatedAt <= lifetimes.grace) return { outcome: 'rotated' as const, session, next };
      await tx.sessions.update(session.id, { endedAt: now, endCause: 'SIGN_IN_AGAIN' });
      return { outcome: 'reused' as const, session };
    });
    if (found.outcome === 'unknown') throw new DomainError('NOT_SIGNED_IN', 'Not signed in');
    if (found.outcome === 'ended') throw new DomainError(found.cause, 'The session was ended');
    if (found.outcome === 'reused') {
      this.#told(found.session.accountId, found.session.deviceId, 'SIGN_IN_AGAIN');
      throw new DomainError('SIGN_IN_AGAIN', 'Sign in again');
    }
    const account = await this.#mayBeHere(found.session.accountId);
    return this.#answer(account, found.session, found.next);
  }

  /** Ends the session of a refresh token; one that is unknown or ended already is fine too. */
  async signOut(token: string): Promise<void> {
    const session = await this.#deps.storage.read.sessions.byRefreshHash(hashSecret(token));
    if (session) await this.#end(session.accountId, (candidate) => candidate.id === session.id, 'SIGNED_OUT');
  }

  /** See `AgentSessions` in `realtime/deps.ts`; over HTTP there is no device to name. */
  async authenticate(token: string, device?: { id: string; name?: string }): Promise<SignedIn> {
    const claims = await this.#verify(token);
    if (claims.kind === 'embed') return this.#authenticateEmbed(claims, device);
    const session = await this.#deps.storage.read.sessions.get(claims.sessionId);
    if (!session || (device && session.deviceId !== device.id)) throw new DomainError('NOT_SIGNED_IN', 'Not signed in');
    if (session.endedAt !== null) throw new DomainError(session.endCause ?? 'SIGNED_OUT', 'The session was ended');
    const account = await this.#mayBeHere(session.accountId);
    await this.#seen(session);
    return this.#signedIn(account, session, claims.expiresAt);
  }

  async reload(accountId: string, deviceId: string): Promise<SignedIn | null> {
    const { storage, clock } = this.#deps;
    const [account, session] = await Promise.all([storage.read.accounts.get(accountId), storage.read.sessions.latestOfDevice(accountId, deviceId)]);
    if (!account || account.disabled || !session || session.endedAt !== null || session.expiresAt <= clock.now()) return null;
    return this.#signedIn(account, session, session.expiresAt);
  }

  async devices(accountId: string): Promise<Omit<Device, 'current'>[]> {
    const sessions = await this.#deps.storage.read.sessions.live(accountId, this.#deps.clock.now());
    return sessions.map((session) => ({
      id: session.deviceId, name: session.deviceName, kind: session.kind, signedInAt: session.createdAt, lastSeenAt: session.lastSeenAt,
    }));
  }

  async signOutDevice(accountId: string, deviceId: string): Promise<void> {
    const ended = await this.#end(accountId, (session) => session.deviceId === deviceId, 'SIGNED_OUT');
    if (ended === 0) throw new DomainError('NOT_FOUND', 'No such device is signed in');
  }

  /** Ends every session of an account but one. */
  async endAll(accountId: string, cause: SessionEndCause, exceptSessionId?: string): Promise<void> {
    await this.#end(accountId, (session) => session.id !== exceptSessionId, cause);
  }

  /** Forgets what ended or ran out long ago. */
  async prune(): Promise<void> {
    const before = this.#deps.clock.now() - lifetimes.ended;
    await this.#deps.storage.write(async (tx) => {
      await tx.sessions.prune(before);
      await tx.links.prune(before);
    });
  }

  async #authenticateEmbed(claims: EmbedTokenClaims, device?: { id: string; name?: string }): Promise<SignedIn> {
    const { storage } = this.#deps;
    const account = await findAccount(storage.read, claims.subject);
    if (!account) throw new DomainError('NOT_SIGNED_IN', 'The token names nobody here');
    if (account.disabled) throw new DomainError('SIGN_IN_DISABLED', 'Signing in is disabled for this account');
    // A request over HTTP belongs to the device whose socket is signed in; it does not sign one in itself.
    if (!device) return this.#signedIn(account, { id: '', deviceId: '', kind: 'embed' }, claims.expiresAt);
    const last = await storage.read.sessions.latestOfDevice(account.id, device.id);
    if (last && last.endedAt !== null && claims.issuedAt <= last.endedAt) {
      throw new DomainError(last.endCause ?? 'SIGNED_OUT', 'The session was ended after this token was made');
    }
    if (last && last.endedAt === null && last.expiresAt > this.#deps.clock.now()) {
      if (last.expiresAt < claims.expiresAt) await storage.write((tx) => tx.sessions.update(last.id, { expiresAt: claims.expiresAt }));
      await this.#seen(last);
      return this.#signedIn(account, last, claims.expiresAt);
    }
    const session = await this.#open(account.id, {
      deviceId: device.id, deviceName: device.name ?? 'Embedded', kind: 'embed', refreshHash: null, expiresAt: claims.expiresAt,
    });
    return this.#signedIn(account, session, claims.expiresAt);
  }

  async #verify(token: string): Promise<VerifiedToken> {
    try {
      return await this.#deps.tokens.verify(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      if (error.reason === 'DISABLED') throw new DomainError('EMBEDDING_DISABLED', 'Embedding by token is off on this gateway', { cause: error });
      if (error.reason === 'EXPIRED') throw new DomainError('TOKEN_EXPIRED', 'The token has expired', { cause: error });
      throw new DomainError('NOT_SIGNED_IN', 'Not signed in', { cause: error });
    }
  }

  /** Signs a browser in: its own earlier session gives way silently, and of six browsers the first is displaced. */
  async #open(accountId: string, given: Pick<SessionRecord, 'deviceId' | 'deviceName' | 'kind' | 'refreshHash' | 'expiresAt'>): Promise<SessionRecord> {
    const { storage, clock, events } = this.#deps;
    const { session, displaced } = await storage.write(async (tx) => {
      const now = clock.now();
      const live = await tx.sessions.live(accountId, now);
      const same = live.filter((other) => other.deviceId === given.deviceId);
      const others = live.filter((other) => other.deviceId !== given.deviceId);
      const tooMany = others.slice(0, Math.max(0, others.length - limits.devicesPerAccount + 1));
      for (const other of same) await tx.sessions.update(other.id, { endedAt: now, endCause: 'SIGNED_OUT' });
      for (const other of tooMany) await tx.sessions.update(other.id, { endedAt: now, endCause: 'SIGNED_IN_ELSEWHERE' });
      const record: SessionRecord = {
        id: newId(), accountId, ...given, previousHash: null, rotatedAt: now, createdAt: now, lastSeenAt: now, endedAt: null, endCause: null,
      };
      await tx.sessions.insert(record);
      return { session: record, displaced: tooMany };
    });
    for (const other of displaced) events.publish('session:ended', { accountId, deviceId: other.deviceId, cause: 'SIGNED_IN_ELSEWHERE' });
    events.publish('devices:changed', { accountId });
    return session;
  }

  async #end(accountId: string, which: (session: SessionRecord) => boolean, cause: SessionEndCause): Promise<number> {
    const { storage, clock } = this.#deps;
    const ended = await storage.write(async (tx) => {
      const now = clock.now();
      const sessions = (await tx.sessions.live(accountId, now)).filter(which);
      for (const session of sessions) await tx.sessions.update(session.id, { endedAt: now, endCause: cause });
      return sessions;
    });
    for (const session of ended) this.#deps.events.publish('session:ended', { accountId, deviceId: session.deviceId, cause });
    if (ended.length > 0) this.#deps.events.publish('devices:changed', { accountId });
    return ended.length;
  }

  #told(accountId: string, deviceId: string, cause: SessionEndCause): void {
    this.#deps.events.publish('session:ended', { accountId, deviceId, cause });
    this.#deps.events.publish('devices:changed', { accountId });
  }

  async #mayBeHere(accountId: string): Promise<AccountRecord> {
    const account = await this.#deps.storage.read.accounts.get(accountId);
    if (!account) throw new DomainError('NOT_SIGNED_IN', 'Not signed in');
    if (account.disabled) throw new DomainError('SIGN_IN_DISABLED', 'Signing in is disabled for this account');
    return account;
  }

  async #seen(session: SessionRecord): Promise<void> {
    const now = this.#deps.clock.now();
    if (now - session.lastSeenAt >= seenEvery) await this.#deps.storage.write((tx) => tx.sessions.update(session.id, { lastSeenAt: now }));
  }

  async #answer(account: AccountRecord, session: SessionRecord, refreshToken: string): Promise<TokenAnswer> {
    const { clock, tokens } = this.#deps;
    const accessExpiresAt = Math.floor((clock.now() + lifetimes.access) / 1000) * 1000;
    const accessToken = await tokens.issue({ accountId: account.id, sessionId: session.id, expiresAt: accessExpiresAt });
    const signedIn = await this.#signedIn(account, session, accessExpiresAt);
    return { accessToken, accessExpiresAt, refreshToken, account: signedIn.account };
  }

  async #signedIn(account: AccountRecord, session: Pick<SessionRecord, 'id' | 'deviceId' | 'kind'>, expiresAt: number): Promise<SignedIn> {
    const actor = await this.#deps.rights.actor(account, session);
    return { actor, account: await this.#deps.rights.account(account, actor), deviceId: session.deviceId, expiresAt };
  }
}

/** By e-mail, or by extension number. */
export async function findAccount(from: Repositories, login: string): Promise<AccountRecord | null> {
  if (login.includes('@')) return from.accounts.byEmail(login);
  const extension = await from.directory.byNumber(login);
  return extension?.accountId === null || extension === null ? null : from.accounts.get(extension.accountId);
}
