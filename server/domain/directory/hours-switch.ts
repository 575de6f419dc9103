import type { CommandPayload, Hours } from '@klapka/protocol';
import type { StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import type { EventHub } from '../events.ts';
import { allows, authorise } from '../permissions/authorise.ts';
import type { Actor } from '../permissions/authorise.ts';

/** Business hours opened or closed by hand, until it is taken back. */
export class HoursSwitch {
  readonly #storage: StoragePort;
  readonly #events: EventHub;

  constructor(storage: StoragePort, events: EventHub) {
    this.#storage = storage;
    this.#events = events;
  }

  /** What this actor may switch. */
  async list(actor: Actor): Promise<(Pick<Hours, 'name' | 'override'> & { id: string })[]> {
    if (!allows(actor, 'hours.switch', {})) return [];
    return (await this.#storage.read.routes.list('hours')).map(({ id, name, override }) => ({ id, name, override }));
  }

  async set(actor: Actor, { hoursId, override }: CommandPayload<'hours:switch'>): Promise<void> {
    authorise(actor, 'hours.switch', {});
    await this.#storage.write(async (tx) => {
      const hours = await tx.routes.get('hours', hoursId);
      if (!hours) throw new DomainError('NOT_FOUND', 'There are no such business hours');
      await tx.routes.put('hours', { ...hours, override });
    });
    this.#events.publish('telephony:changed', {});
  }
}
