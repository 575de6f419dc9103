import type { Agent, AgentState, Call, Party, Queue, WaitingCaller } from '@klapka/protocol';
import type { PbxAgent, PbxWaiting } from '../../ports/queue-actions.ts';
import type { PbxSnapshot } from '../../ports/pbx.ts';
import type { QueueMemberRecord, QueueRecord } from '../../ports/storage-directory.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { CallBoard } from '../calls/call-board.ts';
import type { ExtensionBoard } from '../calls/extension-board.ts';

export interface QueueListener {
  changed(row: Queue): void;
  removed(id: string): void;
}

export interface QueueBoardDeps {
  storage: StoragePort;
  extensions: ExtensionBoard;
  calls: Pick<CallBoard, 'get'>;
  listener: QueueListener;
}

interface Member {
  record: QueueMemberRecord;
  extensionId: string;
  number: string;
}

interface Entry {
  record: QueueRecord & { number: string };
  members: Member[];
}

/** Queues that take calls, as they stand now: who is in them (database), what agents do and who waits (PBX). */
export class QueueBoard {
  readonly #deps: QueueBoardDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #told = new Map<string, string>();
  #agents = new Map<string, PbxAgent>();
  #waiting = new Map<string, PbxWaiting>();

  constructor(deps: QueueBoardDeps) {
    this.#deps = deps;
  }

  /** Reads queues, members and how they stand again, and tells what is different. */
  async reload(): Promise<void> {
    const { read } = this.#deps.storage;
    const [queues, members, extensions] = await Promise.all([read.queues.list(), read.queues.members(), read.directory.list()]);
    const extensionOf = new Map(extensions.map((extension) => [extension.accountId, extension]));
    const membersOf = Map.groupBy(members, ({ queueId }) => queueId);
    const before = new Set(this.#entries.keys());
    this.#entries.clear();
    for (const record of queues) {
      if (!record.takesCalls || record.number === null) continue;
      const own = (membersOf.get(record.id) ?? []).flatMap((member): Member[] => {
        const extension = extensionOf.get(member.accountId);
        return extension ? [{ record: member, extensionId: extension.id, number: extension.number }] : [];
      });
      this.#entries.set(record.id, { record: { ...record, number: record.number }, members: own });
      before.delete(record.id);
      this.#tell(record.id);
    }
    for (const id of before) {
      this.#told.delete(id);
      this.#deps.listener.removed(id);
    }
  }

  rows(): Iterable<Queue> {
    return [...this.#entries.values()].map((entry) => this.#row(entry));
  }

  idOf(number: string): string | null {
    return this.#byNumber(number)?.record.id ?? null;
  }

  /** The queue a call waits in. */
  queueOf(callId: string): string | null {
    for (const { queueNumber, callers } of this.#waiting.values()) {
      if (callers.some((caller) => caller.callId === callId)) return this.idOf(queueNumber);
    }
    return null;
  }

  /** Of which queues somebody is an agent. */
  membershipsOf(extensionId: string): { queueId: string; queueNumber: string; accountId: string; number: string }[] {
    return [...this.#entries.values()].flatMap(({ record, members }) => members
      .filter((member) => member.extensionId === extensionId)
      .map(({ record: { accountId }, number }) => ({ queueId: record.id, queueNumber: record.number, accountId, number })));
  }

  /** Replaces everything the PBX tells. */
  reset({ agents, waiting }: Pick<PbxSnapshot, 'agents' | 'waiting'>): void {
    this.#agents = new Map(agents.map((agent) => [agentKey(agent.queueNumber, agent.extensionNumber), agent]));
    this.#waiting = new Map(waiting.map((queue) => [queue.queueNumber, queue]));
    for (const id of this.#entries.keys()) this.#tell(id);
  }

  agent(agent: PbxAgent): void {
    this.#agents.set(agentKey(agent.queueNumber, agent.extensionNumber), agent);
    this.#tell(this.idOf(agent.queueNumber));
  }

  waiting(waiting: PbxWaiting): void {
    this.#waiting.set(waiting.queueNumber, waiting);
    this.#tell(this.idOf(waiting.queueNumber));
  }

  /** Who waits may be told of before their call is, or be known by name only now. */
  call({ id }: Call): void {
    this.#tell(this.queueOf(id));
  }

  #byNumber(number: string): Entry | undefined {
    return [...this.#entries.values()].find(({ record }) => record.number === number);
  }

  #tell(id: string | null): void {
    const entry = id === null ? undefined : this.#entries.get(id);
    if (!entry) return;
    const row = this.#row(entry);
    const text = JSON.stringify(row);
    if (this.#told.get(row.id) === text) return;
    this.#told.set(row.id, text);
    this.#deps.listener.changed(row);
  }

  #row({ record, members }: Entry): Queue {
    const callers = this.#waiting.get(record.number)?.callers ?? [];
    return {
      id: record.id,
      number: record.number,
      name: record.name,
      agents: members.map((member) => this.#agent(record.number, member)),
      waiting: callers.map(({ callId, since }): WaitingCaller => ({ callId, party: this.#partyOf(callId), since })),
    };
  }

  /** What the PBX has not told yet follows from how the agent stands. */
  #agent(queueNumber: string, { record: { loggedIn, pause, since }, extensionId, number }: Member): Agent {
    const told = this.#agents.get(agentKey(queueNumber, number));
    const state: AgentState = told?.state ?? (loggedIn ? (pause ? 'paused' : 'unreachable') : 'logged-out');
    return {
      extensionId, number, state,
      name: this.#deps.extensions.party({ number }).name ?? number,
      since: told?.since ?? since,
      ...(state === 'paused' && pause ? { pause: { ...(pause.reason === null ? {} : { reason: pause.reason }), ...(pause.until === null ? {} : { until: pause.until }) } } : {}),
      ...(told?.callId === undefined ? {} : { callId: told.callId }),
    };
  }

  /** Who is on the line; agents that ring for them are not. */
  #partyOf(callId: string): Party {
    const call = this.#deps.calls.get(callId);
    const leg = call?.legs.find(({ role, state }) => role !== 'monitor' && (state === 'dialling' || state === 'talking'));
    return leg?.party ?? call?.from ?? { number: '' };
  }
}

const agentKey = (queueNumber: string, extensionNumber: string): string => `${queueNumber}:${extensionNumber}`;
