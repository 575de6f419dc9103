import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { EventHub } from '../events.ts';
import type { Sounds } from '../sounds/sounds.ts';
import type { Turns } from '../turns.ts';
import { readPlan, soundsOf, withoutSounds } from './plan.ts';

export interface ProvisionerDeps {
  storage: StoragePort;
  pbx: PbxPort;
  sounds: Sounds;
  clock: Clock;
  events: EventHub;
  logger: Logger;
  /** Shared with whoever else tells the PBX what is stored: nobody overtakes. */
  turns: Turns;
}

/** Tells the PBX everything it shall know: at the start and after every change, one at a time, the last state wins. */
export class Provisioner {
  readonly #deps: ProvisionerDeps;
  #waiting = false;

  constructor(deps: ProvisionerDeps) {
    this.#deps = deps;
  }

  /** Resolves after the first time; rejects where the PBX refuses it. */
  async start(signal: AbortSignal): Promise<void> {
    const { events, turns } = this.#deps;
    events.subscribe('directory:changed', () => this.#again(), signal);
    events.subscribe('telephony:changed', () => this.#again(), signal);
    await turns.run(() => this.#once());
  }

  #again(): void {
    // One that waits will read what was changed since, too.
    if (this.#waiting) return;
    this.#waiting = true;
    this.#deps.turns.run(() => this.#once()).catch((error: unknown) => this.#deps.logger.error({ err: error }, 'the PBX could not be told what it shall know'));
  }

  async #once(): Promise<void> {
    this.#waiting = false;
    const { storage, pbx, sounds, clock, logger } = this.#deps;
    const plan = await readPlan(storage.read, pbx.capabilities, clock.now());
    const missing = await sounds.give(pbx, soundsOf(plan));
    if (missing.length > 0) logger.warn({ count: missing.length }, 'sounds a menu or a mailbox names could not be given to the PBX');
    await pbx.provision(withoutSounds(plan, missing));
  }
}
