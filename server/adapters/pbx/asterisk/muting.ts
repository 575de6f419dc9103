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
  /** Whether nobody hears a channel, of those Asterisk was told of. */
  readonly #silent = new Map<string, boolean>();

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
    for (const leg of call ? live(call) : []) if (!isUnknown(leg)) void this.#silence(leg, leg.muted === true || leg.held === true);
    if (!call) for (const uniqueId of this.#silent.keys()) if (!this.#calls.legOf(uniqueId)) this.#silent.delete(uniqueId);
  }

  /** False: there is no such channel any more. */
  async #silence({ uniqueId, name, found }: Readonly<Channel>, silent: boolean): Promise<boolean> {
    // Asterisk may let nobody hear one of before, and does so until it is told otherwise.
    const before = this.#silent.get(uniqueId) ?? (found === true ? undefined : false);
    if (before === silent) return true;
    this.#silent.set(uniqueId, silent);
    const done = await this.#switchboard.silence(name, silent);
    if (done || this.#silent.get(uniqueId) !== silent) return done;
    if (before === undefined) this.#silent.delete(uniqueId);
    else this.#silent.set(uniqueId, before);
    return false;
  }
}

/** Nobody has said anything of it since it was found. */
function isUnknown({ found, held, muted }: Readonly<Channel>): boolean {
  return found === true && held === undefined && muted === undefined;
}
