/** Web Locks between fake tabs: exclusive, first come first served. */
export class FakeLocks {
  #held = new Set<string>();
  #queues = new Map<string, (() => void)[]>();

  request(name: string, options: { ifAvailable?: boolean; signal?: AbortSignal }, work: (lock: object | null) => Promise<unknown>): Promise<unknown> {
    if (options.ifAvailable && this.#held.has(name)) return work(null);
    if (!this.#held.has(name)) return this.#run(name, work);
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      const turn = () => void this.#run(name, work).then(resolve, reject);
      queue.push(turn);
      options.signal?.addEventListener('abort', () => {
        if (!queue.includes(turn)) return;
        queue.splice(queue.indexOf(turn), 1);
        reject(new DOMException('Aborted', 'AbortError'));
      });
    });
  }

  async #run(name: string, work: (lock: object) => Promise<unknown>): Promise<unknown> {
    this.#held.add(name);
    try {
      return await work({ name });
    } finally {
      this.#held.delete(name);
      this.#queues.get(name)?.shift()?.();
    }
  }
}

class FakeChannel extends EventTarget {
  readonly #all: Set<FakeChannel>;
  readonly name: string;

  constructor(name: string, all: Set<FakeChannel>) {
    super();
    this.name = name;
    this.#all = all;
    all.add(this);
  }

  postMessage(data: unknown): void {
    if (!this.#all.has(this)) throw new DOMException('Closed', 'InvalidStateError');
    const copy: unknown = structuredClone(data);
    for (const other of this.#all) {
      if (other !== this && other.name === this.name) queueMicrotask(() => other.dispatchEvent(new MessageEvent('message', { data: copy })));
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}

/** BroadcastChannels between fake tabs. */
export class FakeChannels {
  #all = new Set<FakeChannel>();
  open(name: string): FakeChannel {
    return new FakeChannel(name, this.#all);
  }
}
