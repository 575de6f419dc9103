import type { Party, Reach } from '@klapka/protocol';
import { emptyPlan } from '../../../../ports/pbx-plan.ts';
import type { PbxExtension, PbxPlan } from '../../../../ports/pbx-plan.ts';
import type { Device } from '../sip/device.ts';
import { extensionDestination } from './reach.ts';
import { services } from './services.ts';
import type { Destination } from './switchboard.ts';

export interface DialPlanOptions {
  /** Phones of an extension that can be rung now. */
  devicesOf(number: string): Device[];
  /** ms an extension rings whose plan says nothing of it. */
  ringTimeout: number;
}

/** Where numbers lead. Everything the PBX was told of is here. */
export class DialPlan {
  readonly #options: DialPlanOptions;
  #plan: PbxPlan = emptyPlan;
  #extensions = new Map<string, PbxExtension>();

  constructor(options: DialPlanOptions) {
    this.#options = options;
  }

  /** Answers the extensions that are no more. */
  replace(plan: PbxPlan): string[] {
    const before = [...this.#extensions.keys()];
    this.#plan = plan;
    this.#extensions = new Map(plan.extensions.map((extension) => [extension.number, extension]));
    return before.filter((number) => !this.#extensions.has(number));
  }

  setReach(number: string, reach: Reach): void {
    const extension = this.#extensions.get(number);
    if (extension) this.#extensions.set(number, { ...extension, reach });
  }

  get plan(): PbxPlan {
    return this.#plan;
  }

  extension(number: string): PbxExtension | undefined {
    return this.#extensions.get(number);
  }

  party(number: string): Party {
    const name = this.#extensions.get(number)?.name;
    return name === undefined ? { number } : { number, name };
  }

  /** Where a number leads that somebody is sent to: by forwarding, a transfer, a menu. `caller`: not to ring the phone itself. */
  destination(number: string, caller?: Device): Destination {
    const service = services.get(number);
    if (service) return { kind: 'app', party: { number, name: service.name }, app: service.app };
    const extension = this.#extensions.get(number);
    if (!extension) return { kind: 'unknown', party: { number: number.slice(0, 64) } };
    const devices = this.#options.devicesOf(number).filter((device) => device !== caller);
    return extensionDestination(this.party(number), extension.reach, devices, this.#options.ringTimeout);
  }

  /** Where a number leads that this phone dials. Codes are only here: nobody is sent to one, so nobody uses one in another's name. */
  dialled(number: string, device: Device): Destination {
    return this.destination(number, device);
  }
}
