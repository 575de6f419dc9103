import type { z } from 'zod';
import type { NewAccount, Role } from '@klapka/protocol';
import type { AccountRecord } from '../../ports/storage-accounts.ts';
import type { Repositories } from '../../ports/storage.ts';
import type { MadeLink } from '../accounts/links.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, found, orConflict } from './deps.ts';

type Input = z.output<typeof NewAccount>;

/** An account as an administrator sees it: without its password's hash. */
export interface AccountView {
  id: string;
  name: string;
  email: string | null;
  roles: Role[];
  disabled: boolean;
  hasPassword: boolean;
  extension: { id: string; number: string } | null;
  createdAt: number;
}

const atLeastOne = 'The gateway needs an administrator who can sign in';

export class AccountsAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  async list(): Promise<AccountView[]> {
    const { read } = this.#deps.storage;
    const [accounts, extensions] = await Promise.all([read.accounts.list(), read.directory.list()]);
    const extensionOf = new Map(extensions.map((extension) => [extension.accountId, extension]));
    return accounts.map((account) => view(account, extensionOf.get(account.id) ?? null));
  }

  async get(id: string): Promise<AccountView> {
    const { read } = this.#deps.storage;
    return view(found(await read.accounts.get(id), 'account'), await read.directory.byAccount(id));
  }

  /** Without a password the account is invited: the answer says whether a mail went out, and holds the link if not. */
  async create(input: Input): Promise<{ account: AccountView; invitation: MadeLink | null }> {
    const { storage, clock, links } = this.#deps;
    if (input.email === undefined && input.extensionNumber === undefined) {
      throw new DomainError('BAD_REQUEST', 'An account needs an extension or an e-mail to sign in with');
    }
    const email = input.email?.toLowerCase() ?? null;
    const owner = { name: input.name, email, extensionNumber: input.extensionNumber ?? null };
    const passwordHash = input.password === undefined ? null : await links.hash(input.password, owner);
    const now = clock.now();
    const account: AccountRecord = {
      id: newId(), name: input.name, email, passwordHash, roles: withUser(input.roles), disabled: false, createdAt: now,
      passwordChangedAt: passwordHash === null ? null : now,
    };
    await orConflict(storage.write(async (tx) => {
      await tx.accounts.insert(account);
      if (input.extensionNumber !== undefined) await link(tx, account.id, input.extensionNumber);
    }), 'An account has this e-mail');
    this.#changed(account.id);
    const invitation = input.password === undefined ? await links.create(account.id, 'invitation') : null;
    return { account: await this.get(account.id), invitation };
  }

  async update(id: string, change: Change<{ name: string; email: string; roles: Role[]; disabled: boolean; extensionNumber: string | null }>): Promise<AccountView> {
    const { storage, sessions } = this.#deps;
    await orConflict(storage.write(async (tx) => {
      found(await tx.accounts.get(id), 'account');
      await tx.accounts.update(id, {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.email === undefined ? {} : { email: change.email.toLowerCase() }),
        ...(change.roles === undefined ? {} : { roles: withUser(change.roles) }),
        ...(change.disabled === undefined ? {} : { disabled: change.disabled }),
      });
      if (change.extensionNumber !== undefined) await link(tx, id, change.extensionNumber);
      await keepAnAdministrator(tx);
    }), 'An account has this e-mail');
    // First the cause, then the change of rights, which would end the sockets without one.
    if (change.disabled === true) await sessions.endAll(id, 'SIGN_IN_DISABLED');
    this.#changed(id);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    const { storage, sessions } = this.#deps;
    found(await storage.read.accounts.get(id), 'account');
    await storage.write(async (tx) => {
      await tx.accounts.update(id, { disabled: true });
      await keepAnAdministrator(tx);
    });
    await sessions.endAll(id, 'SIGN_IN_DISABLED');
    await storage.write((tx) => tx.accounts.remove(id));
    this.#changed(id);
  }

  #changed(accountId: string): void {
    this.#deps.events.publish('permissions:changed', { accountIds: [accountId] });
    this.#deps.events.publish('directory:changed', {});
  }
}

function view(account: AccountRecord, extension: { id: string; number: string } | null): AccountView {
  const { id, name, email, roles, disabled, passwordHash, createdAt } = account;
  return { id, name, email, roles, disabled, hasPassword: passwordHash !== null, extension: extension && { id: extension.id, number: extension.number }, createdAt };
}

/** Every account is a user. */
function withUser(roles: readonly Role[]): Role[] {
  return [...new Set<Role>([...roles, 'user'])];
}

/** Gives the account the extension of this number, or none. */
async function link(tx: Repositories, accountId: string, number: string | null): Promise<void> {
  const former = await tx.directory.byAccount(accountId);
  if (former && former.number !== number) await tx.directory.update(former.id, { accountId: null });
  if (number === null) return;
  const extension = found(await tx.directory.byNumber(number), 'extension');
  if (extension.accountId !== null && extension.accountId !== accountId) throw new DomainError('CONFLICT', 'The extension has another account');
  await tx.directory.update(extension.id, { accountId });
}

/** Nobody can lock everybody out. */
async function keepAnAdministrator(tx: Repositories): Promise<void> {
  const some = (await tx.accounts.list()).some((account) => account.roles.includes('administrator') && !account.disabled);
  if (!some) throw new DomainError('CONFLICT', atLeastOne);
}
