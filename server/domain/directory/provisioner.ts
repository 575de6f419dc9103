import type { Logger } from '../../ports/logger.ts';
import { emptyPlan } from '../../ports/pbx-plan.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { EventHub } from '../events.ts';
import { reachOfAll } from './reaching.ts';

export interface ProvisionerDeps {
  storage: StoragePort;
  pbx: PbxPort;
  events: EventHub;
  logger: Logger;
}

/** Tells the PBX which extensions there are: at the start and after every change, one at a time, the last state wins. */
export class Provisioner {
  readonly #deps: ProvisionerDeps;
  #wanted = false;
  #running: Promise<void> | null = null;

  constructor(deps: ProvisionerDeps) {
    this.#deps = deps;
  }

  /** Resolves after the first time; rejects where the PBX refuses it. */
  async start(signal: AbortSignal): Promise<void> {
    this.#deps.events.subscribe('directory:changed', () => void this.#again(), signal);
    await this.#once();
  }

  async #again(): Promise<void> {
    this.#wanted = true;
    this.#running ??= this.#drain();
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false;
      try {
        await this.#once();
      } catch (error) {
        this.#deps.logger.error({ err: error }, 'the PBX could not be told the extensions');
      }
    }
    this.#running = null;
  }

  async #once(): Promise<void> {
    const { storage: { read }, pbx } = this.#deps;
    const [extensions, set] = await Promise.all([read.directory.list(), read.reach.list()]);
    const reach = reachOfAll(extensions, set);
    await pbx.provision({ ...emptyPlan, extensions: extensions.map(({ id, number, firstName, lastName }) => {
      const own = reach.get(id);
      return { number, name: `${firstName} ${lastName}`.trim(), ...(own === undefined || pbx.capabilities.reach === 'none' ? {} : { reach: own }) };
    }) });
  }
}
