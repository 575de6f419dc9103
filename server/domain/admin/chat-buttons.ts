import type { z } from 'zod';
import type { NewChatButton } from '@klapka/protocol';
import type { ChannelRecord } from '../../ports/storage-directory.ts';
import { newId } from '../ids.ts';
import { type AdminDeps, type Change, definedOnly, found, orConflict } from './deps.ts';

type Input = z.output<typeof NewChatButton>;

/** Chat buttons are the channels of the kind `website`. */
export class ChatButtonsAdmin {
  readonly #deps: AdminDeps;
  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  list(): Promise<ChannelRecord[]> {
    return this.#deps.storage.read.channels.list();
  }

  /** `id` is what the snippet on the page names; it is public. */
  async create(input: Input, id = newId()): Promise<ChannelRecord> {
    const { storage, clock } = this.#deps;
    const channel: ChannelRecord = {
      id, kind: 'website', name: input.name, queueId: input.queueId, origins: input.origins, greeting: input.greeting ?? null, createdAt: clock.now(),
    };
    await orConflict(storage.write((tx) => tx.channels.insert(channel)), 'A chat button has this id, or the queue is not there');
    this.#deps.events.publish('channels:changed', {});
    return channel;
  }

  async update(id: string, change: Change<Input>): Promise<ChannelRecord> {
    const channel = await orConflict(this.#deps.storage.write(async (tx) => {
      found(await tx.channels.get(id), 'chat button');
      await tx.channels.update(id, definedOnly(change));
      return found(await tx.channels.get(id), 'chat button');
    }), 'The queue is not there');
    this.#deps.events.publish('channels:changed', {});
    return channel;
  }

  async remove(id: string): Promise<void> {
    await orConflict(this.#deps.storage.write(async (tx) => {
      found(await tx.channels.get(id), 'chat button');
      await tx.channels.remove(id);
    }), 'Conversations came through this button');
    this.#deps.events.publish('channels:changed', {});
  }
}
