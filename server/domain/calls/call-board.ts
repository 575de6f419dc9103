import type { Call } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { ExtensionBoard } from './extension-board.ts';

export interface CallListener {
  /** `ended` calls are told once and are gone afterwards. */
  changed(call: Call): void;
}

export interface CallBoardDeps {
  storage: StoragePort;
  clock: Clock;
  logger: Logger;
  extensions: ExtensionBoard;
  listener: CallListener;
}

/** The calls of now, as the PBX tells them, with the names of inside people put in. */
export class CallBoard {
  readonly #deps: CallBoardDeps;
  readonly #calls = new Map<string, Call>();

  constructor(deps: CallBoardDeps) {
    this.#deps = deps;
  }

  calls(): Iterable<Call> {
    return this.#calls.values();
  }

  get(id: string): Call | null {
    return this.#calls.get(id) ?? null;
  }

  change(told: Call): void {
    const call = this.#named(told);
    if (call.state === 'ended') {
      this.#calls.delete(call.id);
      void this.#record(call);
    } else this.#calls.set(call.id, call);
    this.#deps.listener.changed(call);
  }

  /** Events may have been missed: a call that is in no snapshot has ended, nobody knows how. */
  reset(calls: readonly Call[]): void {
    const there = new Set(calls.map((call) => call.id));
    for (const call of [...this.#calls.values()]) {
      if (!there.has(call.id)) this.change({ ...call, state: 'ended', endedAt: this.#deps.clock.now(), endReason: 'lost' });
    }
    for (const call of calls) this.change(call);
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

  async #record(call: Call): Promise<void> {
    try {
      await this.#deps.storage.write((tx) => tx.calls.insert({
        id: call.id,
        fromNumber: call.from.number,
        toNumber: call.to.number,
        fromExtensionId: call.from.extensionId ?? null,
        toExtensionId: call.to.extensionId ?? null,
        startedAt: call.startedAt,
        answeredAt: call.answeredAt ?? null,
        endedAt: call.endedAt ?? this.#deps.clock.now(),
        endReason: call.endReason ?? 'failed',
        endedBy: call.endedBy ?? null,
      }));
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'a call record could not be stored');
    }
  }
}

/** Inside people who take part in a call. */
export function participants(call: Call): string[] {
  const parties = [call.from, call.to, ...call.legs.flatMap((leg) => (leg.role === 'monitor' ? [] : [leg.party]))];
  return [...new Set(parties.flatMap((party) => (party.extensionId === undefined ? [] : [party.extensionId])))];
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
