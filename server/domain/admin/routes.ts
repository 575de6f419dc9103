import type { OutboundRight, Trunk } from '@klapka/protocol';
import type { RouteItems, RouteKind, RouteRecord } from '../../ports/storage-routes.ts';
import type { Repositories } from '../../ports/storage.ts';
import { checkDestinations } from '../directory/destinations.ts';
import { giveNumber } from '../directory/numbers.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, definedOnly, found, orConflict } from './deps.ts';

/** What is made and changed one by one; rights are a list as a whole. */
export type RoutePart = Exclude<RouteKind, 'outbound-right'>;

const words: Readonly<Record<RoutePart, string>> = {
  'ring-group': 'ring group', menu: 'menu', hours: 'business hours', trunk: 'trunk', 'inbound-route': 'inbound route', 'outbound-route': 'outbound route',
};

/** Where calls go: ring groups, menus, business hours, trunks and routes. The PBX is told by the provisioner. */
export class RoutesAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  list<Kind extends RouteKind>(kind: Kind): Promise<RouteRecord<Kind>[]> {
    return this.#deps.storage.read.routes.list(kind);
  }

  async create<Kind extends RoutePart>(kind: Kind, input: RouteItems[Kind]): Promise<RouteRecord<Kind>> {
    const item = { ...input, id: newId() };
    await this.#write(kind, async (tx) => {
      await this.#put(tx, kind, item);
      await checkDestinations(tx, item.id, this.#deps.phone, 'itself');
    });
    return item;
  }

  update<Kind extends RoutePart>(kind: Kind, id: string, change: Change<RouteItems[Kind]>): Promise<RouteRecord<Kind>> {
    return this.#write(kind, async (tx) => {
      const item = { ...found(await tx.routes.get(kind, id), words[kind]), ...definedOnly(change) };
      await this.#put(tx, kind, item);
      await checkDestinations(tx, id, this.#deps.phone);
      return item;
    });
  }

  async remove(kind: RoutePart, id: string): Promise<void> {
    await this.#write(kind, async (tx) => {
      found(await tx.routes.get(kind, id), words[kind]);
      await tx.routes.remove(kind, id);
      await giveNumber(tx, { kind: 'menu', id }, null, this.#deps.phone);
      await checkDestinations(tx, id, this.#deps.phone);
    });
  }

  /** Replaces every right. */
  async setRights(rights: readonly OutboundRight[]): Promise<RouteRecord<'outbound-right'>[]> {
    const records = rights.map((right) => ({ ...right, id: newId() }));
    await this.#deps.storage.write(async (tx) => {
      for (const { who, whoId } of records) {
        if (who === 'group') found(await tx.groups.get(whoId), 'group');
        if (who === 'extension') found(await tx.directory.get(whoId), 'extension');
      }
      for (const { id } of await tx.routes.list('outbound-right')) await tx.routes.remove('outbound-right', id);
      for (const record of records) await tx.routes.put('outbound-right', record);
    });
    this.#deps.events.publish('telephony:changed', {});
    return records;
  }

  async #put<Kind extends RoutePart>(tx: Repositories, kind: Kind, item: RouteRecord<Kind>): Promise<void> {
    if ('server' in item) checkTrunk(item);
    if ('memberExtensionIds' in item) for (const id of item.memberExtensionIds) found(await tx.directory.get(id), 'extension');
    if ('number' in item && (kind === 'menu' || kind === 'ring-group')) await giveNumber(tx, { kind, id: item.id }, item.number, this.#deps.phone);
    await tx.routes.put(kind, item);
  }

  async #write<Result>(kind: RoutePart, work: (tx: Repositories) => Promise<Result>): Promise<Result> {
    const result = await orConflict(this.#deps.storage.write(work), `Another of the kind ${words[kind]} has this name`);
    this.#deps.events.publish('telephony:changed', {});
    return result;
  }
}

function checkTrunk({ registers, username, password }: Trunk): void {
  if (registers && (username === null || password === null)) throw new DomainError('BAD_REQUEST', 'A trunk registers with a name and a password');
}

/** What is about somebody who is gone would silently mean nothing. */
export async function forgetInRoutes(tx: Repositories, who: 'extension' | 'group', id: string): Promise<void> {
  for (const right of await tx.routes.list('outbound-right')) {
    if (right.who === who && right.whoId === id) await tx.routes.remove('outbound-right', right.id);
  }
  for (const group of await tx.routes.list('ring-group')) {
    if (group.memberExtensionIds.includes(id)) await tx.routes.put('ring-group', { ...group, memberExtensionIds: group.memberExtensionIds.filter((one) => one !== id) });
  }
}
