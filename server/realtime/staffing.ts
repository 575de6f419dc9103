import type { AgentConnection } from './connection.ts';

/** Which queues have somebody signed in now, counted by sockets. */
export class Staffing {
  readonly #counts = new Map<string, number>();
  readonly #queues = new Map<AgentConnection, readonly string[]>();
  readonly #changed: (queueId: string, staffed: boolean, by: AgentConnection) => void;

  constructor(changed: (queueId: string, staffed: boolean, by: AgentConnection) => void) {
    this.#changed = changed;
  }

  has(queueId: string): boolean {
    return this.#counts.has(queueId);
  }

  /** The connection came, or its queues changed. */
  put(connection: AgentConnection): void {
    const before = this.#queues.get(connection) ?? [];
    const now = [...connection.who.actor.queueIds];
    this.#queues.set(connection, now);
    for (const queueId of now) if (!before.includes(queueId)) this.#step(queueId, 1, connection);
    for (const queueId of before) if (!now.includes(queueId)) this.#step(queueId, -1, connection);
  }

  remove(connection: AgentConnection): void {
    const queues = this.#queues.get(connection) ?? [];
    this.#queues.delete(connection);
    for (const queueId of queues) this.#step(queueId, -1, connection);
  }

  #step(queueId: string, step: 1 | -1, by: AgentConnection): void {
    const before = this.#counts.get(queueId) ?? 0;
    const after = before + step;
    if (after === 0) this.#counts.delete(queueId);
    else this.#counts.set(queueId, after);
    if ((before === 0) !== (after === 0)) this.#changed(queueId, after > 0, by);
  }
}
