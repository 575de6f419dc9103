import type { Calls } from './calls.ts';
import { gone } from './refusals.ts';
import type { Switchboard } from './switchboard.ts';
import { live } from './tracked.ts';
import type { Channel } from './tracked.ts';

/**
 * Lets nobody hear whom we mute, whatever channel they have by now. Whoever holds is heard by nobody either: the phone may send on, and a
 * listener or a recording would have it.
 */
export class Muting {
  readonly #calls: Calls;
  readonly #switchboard: Switchboard;
  /** Channels nobody hears. */
  readonly #silent = new Set<string>();

  constructor(calls: Calls, switchboard: Switchboard) {
    this.#calls = calls;
    this.#switchboard = switchboard;
  }

  async mute(legId: string, muted: boolean): Promise<void> {
    const leg = this.#calls.legOf(legId)?.leg;
    if (leg?.state !== 'talking' || !await this.#silence(leg, muted || leg.held === true)) throw gone();
    this.#calls.changeLeg(legId, (changed) => void (changed.muted = muted));
  }

  changed(callId: string): void {
    const call = this.#calls.get(callId);
    for (const leg of call ? live(call) : []) void this.#silence(leg, leg.muted === true || leg.held === true);
    if (!call) for (const uniqueId of this.#silent) if (!this.#calls.legOf(uniqueId)) this.#silent.delete(uniqueId);
  }

  /** False: there is no such channel any more. */
  async #silence({ uniqueId, name }: Readonly<Channel>, silent: boolean): Promise<boolean> {
    if (this.#silent.has(uniqueId) === silent) return true;
    if (silent) this.#silent.add(uniqueId);
    else this.#silent.delete(uniqueId);
    return this.#switchboard.silence(name, silent);
  }
}
