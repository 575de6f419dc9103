import type { Call, Party } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { CallStoryRecord } from '../../ports/storage-calls.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { CallSubject } from '../permissions/authorise.ts';
import { CallStory } from './call-story.ts';
import type { ExtensionBoard } from './extension-board.ts';

const endedRemembered = 200;
/** ms */
const storeAgainAfter = 5_000;

export interface CallListener {
  /** `ended` calls are told once and are gone afterwards. `before`: as it was told last. */
  changed(call: Call, before: Call | null): void;
}

export interface CallBoardDeps {
  storage: StoragePort;
  clock: Clock;
  logger: Logger;
  extensions: ExtensionBoard;
  listener: CallListener;
  /** Of the queue with this number. */
  queueIdOf: (number: string) => string | null;
}

/** The calls of now, as the PBX tells them, with the names of inside people put in. */
export class CallBoard {
  readonly #deps: CallBoardDeps;
  readonly #calls = new Map<string, Call>();
  readonly #stories = new Map<string, CallStory>();
  /** The last that ended, oldest first. */
  readonly #ended = new Map<string, Call>();

  constructor(deps: CallBoardDeps) {
    this.#deps = deps;
  }

  calls(): Iterable<Call> {
    return this.#calls.values();
  }

  get(id: string): Call | null {
    return this.#calls.get(id) ?? null;
  }

  /** A call of now, or one that has just ended: what is told of it may come after its end. */
  lately(id: string): Call | null {
    return this.get(id) ?? this.#ended.get(id) ?? null;
  }

  #remember(call: Call): void {
    this.#ended.set(call.id, call);
    if (this.#ended.size > endedRemembered) this.#ended.delete(this.#ended.keys().next().value ?? '');
  }

  change(told: Call): void {
    const call = this.#named(told);
    const now = this.#deps.clock.now();
    const before = this.get(call.id);
    const story = this.#stories.get(call.id) ?? new CallStory();
    story.see(call, now);
    if (call.state === 'ended') {
      this.#calls.delete(call.id);
      this.#stories.delete(call.id);
      this.#remember(call);
      void this.#store(story.record(call, now, this.#deps.queueIdOf));
    } else {
      this.#calls.set(call.id, call);
      this.#stories.set(call.id, story);
    }
    this.#deps.listener.changed(call, before);
  }

  /** Events may have been missed: a call that is in no snapshot has ended, nobody knows how. */
  reset(calls: readonly Call[]): void {
    const there = new Set(calls.map((call) => call.id));
    for (const call of [...this.#calls.values()]) {
      if (!there.has(call.id)) this.change({ ...call, state: 'ended', endedAt: this.#deps.clock.now(), endReason: 'lost' });
    }
    for (const call of calls) this.change(call);
  }

  /**
   * Calls that ended while nobody was there to hear of it, as their PBX has kept them. What has a record already is left as
   * it is: we had seen more of it.
   */
  complete(records: readonly Call[]): void {
    const now = this.#deps.clock.now();
    for (const record of records) {
      if (record.state !== 'ended') continue;
      if (this.#calls.has(record.id)) {
        this.change(record);
        continue;
      }
      const call = this.#named(record);
      const story = new CallStory();
      story.see(call, now);
      void this.#store(story.record(call, now, this.#deps.queueIdOf));
    }
  }

  #named(call: Call): Call {
    const { extensions } = this.#deps;
    return {
      ...call,
      from: extensions.party(call.from),
      to: extensions.party(call.to),
      legs: call.legs.map((leg) => ({ ...leg, party: extensions.party(leg.party) })),
      ...(call.parked ? { parked: { ...call.parked, by: extensions.party(call.parked.by) } } : {}),
      ...(call.sentOn ? { sentOn: { ...call.sentOn, by: extensions.party(call.sentOn.by) } } : {}),
    };
  }

  /** Not to be lost for a moment's trouble of the storage: tried again until it is in. */
  async #store(record: CallStoryRecord): Promise<void> {
    const { storage, clock, logger } = this.#deps;
    try {
      await storage.write((tx) => tx.calls.insert(record));
    } catch (error) {
      logger.error({ err: error }, 'a call record could not be stored yet');
      clock.after(storeAgainAfter, () => void this.#store(record));
    }
  }
}

const extensionsOf = (parties: readonly (Party | undefined)[]): string[] =>
  [...new Set(parties.flatMap((party) => (party?.extensionId === undefined ? [] : [party.extensionId])))];

/**
 * Inside people whose call it is: who is in it or rung for it, who parked it, and who sent it on while it rings. Whoever
 * has left, or has given it away for good, has no part in it any more.
 */
export function participants(call: Call): string[] {
  const here = call.legs.flatMap(({ role, state, party }) => (role === 'monitor' || (state === 'ended' && call.state !== 'ended') ? [] : [party]));
  return extensionsOf([call.from, call.to, call.parked?.by, call.sentOn?.by, ...here]);
}

/** A call as far as rights are concerned. */
export function subjectOf(call: Call, groupsOf: (extensionId: string) => readonly string[]): CallSubject {
  const parties = participants(call).map((extensionId) => ({ extensionId, groupIds: groupsOf(extensionId) }));
  return { parties, queued: call.state !== 'ended' && call.at?.kind === 'queue' };
}

/** Inside people who are or were in a call. */
export function everybodyOf(call: Call): string[] {
  return extensionsOf([call.from, call.to, ...call.legs.flatMap(({ role, party }) => (role === 'monitor' ? [] : [party]))]);
}

/** Inside people who listen to a call. */
export function listeners(call: Call): string[] {
  return call.legs.flatMap(({ role, party }) => (role === 'monitor' && party.extensionId !== undefined ? [party.extensionId] : []));
}

/**
 * A call as this extension may see it: devices and Call-IDs stand on its own legs only, and who listens is there only for
 * whom `monitors`, and for the listener.
 */
export function seenBy(call: Call, extensionId: string | null, monitors = false): Call {
  const legs = call.legs.filter(({ role, party }) => role !== 'monitor' || monitors || party.extensionId === extensionId);
  return {
    ...call,
    legs: legs.map(({ deviceId, sipCallId, ...leg }) => (extensionId !== null && leg.party.extensionId === extensionId
      ? { ...leg, ...(deviceId === undefined ? {} : { deviceId }), ...(sipCallId === undefined ? {} : { sipCallId }) }
      : leg)),
  };
}
