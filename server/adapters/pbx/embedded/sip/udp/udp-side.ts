import type { Core } from 'sip.js';
import type { Party } from '@klapka/protocol';
import type { PbxTrunk } from '../../../../../ports/pbx-plan.ts';
import type { Device } from '../device.ts';
import { AddressList, addressTowards, isPrivate } from './addresses.ts';
import { DeskPhones } from './desk-phones.ts';
import type { DeskDelegate } from './desk-phones.ts';
import type { Address, Glance } from './glance.ts';
import { UdpTransport } from './transport.ts';
import type { Correspondent, Reception } from './transport.ts';
import { Trunk } from './trunk.ts';
import type { TrunkDelegate, TrunkLine } from './trunk.ts';

export interface UdpConfig {
  host: string;
  port: number;
  /** Addresses and networks desk phones may register from. */
  allow: readonly string[];
  /** Ours as the world reaches them, best first; empty: those of the machine. */
  addresses: readonly string[];
}

export interface UdpSideOptions extends Pick<DeskDelegate, 'password' | 'open'>, Pick<TrunkDelegate, 'invited' | 'changed' | 'isInside' | 'log'> {
  /** Null: off. */
  config: UdpConfig | null;
  now(): number;
  /** Whether a call of a trunk that is no more in the plan goes on. */
  inUse(trunk: Trunk): boolean;
}

const anywhere = new Set(['0.0.0.0', '::']);

/** SIP over UDP: phones on desks, and carriers. */
export class UdpSide implements Reception {
  readonly #options: UdpSideOptions;
  readonly #transport: UdpTransport | null;
  readonly #desk: DeskPhones | null;
  readonly #allowed: AddressList;
  #trunks: Trunk[] = [];
  /** Of former plans, as long as calls go on. */
  #retired: Trunk[] = [];
  #down: readonly string[] = [];
  #port = 0;
  /** Whether it can be used. */
  #open = false;

  constructor(options: UdpSideOptions) {
    const { config, now, log } = options;
    this.#options = options;
    this.#allowed = new AddressList(config?.allow ?? []);
    this.#transport = config && new UdpTransport({ host: config.host, port: config.port, now, log, reception: this });
    this.#desk = this.#transport && new DeskPhones(this.#transport, { ...options, addressFor: (peer) => this.#addressFor(peer) });
  }

  async listen(): Promise<void> {
    const { config, log } = this.#options;
    if (!this.#transport || !config) return;
    try {
      this.#port = await this.#transport.open();
      this.#open = true;
      if (config.allow.length === 0) log('SIP over UDP is for trunks alone: KLAPKA_SIP_UDP_ALLOW names no address a desk phone may register from');
    } catch (error) {
      log(`SIP over UDP is off: KLAPKA_SIP_UDP ${config.host}:${config.port} cannot be used (${error instanceof Error ? error.message : String(error)})`);
    }
  }

  async #addressFor(peer: string): Promise<{ sip: string; port: number; media: string }> {
    const { host = '', addresses = [] } = this.#options.config ?? {};
    const [told] = addresses;
    const own = (!isPrivate(peer) && told !== undefined ? told : await addressTowards(peer)) ?? host;
    return { sip: anywhere.has(host) || own === told ? own : host, port: this.#port, media: own };
  }

  /* Carriers. */

  provision(trunks: readonly PbxTrunk[]): void {
    if (!this.#open || !this.#transport) return this.#tellDown(trunks);
    const transport = this.#transport;
    const kept = this.#trunks.filter((trunk) => trunks.some((plan) => JSON.stringify(plan) === JSON.stringify(trunk.plan)));
    for (const trunk of this.#trunks) if (!kept.includes(trunk)) this.#retire(trunk);
    const delegate: TrunkDelegate = { ...this.#options, addressFor: (peer) => this.#addressFor(peer) };
    const fresh = trunks.filter(({ id }) => !kept.some((trunk) => trunk.plan.id === id)).map((plan) => new Trunk(plan, transport, delegate));
    this.#trunks = [...kept, ...fresh];
    for (const trunk of fresh) trunk.start();
    this.#sweep();
  }

  #tellDown(trunks: readonly PbxTrunk[]): void {
    const { now, changed, log } = this.#options;
    const fresh = trunks.filter(({ id }) => !this.#down.includes(id));
    this.#down = trunks.map(({ id }) => id);
    if (fresh.length > 0) log('Outside lines are down: they need SIP over UDP, which KLAPKA_SIP_UDP switches on');
    for (const { id } of fresh) changed({ id, state: 'down', since: now() });
  }

  #retire(trunk: Trunk): void {
    trunk.retire();
    this.#retired.push(trunk);
  }

  #sweep(): void {
    for (const trunk of this.#retired) if (!this.#options.inUse(trunk)) trunk.dispose();
    this.#retired = this.#retired.filter((trunk) => this.#options.inUse(trunk));
  }

  /** Lines for one call, those that are known to be down last. */
  lines(trunkIds: readonly string[], party: Party, sent: string, callerId: string | null): TrunkLine[] {
    const wanted = trunkIds.flatMap((id) => this.#trunks.find(({ plan }) => plan.id === id) ?? []);
    const isDown = ({ state }: Trunk): number => (state === 'down' ? 1 : 0);
    return wanted.toSorted((one, other) => isDown(one) - isDown(other)).flatMap((trunk) => trunk.line(party, sent, callerId) ?? []);
  }

  /* Phones. */

  forget(device: Device): void {
    this.#desk?.forget(device);
  }

  /* Who is where. */

  standing(from: Address): 'phone' | 'carrier' | 'stranger' | 'nobody' {
    if (this.#desk?.knows(from)) return 'phone';
    if ([...this.#trunks, ...this.#retired].some((trunk) => trunk.speaksFrom(from))) return 'carrier';
    return this.#allowed.has(from.address) ? 'stranger' : 'nobody';
  }

  receive(message: Core.IncomingRequestMessage, from: Address, glance: Glance): Correspondent | null {
    const desk = this.#desk;
    const mayRegister = this.#allowed.has(from.address);
    const trunk = this.#trunkFor(glance, from);
    if (desk && mayRegister && (desk.knows(from) || message.method === 'REGISTER') && !trunk?.isServer(from)) return desk.receive(message, from);
    if (!trunk) {
      if (desk && mayRegister) this.#transport?.refuse(message, 403);
      return null;
    }
    queueMicrotask(() => trunk.receive(message, from));
    return trunk;
  }

  /** The one whose Contact is called, or whose server this is, or which may send from there. */
  #trunkFor({ user }: Glance, from: Address): Trunk | null {
    const possible = this.#trunks.filter((trunk) => trunk.speaksFrom(from));
    return possible.find((trunk) => trunk.isContact(user)) ?? possible.find((trunk) => trunk.isServer(from)) ?? possible[0] ?? null;
  }

  close(): void {
    for (const trunk of [...this.#trunks, ...this.#retired]) trunk.dispose();
    this.#transport?.close();
  }
}

