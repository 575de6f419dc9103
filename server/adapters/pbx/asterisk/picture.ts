import { createHash } from 'node:crypto';
import type { LineState } from '@klapka/protocol';
import type { PbxDevice, PbxEvent, PbxLine, PbxSnapshot } from '../../../ports/pbx.ts';
import type { AmiMessage } from './ami/message.ts';
import { Calls } from './calls.ts';
import type { CallsOptions } from './book.ts';
import { deskSuffix, endpointOf, extensionOf, lineOf, userOf } from './translate.ts';

export interface PictureOptions extends Omit<CallsOptions, 'deviceOf' | 'changed'> {
  /** The device behind a SIP Call-ID or the user of a contact. */
  deviceOf(token: string): string | undefined;
  tell(event: PbxEvent): void;
  /** A phone has registered, with this contact. */
  arrived(device: PbxDevice, uri: string): void;
}

/** What Asterisk has, when it is read anew. */
export interface Inventory {
  channels: readonly AmiMessage[];
  contacts: readonly AmiMessage[];
  deviceStates: readonly AmiMessage[];
  /** Asterisk was started since we last looked. */
  restarted: boolean;
}

/** What Asterisk has told so far, in the gateway's words. */
export class Picture {
  readonly calls: Calls;
  readonly #options: PictureOptions;
  /** By address: a page that was loaded anew has two for a moment. */
  readonly #contacts = new Map<string, PbxDevice>();
  readonly #lines = new Map<string, PbxLine>();
  /** By Asterisk's device: an extension may have one of its phones in browsers and one of those on desks. */
  readonly #states = new Map<string, LineState>();

  constructor(options: PictureOptions) {
    this.#options = options;
    this.calls = new Calls({ ...options, changed: (call) => options.tell({ type: 'call', call }) });
  }

  snapshot(): Pick<PbxSnapshot, 'calls' | 'devices' | 'lines'> {
    const devices = new Map([...this.#contacts.values()].map((device) => [keyOf(device), device]));
    const known = ({ extensionNumber }: { extensionNumber: string }): boolean => this.#options.nameOf(extensionNumber) !== undefined;
    return { calls: this.calls.snapshot(), devices: [...devices.values()].filter(known), lines: [...this.#lines.values()].filter(known) };
  }

  /** The address a device is registered at, as Asterisk has it; undefined: it is not. */
  addressOf(extensionNumber: string, deviceId: string): string | undefined {
    return [...this.#contacts].findLast(([, device]) => device.extensionNumber === extensionNumber && device.deviceId === deviceId)?.[0];
  }

  /** Devices that are registered for an extension. */
  devicesOf(extensionNumber: string): string[] {
    return [...new Set([...this.#contacts.values()].filter((device) => device.extensionNumber === extensionNumber).map(({ deviceId }) => deviceId))];
  }

  load({ channels, contacts, deviceStates, restarted }: Inventory): void {
    this.#contacts.clear();
    this.#lines.clear();
    this.#states.clear();
    for (const item of contacts) {
      const uri = item.get('Uri');
      this.#contacts.set(uri, this.#device(extensionOf(item.get('Endpoint') || item.get('ObjectName').split(/[;@]/)[0] || ''), uri));
    }
    for (const item of deviceStates) this.#lineChanged(item.get('Device'), item.get('State'), false);
    this.calls.load(channels, restarted);
  }

  apply(event: AmiMessage): void {
    if (event.event === 'DeviceStateChange') this.#lineChanged(event.get('Device'), event.get('State'), true);
    else if (event.event === 'ContactStatus') this.#contactChanged(event);
    else this.calls.apply(event);
  }

  #lineChanged(device: string, state: string, tell: boolean): void {
    const endpoint = /^PJSIP\/([^/]+)$/.exec(device)?.[1];
    if (endpoint === undefined || endpointOf(device) !== null) return;
    const number = extensionOf(endpoint);
    this.#states.set(endpoint, lineOf(state));
    const states = [number, number + deskSuffix].map((one) => this.#states.get(one));
    const line: PbxLine = { extensionNumber: number, line: order.find((one) => states.includes(one)) ?? 'offline' };
    if (this.#lines.get(number)?.line === line.line) return;
    this.#lines.set(number, line);
    // Told before each phone's own leaving.
    if (line.line === 'offline') for (const [uri, device] of this.#contacts) if (device.extensionNumber === number) this.#leave(uri, device);
    if (tell && this.#options.nameOf(number) !== undefined) this.#options.tell({ type: 'line', line });
  }

  #contactChanged(event: AmiMessage): void {
    const [uri, number, status] = [event.get('URI'), event.get('AOR'), event.get('ContactStatus')];
    const before = this.#contacts.get(uri);
    if (status === 'Removed' || status === 'Unreachable') {
      if (before) this.#leave(uri, before);
    } else if (!before) {
      const device = this.#device(number, uri);
      this.#contacts.set(uri, device);
      this.#options.tell({ type: 'device', device, registered: true });
      this.#options.arrived(device, uri);
    }
  }

  #leave(uri: string, device: PbxDevice): void {
    this.#contacts.delete(uri);
    const another = [...this.#contacts.values()].some((other) => keyOf(other) === keyOf(device));
    if (!another) this.#options.tell({ type: 'device', device, registered: false });
  }

  /** A phone that did not come through the gateway is a desk phone, known by its address. */
  #device(extensionNumber: string, uri: string): PbxDevice {
    const deviceId = this.#options.deviceOf(userOf(uri));
    const registeredAt = this.#options.now();
    if (deviceId !== undefined) return { deviceId, extensionNumber, kind: 'web', registeredAt };
    return { deviceId: createHash('sha256').update(uri).digest('base64url').slice(0, 22), extensionNumber, kind: 'desk', registeredAt };
  }
}

/** What an extension's line does where its phones do not agree: the first of these. */
const order: readonly LineState[] = ['busy', 'ringing', 'held', 'idle'];

const keyOf = ({ extensionNumber, deviceId }: PbxDevice): string => `${extensionNumber}\u0000${deviceId}`;
