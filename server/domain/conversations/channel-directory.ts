import type { ChannelRecord } from '../../ports/storage-directory.ts';
import type { StoragePort } from '../../ports/storage.ts';

/** Chat buttons and their queues in memory: they are asked about on every socket, page view and row. */
export class ChannelDirectory {
  readonly #storage: StoragePort;
  #channels: ReadonlyMap<string, ChannelRecord> = new Map();
  #origins: readonly string[] = [];

  constructor(storage: StoragePort) {
    this.#storage = storage;
  }

  async reload(): Promise<void> {
    const list = await this.#storage.read.channels.list();
    this.#channels = new Map(list.map((channel) => [channel.id, channel]));
    this.#origins = [...new Set(list.flatMap((channel) => channel.origins))];
  }

  get(id: string): ChannelRecord | null {
    return this.#channels.get(id) ?? null;
  }

  /** Ids of the channels whose messages go to one of these queues. */
  ofQueues(queueIds: ReadonlySet<string>): string[] {
    return [...this.#channels.values()].filter((channel) => queueIds.has(channel.queueId)).map((channel) => channel.id);
  }

  /** Every origin that may show any button. */
  get origins(): readonly string[] {
    return this.#origins;
  }
}
