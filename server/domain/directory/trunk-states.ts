import type { PbxTrunkState } from '../../ports/pbx.ts';

/** Whether calls can go through each trunk now, as the PBX tells it. */
export class TrunkStates {
  #states = new Map<string, PbxTrunkState>();

  reset(states: readonly PbxTrunkState[]): void {
    this.#states = new Map(states.map((state) => [state.id, state]));
  }

  change(state: PbxTrunkState): void {
    this.#states.set(state.id, state);
  }

  /** Null where there are none. */
  counts(): Record<PbxTrunkState['state'], number> | null {
    const states = [...this.#states.values()].map(({ state }) => state);
    const count = (wanted: PbxTrunkState['state']): number => states.filter((state) => state === wanted).length;
    return states.length === 0 ? null : { up: count('up'), down: count('down'), unknown: count('unknown') };
  }

  /** `since` null: nothing was told of it. */
  of(id: string): { state: PbxTrunkState['state']; since: number | null } {
    const { state = 'unknown', since = null } = this.#states.get(id) ?? {};
    return { state, since };
  }
}
