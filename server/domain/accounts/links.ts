import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { MailPort } from '../../ports/mail.ts';
import type { PasswordPort } from '../../ports/password.ts';
import type { AccountRecord, LinkRecord } from '../../ports/storage-accounts.ts';
import type { StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import type { Rights } from '../permissions/rights.ts';
import { linkMail } from './link-mail.ts';
import { checkPassword, type PasswordOwner } from './password-rule.ts';
import { findAccount, type Sessions } from './sessions.ts';

const hour = 60 * 60_000;
const lifetime: Record<LinkRecord['purpose'], number> = { invitation: 7 * 24 * hour, reset: 24 * hour };

/** Somebody who asks again and again gets one mail a minute. */
const mailEvery = 60_000;

export interface LinksDeps {
  storage: StoragePort;
  clock: Clock;
  logger: Logger;
  passwords: PasswordPort;
  sessions: Sessions;
  rights: Rights;
  mail: MailPort | null;
  publicUrl: string;
}

export interface MadeLink {
  purpose: LinkRecord['purpose'];
  /** Sent by mail; then the link is nobody else's business. */
  mailed: boolean;
  /** For the administrator to hand over, where it could not be mailed. */
  link?: string;
  expiresAt: number;
}

/** Passwords: invitations, reset links, and changing one's own. Links work once. */
export class Links {
  readonly #deps: LinksDeps;
  constructor(deps: LinksDeps) {
    this.#deps = deps;
  }

  /** An administrator invites a new account, or gives one that forgot its password a new start. */
  async create(accountId: string, purpose: LinkRecord['purpose']): Promise<MadeLink> {
    const account = await this.#deps.storage.read.accounts.get(accountId);
    if (!account) throw new DomainError('NOT_FOUND', 'No such account');
    const { link, expiresAt } = await this.#issue(account, purpose, true);
    const mailed = await this.#mail(account, purpose, link);
    return { purpose, mailed, expiresAt, ...(mailed ? {} : { link }) };
  }

  /**
   * A person forgot the password. Says nothing about whether the account exists; without a mail server the wish
   * appears in the administrator's list.
   */
  async forgot(login: string): Promise<void> {
    const { storage, clock, mail } = this.#deps;
    const account = await findAccount(storage.read, login);
    if (!account || account.disabled) return;
    const now = clock.now();
    const open = (await storage.read.links.open(now)).filter((link) => link.accountId === account.id && link.purpose === 'reset');
    if (mail && account.email !== null) {
      if (open.some((link) => now - link.createdAt < mailEvery)) return;
      const { link } = await this.#issue(account, 'reset', false);
      await this.#mail(account, 'reset', link);
    } else if (open.length === 0) {
      await storage.write((tx) => tx.links.insert(this.#record(account.id, 'reset', null)));
    }
  }

  /** Sets the password by a link's token. Throws LINK_EXPIRED or WEAK_PASSWORD. */
  async reset(token: string, password: string): Promise<void> {
    const { storage, clock, sessions } = this.#deps;
    const hash = hashSecret(token);
    const account = await this.#ofLink(hash);
    const passwordHash = await this.hash(password, await this.#owner(account));
    await storage.write(async (tx) => {
      const now = clock.now();
      const link = await tx.links.byTokenHash(hash);
      if (!link || link.usedAt !== null || link.expiresAt <= now) throw new DomainError('LINK_EXPIRED', 'The link was used or has expired');
      await tx.links.markUsed(link.id, now);
      await tx.links.removeOpen(account.id);
      await tx.accounts.update(account.id, { passwordHash, passwordChangedAt: now });
    });
    await sessions.endAll(account.id, 'SIGN_IN_AGAIN');
  }

  /** Changes one's own password; other browsers sign in again. Throws SIGN_IN_FAILED or WEAK_PASSWORD. */
  async change(accountId: string, sessionId: string, current: string, password: string): Promise<void> {
    const { storage, clock, passwords, sessions } = this.#deps;
    const account = await storage.read.accounts.get(accountId);
    if (!account || !(await passwords.verify(account.passwordHash, current))) throw new DomainError('SIGN_IN_FAILED', 'The current password is wrong');
    const passwordHash = await this.hash(password, await this.#owner(account));
    await storage.write((tx) => tx.accounts.update(account.id, { passwordHash, passwordChangedAt: clock.now() }));
    await sessions.endAll(account.id, 'SIGN_IN_AGAIN', sessionId);
  }

  /** What is stored of a new account's password. Throws WEAK_PASSWORD. */
  hash(password: string, owner: PasswordOwner): Promise<string> {
    checkPassword(password, owner);
    return this.#deps.passwords.hash(password);
  }

  /** Invitations and wishes nobody has used yet. */
  async open(): Promise<{ id: string; accountId: string; purpose: LinkRecord['purpose']; handedOut: boolean; createdAt: number; expiresAt: number }[]> {
    const links = await this.#deps.storage.read.links.open(this.#deps.clock.now());
    return links.map(({ id, accountId, purpose, tokenHash, createdAt, expiresAt }) =>
      ({ id, accountId, purpose, handedOut: tokenHash !== null, createdAt, expiresAt }));
  }

  async #issue(account: AccountRecord, purpose: LinkRecord['purpose'], alone: boolean): Promise<{ link: string; expiresAt: number }> {
    const secret = newSecret();
    const record = this.#record(account.id, purpose, hashSecret(secret));
    await this.#deps.storage.write(async (tx) => {
      // Only an administrator's link makes earlier ones void: a stranger who asks must not be able to.
      if (alone) await tx.links.removeOpen(account.id);
      await tx.links.insert(record);
    });
    // In the fragment, so that the token reaches no server's log and no referrer.
    return { link: `${this.#deps.publicUrl}/#${purpose}=${secret}`, expiresAt: record.expiresAt };
  }

  #record(accountId: string, purpose: LinkRecord['purpose'], tokenHash: string | null): LinkRecord {
    const now = this.#deps.clock.now();
    return { id: newId(), accountId, purpose, tokenHash, createdAt: now, expiresAt: now + lifetime[purpose], usedAt: null };
  }

  async #mail(account: AccountRecord, purpose: LinkRecord['purpose'], link: string): Promise<boolean> {
    const { mail, logger, publicUrl } = this.#deps;
    if (!mail || account.email === null) return false;
    try {
      await mail.send({ to: account.email, ...linkMail(purpose, account.name, link, publicUrl) });
      return true;
    } catch (error) {
      logger.error({ err: error, accountId: account.id }, 'a mail could not be sent');
      return false;
    }
  }

  async #ofLink(hash: string): Promise<AccountRecord> {
    const { storage, clock } = this.#deps;
    const link = await storage.read.links.byTokenHash(hash);
    const account = link && link.usedAt === null && link.expiresAt > clock.now() ? await storage.read.accounts.get(link.accountId) : null;
    if (!account || account.disabled) throw new DomainError('LINK_EXPIRED', 'The link was used or has expired');
    return account;
  }

  async #owner(account: AccountRecord): Promise<PasswordOwner> {
    const extension = await this.#deps.rights.extensionOf(account.id);
    return { name: account.name, email: account.email, extensionNumber: extension?.number ?? null };
  }
}
