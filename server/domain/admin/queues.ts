import type { z } from 'zod';
import { QueueRules } from '@klapka/protocol';
import type { NewQueue } from '@klapka/protocol';
import type { QueueRecord } from '../../ports/storage-directory.ts';
import type { Repositories } from '../../ports/storage.ts';
import { checkDestinations } from '../directory/destinations.ts';
import { giveNumber } from '../directory/numbers.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, definedOnly, found, orConflict } from './deps.ts';

type Input = z.output<typeof NewQueue>;

export interface QueueView extends QueueRecord {
  memberAccountIds: string[];
}

const taken = 'A queue has this name, or an account is not there';

export class QueuesAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  async list(): Promise<QueueView[]> {
    const { queues } = this.#deps.storage.read;
    const [records, members] = await Promise.all([queues.list(), queues.members()]);
    const of = Map.groupBy(members, (member) => member.queueId);
    return records.map((queue) => ({ ...queue, memberAccountIds: (of.get(queue.id) ?? []).map((member) => member.accountId) }));
  }

  async create(input: Input): Promise<QueueView> {
    const queue: QueueRecord = {
      id: newId(), name: input.name, number: input.number ?? null, takesCalls: input.takes.includes('calls'), takesMessages: input.takes.includes('messages'),
      rules: input.rules ?? QueueRules.parse({}),
    };
    const { storage, clock, phone } = this.#deps;
    await orConflict(storage.write(async (tx) => {
      await giveNumber(tx, { kind: 'queue', id: queue.id }, queue.number, phone);
      await tx.queues.insert(queue);
      await tx.queues.setMembers(queue.id, input.memberAccountIds, clock.now());
      await checkDestinations(tx, queue.id, phone, 'itself');
    }), taken);
    this.#changed();
    return { ...queue, memberAccountIds: input.memberAccountIds };
  }

  /** Of the rules, too, what is left out stays. */
  async update(id: string, { takes, memberAccountIds, rules, ...rest }: Change<Omit<Input, 'rules'> & { rules: Change<QueueRules> }>): Promise<QueueView> {
    const { storage, clock, phone } = this.#deps;
    const queue = await orConflict(storage.write(async (tx) => {
      const before = found(await tx.queues.get(id), 'queue');
      const kinds = takes === undefined ? {} : { takesCalls: takes.includes('calls'), takesMessages: takes.includes('messages') };
      await tx.queues.update(id, { ...definedOnly(rest), ...kinds, ...(rules === undefined ? {} : { rules: { ...before.rules, ...definedOnly(rules) } }) });
      if (rest.number !== undefined) await giveNumber(tx, { kind: 'queue', id }, rest.number, phone);
      if (memberAccountIds !== undefined) await tx.queues.setMembers(id, memberAccountIds, clock.now());
      await checkDestinations(tx, id, phone);
      return viewOf(tx, id);
    }), taken);
    this.#changed();
    return queue;
  }

  async remove(id: string): Promise<void> {
    await orConflict(this.#deps.storage.write(async (tx) => {
      found(await tx.queues.get(id), 'queue');
      await tx.queues.remove(id);
      await giveNumber(tx, { kind: 'queue', id }, null, this.#deps.phone);
      await checkDestinations(tx, id, this.#deps.phone);
    }), 'A chat button leads to this queue');
    this.#changed();
  }

  #changed(): void {
    this.#deps.events.publish('permissions:changed', { accountIds: null });
    this.#deps.events.publish('telephony:changed', {});
    this.#deps.events.publish('channels:changed', {});
  }
}

async function viewOf(tx: Repositories, id: string): Promise<QueueView> {
  const members = (await tx.queues.members()).filter((member) => member.queueId === id);
  return { ...found(await tx.queues.get(id), 'queue'), memberAccountIds: members.map((member) => member.accountId) };
}
