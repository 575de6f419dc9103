import type { Call, CallPlace } from '@klapka/protocol';
import type { QueueLeftReason, QueueVisitRecord } from '../../ports/storage-calls.ts';

type Visit = Omit<QueueVisitRecord, 'queueId'>;

/** When a call came to which queue, and what came of it, from how its row changes. */
export class QueueVisits {
  readonly #past: Visit[] = [];
  #open: CallPlace | null = null;
  /** What it was answered from last; that may stand in the row long after. */
  #via: CallPlace | null = null;

  see(call: Call, now: number): void {
    const place = call.state !== 'ended' && call.at?.kind === 'queue' ? call.at : null;
    if (this.#open && !isSame(place, this.#open)) this.#leave(this.#open, call, now);
    if (place && !this.#open) this.#open = place;
    this.#via = call.via ?? this.#via;
  }

  record(queueIdOf: (number: string) => string | null): QueueVisitRecord[] {
    return this.#past.map((visit) => ({ ...visit, queueId: queueIdOf(visit.queueNumber) }));
  }

  #leave({ number, name, since }: CallPlace, call: Call, now: number): void {
    this.#open = null;
    const answered = call.via?.kind === 'queue' && call.via.number === number && !call.at && !isSame(call.via, this.#via);
    const agent = answered ? call.legs.findLast(({ role, state, party }) => role === 'callee' && (state === 'talking' || call.state === 'ended') && party.extensionId !== undefined) : undefined;
    this.#past.push({
      queueNumber: number, queueName: name, enteredAt: since,
      answeredAt: answered ? now : null, agentExtensionId: agent?.party.extensionId ?? null, agentNumber: agent?.party.number ?? null,
      leftAt: now, leftReason: answered ? 'answered' : reasonOf(call),
    });
  }
}

function isSame(one: CallPlace | null, other: CallPlace | null): boolean {
  return one?.kind === other?.kind && one?.number === other?.number && one?.since === other?.since;
}

function reasonOf({ state, endReason, endedBy }: Call): QueueLeftReason {
  if (state !== 'ended') return 'moved';
  if (endReason === 'lost' || endReason === 'pbx-restarted' || endReason === 'failed') return 'lost';
  const hungUp = endReason === 'hung-up' || endReason === 'cancelled';
  return hungUp && endedBy !== 'pbx' ? 'abandoned' : 'turned-away';
}
