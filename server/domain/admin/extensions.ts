import type { z } from 'zod';
import type { NewExtension } from '@klapka/protocol';
import type { ExtensionRecord } from '../../ports/storage-directory.ts';
import { checkDestinations } from '../directory/destinations.ts';
import { giveNumber } from '../directory/numbers.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, definedOnly, found, orConflict } from './deps.ts';
import { forgetInRoutes } from './routes.ts';

type Input = z.output<typeof NewExtension>;

/** Inside people and their numbers. The PBX is told by the provisioner, which listens to `directory:changed`. */
export class ExtensionsAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  list(): Promise<ExtensionRecord[]> {
    return this.#deps.storage.read.directory.list();
  }

  async get(id: string): Promise<ExtensionRecord> {
    return found(await this.#deps.storage.read.directory.get(id), 'extension');
  }

  async create(input: Input): Promise<ExtensionRecord> {
    const { storage, clock, events } = this.#deps;
    const extension: ExtensionRecord = {
      id: newId(), number: input.number, firstName: input.firstName, lastName: input.lastName, accountId: null,
      email: input.email?.toLowerCase() ?? null, mobile: input.mobile ?? null, title: input.title ?? null, photoUrl: null,
      departments: input.departments, presenceState: 'available', presenceNote: '', recordingRight: input.recordingRight, callerId: input.callerId ?? null, createdAt: clock.now(),
    };
    await orConflict(storage.write(async (tx) => {
      await giveNumber(tx, { kind: 'extension', id: extension.id }, extension.number, this.#deps.phone);
      await tx.directory.insert(extension);
      const everyones = (await tx.groups.list()).filter((group) => group.everyone).map((group) => group.id);
      for (const groupId of new Set([...everyones, ...input.groupIds])) {
        await tx.groups.putMember({ groupId, extensionId: extension.id, kind: 'user', keys: [] });
      }
    }), 'A group is not there');
    events.publish('directory:changed', {});
    return extension;
  }

  async update(id: string, change: Change<Omit<Input, 'groupIds'>>): Promise<ExtensionRecord> {
    const { storage, events } = this.#deps;
    const changed = await orConflict(storage.write(async (tx) => {
      found(await tx.directory.get(id), 'extension');
      const { email, ...rest } = change;
      await tx.directory.update(id, { ...definedOnly(rest), ...(email === undefined ? {} : { email: email.toLowerCase() }) });
      if (change.number !== undefined) {
        await giveNumber(tx, { kind: 'extension', id }, change.number, this.#deps.phone);
        await checkDestinations(tx, id, this.#deps.phone);
      }
      return found(await tx.directory.get(id), 'extension');
    }), 'An extension has this number');
    events.publish('directory:changed', {});
    if (changed.accountId !== null) events.publish('permissions:changed', { accountIds: [changed.accountId] });
    return changed;
  }

  /** Its person is signed out everywhere, with the reason. */
  async remove(id: string): Promise<void> {
    const { storage, events, sessions } = this.#deps;
    const { accountId } = await storage.write(async (tx) => {
      const extension = found(await tx.directory.get(id), 'extension');
      await tx.directory.remove(id);
      await giveNumber(tx, { kind: 'extension', id }, null, this.#deps.phone);
      await forgetInRoutes(tx, 'extension', id);
      await checkDestinations(tx, id, this.#deps.phone);
      return extension;
    });
    if (accountId !== null) {
      await sessions.endAll(accountId, 'EXTENSION_DELETED');
      events.publish('permissions:changed', { accountIds: [accountId] });
    }
    events.publish('directory:changed', {});
  }
}
