import type { Core } from 'sip.js';
import type { LineState, Party } from '@klapka/protocol';
import type { PbxDevice, PbxEvent, PbxExtension, SipCredentials } from '../../../../ports/pbx.ts';
import type { MediaEngine, MediaEvents } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import { Credentials, deviceKey } from '../sip/auth.ts';
import { Device } from '../sip/device.ts';
import { Call } from './call.ts';
import type { Destination } from './call.ts';
import type { SipLeg } from './leg.ts';
import { lineState } from './lines.ts';
import { onSilence } from './lost.ts';
import { services } from './services.ts';

/** Calls one phone may have at once; a person handles two, a flood wants thousands. */
const maximumCallsOfDevice = 8;

export interface ExchangeOptions {
  media: Peer<MediaEngine>;
  now(): number;
  ringTimeout: number;
  /** ms a call waits for a phone that is gone. */
  returnWithin: number;
  emit(event: PbxEvent): void;
  send(socketId: number, message: string): void;
  closeSocket(socketId: number, code: number, reason: string): void;
  authenticated(socketId: number): void;
  log(message: string): void;
}

/** The switchboard: extensions, their devices, the calls between them. Everything of the SIP thread that has a state. */
export class Exchange implements MediaEvents {
  readonly #options: ExchangeOptions;
  readonly #credentials = new Credentials();
  #extensions = new Map<string, PbxExtension>();
  readonly #devices = new Map<string, Device>();
  readonly #sockets = new Map<number, Device>();
  readonly #calls = new Map<string, Call>();
  readonly #lines = new Map<string, LineState>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  provision(extensions: PbxExtension[]): void {
    const before = this.#extensions;
    this.#extensions = new Map(extensions.map((extension) => [extension.number, extension]));
    for (const number of before.keys()) if (!this.#extensions.has(number)) this.#removeExtension(number);
    for (const { number } of extensions) this.#updateLine(number);
  }

  #removeExtension(number: string): void {
    for (const call of this.#callsOf(number)) call.end('failed', 'pbx');
    for (const device of [...this.#devices.values()]) if (device.extensionNumber === number) this.#forget(device);
    this.#lines.delete(number);
  }

  credentials(extensionNumber: string, deviceId: string): SipCredentials {
    return this.#credentials.issue(extensionNumber, deviceId, this.#options.now());
  }

  hasExtension(number: string): boolean {
    return this.#extensions.has(number);
  }

  revoke(extensionNumber: string, deviceId: string): void {
    this.#credentials.revoke(deviceKey(extensionNumber, deviceId));
    const device = this.#devices.get(deviceKey(extensionNumber, deviceId));
    if (device) this.#forget(device);
  }

  #forget(device: Device): void {
    for (const call of this.#calls.values()) {
      for (const leg of call.liveLegs) if (leg.device === device) call.end('lost', leg.role);
    }
    this.#devices.delete(device.key);
    device.dispose();
  }

  socketOpened(socketId: number, extensionNumber: string, deviceId: string): void {
    if (!this.#extensions.has(extensionNumber)) {
      this.#options.closeSocket(socketId, 1008, 'No such extension');
      return;
    }
    const key = deviceKey(extensionNumber, deviceId);
    const device = this.#devices.get(key) ?? new Device(extensionNumber, deviceId, this.#credentials, this.#deviceDelegate);
    this.#devices.set(key, device);
    this.#sockets.set(socketId, device);
    device.adopt(socketId);
  }

  frame(socketId: number, message: string): void {
    this.#sockets.get(socketId)?.receive(socketId, message);
  }

  socketClosed(socketId: number): void {
    const device = this.#sockets.get(socketId);
    this.#sockets.delete(socketId);
    device?.drop(socketId);
    if (device) this.#afterSilence(device);
  }

  leaving(extensionNumber: string, deviceId: string): void {
    const device = this.#devices.get(deviceKey(extensionNumber, deviceId));
    for (const call of [...this.#calls.values()]) {
      for (const leg of call.liveLegs) if (leg.device === device) call.leave(leg);
    }
  }

  hangUp(callId: string): boolean {
    const call = this.#calls.get(callId);
    call?.end('hung-up', 'pbx');
    return call !== undefined;
  }

  stop(): void {
    for (const call of [...this.#calls.values()]) call.end('pbx-restarted', 'pbx');
  }

  /* What the media thread tells. */

  connected(): void {
    // Nothing to do: who hears whom is set before the handshake is through.
  }

  failed(legId: string, reason: string): void {
    const found = this.#legOf(legId);
    this.#options.log(`The media of a leg failed: ${reason}`);
    if (found && found.leg.state.is('talking')) found.call.end('lost', found.leg.role);
  }

  digit(): void {
    // Nothing of the PBX's own listens to keys yet.
  }

  recordingEnded(): void {
    // Nothing is recorded with a limit yet.
  }

  recordingFailed(_recordingId: string, reason: string): void {
    this.#options.log(`A recording failed: ${reason}`);
  }

  quiet(legId: string, quiet: boolean): void {
    const found = this.#legOf(legId);
    if (!found) return;
    found.leg.quiet = quiet;
    if (quiet) onSilence(found.call, found.leg);
    // Told by packets alone: a page that said it leaves closes its socket before its silence is noticed.
    else found.call.heardAgain(found.leg);
  }

  #legOf(legId: string): { call: Call; leg: SipLeg } | null {
    for (const call of this.#calls.values()) {
      const leg = call.liveLegs.find((candidate) => candidate.id === legId);
      if (leg) return { call, leg };
    }
    return null;
  }

  #afterSilence(device: Device): void {
    for (const call of [...this.#calls.values()]) {
      for (const leg of call.liveLegs) if (leg.device === device) onSilence(call, leg);
    }
  }

  readonly #deviceDelegate = {
    now: (): number => this.#options.now(),
    send: (socketId: number, message: string): void => this.#options.send(socketId, message),
    closeSocket: (socketId: number, code: number, reason: string): void => this.#options.closeSocket(socketId, code, reason),
    authenticated: (socketId: number): void => this.#options.authenticated(socketId),
    registered: (device: Device, pageChanged: boolean): void => this.#registered(device, pageChanged),
    unregistered: (device: Device): void => this.#tellDevice(device, false),
    invited: (device: Device, request: Core.IncomingInviteRequest, dialled: string): void => this.#invited(device, request, dialled),
  };

  #registered(device: Device, pageChanged: boolean): void {
    this.#tellDevice(device, true);
    for (const call of this.#callsOf(device.extensionNumber)) {
      if (pageChanged) call.pageChanged(device);
      const calledHere = call.to.number === device.extensionNumber && !call.legs.some((leg) => leg.device === device);
      if (calledHere) call.ring(device);
    }
  }

  #tellDevice(device: Device, registered: boolean): void {
    const { deviceId, extensionNumber, registeredAt } = device;
    const told: PbxDevice = { deviceId, extensionNumber, kind: 'web', registeredAt };
    this.#options.emit({ type: 'device', device: told, registered });
    this.#updateLine(extensionNumber);
  }

  #party(number: string): Party {
    const name = this.#extensions.get(number)?.name;
    return name === undefined ? { number } : { number, name };
  }

  #destination(number: string, caller: Device): Destination {
    const service = services.get(number);
    if (service) return { kind: 'service', party: { number, name: service.name }, source: service.source };
    if (!this.#extensions.has(number)) return { kind: 'unknown', party: { number: number.slice(0, 64) } };
    const devices = [...this.#devices.values()].filter((device) => device.extensionNumber === number && device.reachable && device !== caller);
    return { kind: 'extension', party: this.#party(number), devices };
  }

  #invited(device: Device, request: Core.IncomingInviteRequest, dialled: string): void {
    const own = [...this.#calls.values()].filter((call) => call.caller.device === device);
    if (own.length >= maximumCallsOfDevice) {
      request.reject({ statusCode: 503, extraHeaders: ['Retry-After: 5'] });
      return;
    }
    let number: string;
    try {
      number = decodeURIComponent(dialled);
    } catch {
      number = dialled;
    }
    const call = new Call(request, device, this.#party(device.extensionNumber), this.#destination(number, device), {
      media: this.#options.media,
      now: this.#options.now,
      ringTimeout: this.#options.ringTimeout,
      returnWithin: this.#options.returnWithin,
      changed: (changed) => this.#callChanged(changed),
      log: this.#options.log,
    });
    this.#calls.set(call.id, call);
    call.start().catch((error: unknown) => {
      this.#options.log(`A call failed: ${String(error)}`);
      call.end('failed', 'pbx');
    });
  }

  #callChanged(call: Call): void {
    this.#options.emit({ type: 'call', call: call.toProtocol() });
    if (call.ended) this.#calls.delete(call.id);
    this.#updateLine(call.caller.party.number);
    this.#updateLine(call.to.number);
  }

  #callsOf(number: string): Call[] {
    return [...this.#calls.values()].filter((call) => call.caller.party.number === number || call.to.number === number);
  }

  #updateLine(number: string): void {
    if (!this.#extensions.has(number)) return;
    const registered = [...this.#devices.values()].some((device) => device.extensionNumber === number && device.registration !== null);
    const legs = this.#callsOf(number).flatMap((call) => {
      const held = call.legs.some((leg) => leg.holding);
      return call.legs.filter((leg) => leg.party.number === number).map((leg) => ({ role: leg.role, state: leg.state.current, held }));
    });
    const line = lineState(registered, legs);
    if (this.#lines.get(number) === line) return;
    this.#lines.set(number, line);
    this.#options.emit({ type: 'line', line: { extensionNumber: number, line } });
  }
}
