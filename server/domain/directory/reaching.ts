import { defaultReach, presenceStates } from '@klapka/protocol';
import type { PresenceState, Reach, ReachByPresence } from '@klapka/protocol';
import type { Logger } from '../../ports/logger.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { ExtensionRecord, ReachRecord } from '../../ports/storage-directory.ts';
import type { Repositories, StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import type { Actor } from '../permissions/actor.ts';
import { outboundRouteOf } from './destinations.ts';
import { mayDial, rulesFor } from './outbound-rights.ts';

export interface ReachingDeps {
  storage: StoragePort;
  pbx: PbxPort;
  logger: Logger;
}

/** How people are reached: what they set for each presence, and what of it the PBX is told now. */
export class Reaching {
  readonly #deps: ReachingDeps;

  constructor(deps: ReachingDeps) {
    this.#deps = deps;
  }

  async own(actor: Actor): Promise<ReachByPresence> {
    const set = await this.#deps.storage.read.reach.of(this.#extensionOf(actor));
    return Object.fromEntries(presenceStates.map((state) => [state, reachIn(state, set)])) as ReachByPresence;
  }

  async set(actor: Actor, state: PresenceState, reach: Reach): Promise<void> {
    const { storage } = this.#deps;
    const extensionId = this.#extensionOf(actor);
    await storage.write(async (tx) => {
      const own = await tx.directory.get(extensionId);
      if (!own) throw new DomainError('NOT_FOUND', 'There is no such extension');
      await this.#check(tx, own, reach);
      await tx.reach.put({ extensionId, state, reach: withinPresence(state, reach) });
    });
    await this.apply(extensionId);
  }

  /** In the presence of now, whoever calls; null: nowhere. */
  async forward(extensionId: string, to: string | null): Promise<void> {
    const { storage } = this.#deps;
    await storage.write(async (tx) => {
      const own = await tx.directory.get(extensionId);
      if (!own) throw new DomainError('NOT_FOUND', 'There is no such extension');
      const before = reachIn(own.presenceState, await tx.reach.of(extensionId));
      const reach = { ...before, internal: { ...before.internal, always: to }, external: { ...before.external, always: to } };
      await this.#check(tx, own, reach);
      await tx.reach.put({ extensionId, state: own.presenceState, reach });
    });
    await this.apply(extensionId);
  }

  /** Never back to where a call comes from, nor round by the outside, nor to where its person may not dial. */
  async #check(tx: Repositories, own: ExtensionRecord, { internal, external }: Reach): Promise<void> {
    const numbers = [internal, external].flatMap(({ always, busy, noAnswer }) => [always, busy, noAnswer]);
    for (const number of new Set(numbers)) {
      if (number === own.number) throw new DomainError('BAD_REQUEST', 'Calls cannot be forwarded to where they come from');
      if (number !== null && this.#deps.pbx.capabilities.outside !== 'none') await checkOutside(tx, own.id, number);
    }
  }

  /** Tells the PBX how this extension is reached now: its presence or its settings changed. */
  async apply(extensionId: string): Promise<void> {
    const { storage, pbx, logger } = this.#deps;
    if (pbx.capabilities.reach === 'none') return;
    const extension = await storage.read.directory.get(extensionId);
    if (!extension) return;
    const reach = reachIn(extension.presenceState, await storage.read.reach.of(extensionId));
    // A PBX that is not there now is told with everything else when it is.
    await pbx.setReach(extension.number, reach).catch((error: unknown) => logger.warn({ err: error }, 'the PBX could not be told how somebody is reached'));
  }

  #extensionOf(actor: Actor): string {
    if (this.#deps.pbx.capabilities.reach === 'none') throw new DomainError('NOT_SUPPORTED', 'This PBX forwards nothing');
    if (actor.extensionId === null) throw new DomainError('FORBIDDEN', 'No extension');
    return actor.extensionId;
  }
}

/** A number of ours that is reached round by the outside would come back for ever. */
async function checkOutside(tx: Repositories, extensionId: string, number: string): Promise<void> {
  const route = (await tx.numbers.owner(number)) ? null : await outboundRouteOf(tx, number);
  if (!route) return;
  const groupIds = (await tx.groups.members()).filter((member) => member.extensionId === extensionId).map(({ groupId }) => groupId);
  if (!mayDial(rulesFor({ id: extensionId, groupIds }, await tx.routes.list('outbound-right')), number)) throw new DomainError('FORBIDDEN', 'Not allowed to dial there');
  const sent = digitsOf(route.prepend + number.slice(route.strip));
  const ours = (await tx.routes.list('inbound-route')).map((inbound) => digitsOf(inbound.number ?? ''));
  if (ours.includes(sent)) throw new DomainError('BAD_REQUEST', 'Calls cannot be forwarded round by the outside to a number of ours');
}

/** An international number alike, however it is written. */
function digitsOf(number: string): string {
  return number.replace(/^(?:\+|00)/, '').replace(/\D/g, '');
}

/** How each of these is reached now. */
export function reachOfAll(extensions: readonly ExtensionRecord[], set: readonly ReachRecord[]): Map<string, Reach> {
  const byExtension = Map.groupBy(set, ({ extensionId }) => extensionId);
  return new Map(extensions.map(({ id, presenceState }) => [id, reachIn(presenceState, byExtension.get(id) ?? [])]));
}

function reachIn(state: PresenceState, set: readonly ReachRecord[]): Reach {
  return set.find((record) => record.state === state)?.reach ?? defaultReach(state);
}

/** Who is not to be disturbed is not rung, so only what goes elsewhere at once has a meaning. */
function withinPresence(state: PresenceState, reach: Reach): Reach {
  if (state !== 'do_not_disturb') return reach;
  const only = ({ always }: Reach['internal']): Reach['internal'] => ({ always, busy: null, noAnswer: null });
  return { ...reach, rings: false, internal: only(reach.internal), external: only(reach.external) };
}
