import { PbxError } from '../../../ports/pbx.ts';
import { legIn } from './calling-in.ts';
import type { ActionTools } from './calling-in.ts';
import { gone } from './refusals.ts';
import { plain } from './switchboard.ts';
import { participants } from './tracked.ts';
import { alone, calledAs } from './transfer.ts';
import { causeNormal } from './translate.ts';

/** Of `klapka-slots` in `config/calls.conf`. */
export const parkingSlots: readonly string[] = Array.from({ length: 20 }, (_, index) => String(701 + index));

/**
 * Calls that wait on slots, with music. Where they wait, who retrieves them and that they ring whoever parked them when their time is
 * over is the dialplan's, so that all of it goes on without the gateway.
 */
export class Parking {
  readonly #tools: ActionTools;
  /** ms */
  readonly #parkTimeout: number;
  /** Slots something is on its way to. */
  readonly #taken = new Set<string>();

  constructor(tools: ActionTools, parkTimeout: number) {
    this.#tools = tools;
    this.#parkTimeout = parkTimeout;
  }

  async park(legId: string, by: string, wanted?: string): Promise<{ slot: string }> {
    const { picture: { calls }, switchboard, clock } = this.#tools;
    const { call, leg } = await legIn(this.#tools, legId);
    const taking = participants(call);
    if (call.state !== 'answered' || call.parked || taking.length !== 2 || !taking.includes(leg) || call.claimed || !plain.test(by)) throw gone();
    const slot = this.#slot(wanted);
    calls.claim(call.id);
    this.#taken.add(slot);
    try {
      const left = call.channels.filter((one) => one !== leg);
      const since = clock.now();
      const told = await switchboard.set(leg.name, { KLAPKA_BY: by, KLAPKA_PARK: String(Math.ceil(this.#parkTimeout / 1000)), ...calledAs(leg) });
      if (!told || !await switchboard.send(leg.name, 'klapka-parked', slot)) throw gone();
      const names = calls.release(call.id, left.map(({ uniqueId }) => uniqueId), (edited) => {
        alone(edited, leg);
        Object.assign(edited, { waits: true, parked: { slot, by, since, until: since + this.#parkTimeout } });
      });
      await switchboard.hangUp(names, causeNormal);
      return { slot };
    } finally {
      this.#taken.delete(slot);
      calls.unclaim(call.id);
    }
  }

  #slot(wanted: string | undefined): string {
    const taken = new Set([...this.#taken, ...this.#tools.picture.calls.snapshot().flatMap(({ parked }) => (parked ? [parked.slot] : []))]);
    if (wanted !== undefined && taken.has(wanted)) throw new PbxError('ALREADY_TAKEN', 'Somebody waits on this slot');
    const slot = parkingSlots.find((candidate) => (wanted === undefined ? !taken.has(candidate) : candidate === wanted));
    if (slot === undefined) throw new PbxError('NOT_FOUND', 'There is no such slot, or none is free');
    return slot;
  }
}
