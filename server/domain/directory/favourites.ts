import type { Favourite } from '@klapka/protocol';
import type { StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import { allows } from '../permissions/authorise.ts';
import type { Actor } from '../permissions/authorise.ts';

/** Whom people have marked to find quickly. */
export class Favourites {
  readonly #storage: StoragePort;
  readonly #changed: (accountId: string, favourites: Favourite[]) => void;

  constructor(storage: StoragePort, changed: (accountId: string, favourites: Favourite[]) => void) {
    this.#storage = storage;
    this.#changed = changed;
  }

  async of(accountId: string): Promise<Favourite[]> {
    return (await this.#storage.read.favourites.of(accountId)).map((id) => ({ id }));
  }

  async set(actor: Actor, extensionId: string, favourite: boolean): Promise<void> {
    // Whom one may not see is not there.
    if (!allows(actor, 'extension.see', { extensionId }) || !(await this.#storage.read.directory.get(extensionId))) throw new DomainError('NOT_FOUND', 'There is no such extension');
    await this.#storage.write((tx) => tx.favourites.set(actor.accountId, extensionId, favourite));
    this.#changed(actor.accountId, await this.of(actor.accountId));
  }
}
