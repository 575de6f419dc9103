import type { z } from 'zod';
import type { NewQueue } from '@klapka/protocol';
import type { QueueRecord } from '../../ports/storage-directory.ts';
import type { Repositories } from '../../ports/storage.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, found, orConflict } from './deps.ts';
import { definedOnly } from './extensions.ts';

type Input = z.output<typeof NewQueue>;

export interface QueueView extends QueueRecord {
  memberAccountIds: string[];
}

const taken = 'A queue has this name or number, or an account is not there';

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
    };
    await orConflict(this.#deps.storage.write(async (tx) => {
      await tx.queues.insert(queue);
      await tx.queues.setMembers(queue.id, input.memberAccountIds);
    }), taken);
    this.#changed();
    return { ...queue, memberAccountIds: input.memberAccountIds };
  }

  async update(id: string, { takes, memberAccountIds, ...rest }: Change<Input>): Promise<QueueView> {
    const queue = await orConflict(this.#deps.storage.write(async (tx) => {
      found(await tx.queues.get(id), 'queue');
      const kinds = takes === undefined ? {} : { takesCalls: takes.includes('calls'), takesMessages: takes.includes('messages') };
      await tx.queues.update(id, { ...definedOnly(rest), ...kinds });
      if (memberAccountIds !== undefined) await tx.queues.setMembers(id, memberAccountIds);
      return viewOf(tx, id);
    }), taken);
    this.#changed();
    return queue;
  }

  async remove(id: string): Promise<void> {
    await orConflict(this.#deps.storage.write(async (tx) => {
      found(await tx.queues.get(id), 'queue');
      await tx.queues.remove(id);
    }), 'A chat button leads to this queue');
    this.#changed();
  }

  #changed(): void {
    this.#deps.events.publish('permissions:changed', { accountIds: null });
    this.#deps.events.publish('channels:changed', {});
  }
}

async function viewOf(tx: Repositories, id: string): Promise<QueueView> {
  const members = (await tx.queues.members()).filter((member) => member.queueId === id);
  return { ...found(await tx.queues.get(id), 'queue'), memberAccountIds: members.map((member) => member.accountId) };
}
