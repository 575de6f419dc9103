import type { Call, Leg } from '@klapka/protocol';
import { QueueVisits } from './queue-visits.ts';
import type { CallLegRecord, CallStepKind, CallStepRecord, CallStoryRecord } from '../../ports/storage-calls.ts';

type OpenLeg = Omit<CallLegRecord, 'endedAt'> & { endedAt: number | null };

/** What is kept of a call while it goes on, from what its PBX tells: when which side came and left, and what was done with it. */
export class CallStory {
  readonly #legs = new Map<string, OpenLeg>();
  readonly #steps: CallStepRecord[] = [];
  readonly #visits = new QueueVisits();
  #before: Call | null = null;

  /** The call as it is now. Times are when we heard of it; what was there before us began with its call. */
  see(call: Call, now: number): void {
    const before = this.#before;
    this.#before = call;
    for (const leg of call.legs) this.#seeLeg(leg, before === null ? call : null, now);
    const { sentOn, parked, at, conference, recording } = call;
    if (sentOn && (!before?.sentOn || before.to.number !== call.to.number)) this.#step(now, 'sent-on', call.to.number, sentOn.by.number);
    if (parked && parked.slot !== before?.parked?.slot) this.#step(now, 'parked', parked.slot, parked.by.number);
    if (!parked && before?.parked && call.state !== 'ended') this.#step(now, 'retrieved', before.parked.slot);
    if (call.state !== 'ended' && at && (at.kind !== before?.at?.kind || at.number !== before.at.number || at.since !== before.at.since)) this.#step(now, at.kind, at.number);
    this.#visits.see(call, now);
    if (conference && !before?.conference) this.#step(now, 'conference');
    if (recording !== before?.recording) this.#step(now, recording === 'on' ? 'recording' : recording === 'paused' ? 'recording-paused' : 'recording-off');
  }

  #seeLeg({ id, role, party, state }: Leg, found: Call | null, now: number): void {
    const leg = this.#legs.get(id) ?? {
      legId: id, role, number: party.number, name: party.name ?? null, extensionId: party.extensionId ?? null,
      startedAt: found?.startedAt ?? now, answeredAt: null, endedAt: null,
    };
    if (state === 'talking') leg.answeredAt ??= found?.answeredAt ?? now;
    if (state === 'ended') leg.endedAt ??= now;
    this.#legs.set(id, leg);
  }

  #step(at: number, kind: CallStepKind, number: string | null = null, byNumber: string | null = null): void {
    this.#steps.push({ at, kind, number, byNumber });
  }

  /** Of a call that has ended. */
  record(call: Call, now: number, queueIdOf: (number: string) => string | null): CallStoryRecord {
    const endedAt = call.endedAt ?? now;
    return {
      id: call.id,
      fromNumber: call.from.number,
      toNumber: call.to.number,
      fromExtensionId: call.from.extensionId ?? null,
      toExtensionId: call.to.extensionId ?? null,
      startedAt: call.startedAt,
      answeredAt: call.answeredAt ?? null,
      endedAt,
      endReason: call.endReason ?? 'failed',
      endedBy: call.endedBy ?? null,
      outside: call.outside ?? null,
      legs: [...this.#legs.values()].map((leg) => ({ ...leg, endedAt: leg.endedAt ?? endedAt })),
      steps: this.#steps,
      visits: this.#visits.record(queueIdOf),
    };
  }
}
