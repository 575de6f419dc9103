import type { Core } from 'sip.js';
import type { LineState, Party, Reach } from '@klapka/protocol';
import type { DeviceRef } from '../../../../ports/call-actions.ts';
import type { PbxDevice, PbxEvent, SipCredentials } from '../../../../ports/pbx.ts';
import type { PbxPlan } from '../../../../ports/pbx-plan.ts';
import type { MediaEvents } from '../media/methods.ts';
import { Credentials, deviceKey } from '../sip/auth.ts';
import { Device } from '../sip/device.ts';
import type { DeviceLink } from '../sip/device.ts';
import type { TrunkLine } from '../sip/udp/trunk.ts';
import { UdpSide } from '../sip/udp/udp-side.ts';
import type { UdpConfig } from '../sip/udp/udp-side.ts';
import { Arrivals } from './arrivals.ts';
import { Actions } from './actions.ts';
import type { Directory, SwitchboardActions } from './actions.ts';
import { Call } from './call.ts';
import { DialPlan } from './dial-plan.ts';
import { keyCodes } from './key-codes.ts';
import type { SipLeg } from './leg.ts';
import { lineState } from './lines.ts';
import { onSilence } from './lost.ts';
import { OutsideCalls, maximumSentOutside } from './outside.ts';
import { Parking } from './parking.ts';
import { rowOf } from './row.ts';
import { Voicemail } from '../voicemail/voicemail.ts';
import { Queues } from './queues.ts';
import type { Destination, Dialling, Switchboard } from './switchboard.ts';

export interface ExchangeOptions extends Pick<Switchboard, 'media' | 'now' | 'ringTimeout' | 'returnWithin' | 'parkTimeout' | 'folders' | 'log'> {
  /** SIP over UDP; null: off. */
  udp: UdpConfig | null;
  emit(event: PbxEvent): void;
  send(socketId: number, message: string): void;
  closeSocket(socketId: number, code: number, reason: string): void;
  authenticated(socketId: number): void;
  /** ms of silence after which a message somebody leaves is over. */
  messageSilence: number;
}

/** The switchboard: extensions, their devices, the calls between them. Everything of the SIP thread that has a state. */
export class Exchange implements MediaEvents, Directory {
  readonly board: Switchboard;
  readonly parking = new Parking((number) => this.destination(number));
  readonly queues: Queues;
  readonly actions: SwitchboardActions = new Actions(this);
  readonly #options: ExchangeOptions;
  readonly #credentials = new Credentials();
  readonly #dialPlan: DialPlan;
  readonly #devices = new Map<string, Device>();
  readonly #sockets = new Map<number, Device>();
  readonly #calls = new Map<string, Call>();
  readonly #lines = new Map<string, LineState>();
  readonly #keyCodes: ReturnType<typeof keyCodes>;
  readonly #arrivals = new Arrivals();
  readonly #udp: UdpSide;
  readonly #outsideCalls = new OutsideCalls();
  /** Null: there are no mailboxes. */
  readonly voicemail: Voicemail | null;
  /** Recordings that are being completed. */
  readonly #closing = new Set<Promise<void>>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { folders, now, log, messageSilence: silence } = options;
    this.voicemail = folders && new Voicemail({ folders, now, log, silence, tell: options.emit });
    this.#udp = new UdpSide({
      config: options.udp,
      now: options.now,
      log: options.log,
      password: (number) => this.#dialPlan.extension(number)?.deskPassword ?? null,
      open: (number, deviceId, link, send) => this.#openDesk(number, deviceId, link, send),
      changed: (trunk) => options.emit({ type: 'trunk', trunk }),
      isInside: (number) => this.hasExtension(number),
      invited: (line, request, number) => this.#calledFromOutside(line, request, number),
      inUse: (trunk) => this.#legs().some(({ leg }) => leg.device.group === trunk),
    });
    this.#dialPlan = new DialPlan({
      devicesOf: (number) => this.devicesOf(number),
      lines: (trunkIds, party, sent, callerId) => this.#udp.lines(trunkIds, party, sent, callerId),
      ringTimeout: options.ringTimeout,
      queue: (number) => this.queues.at(number),
      voicemail: this.voicemail,
      soundsFolder: folders?.sounds ?? null,
      ask: (extensionNumber, request) => options.emit({ type: 'asked', extensionNumber, request }),
      ringingAt: (matches) => [...this.#calls.values()].filter(({ main }) => main?.pending === true && main.legs.some(({ party, state }) => state.is('dialling', 'ringing') && matches(party.number))),
    });
    this.#keyCodes = keyCodes(this, this.#dialPlan, (message) => options.log(message));
    this.board = {
      ...options,
      party: (number) => this.#dialPlan.party(number),
      destination: (number, how) => this.destination(number, how),
      mayGoOut: (number, call) => this.#mayGoOut(number, call),
      full: ({ group, maximumCalls }) => this.#legs().filter(({ leg }) => leg.device.group === group).length >= maximumCalls,
      mediaReady: (legId) => this.#arrivals.wait(legId),
      changed: (call) => this.#callChanged(call),
      recorded: (recording) => options.emit({ type: 'recorded', recording }),
    };
    this.queues = new Queues({ board: this.board, find: (number) => this.#dialPlan.member(number), legs: () => this.#legs(), emit: (event) => options.emit(event) });
  }

  /** Resolves when it can be reached over UDP, too, where it shall. */
  listen(): Promise<void> {
    return this.#udp.listen();
  }

  provision(plan: PbxPlan): void {
    const passwords = new Map([...this.#devices.values()].map(({ extensionNumber }) => [extensionNumber, this.#dialPlan.extension(extensionNumber)?.deskPassword]));
    for (const number of this.#dialPlan.replace(plan)) this.#removeExtension(number);
    for (const device of [...this.#devices.values()]) {
      const { extensionNumber, link } = device;
      if (link.kind === 'desk' && passwords.get(extensionNumber) !== this.#dialPlan.extension(extensionNumber)?.deskPassword) this.#forget(device);
    }
    this.#udp.provision(plan.trunks);
    for (const { number } of plan.extensions) this.#updateLine(number);
    this.queues.provision(plan);
  }

  setReach(number: string, reach: Reach): void {
    this.#dialPlan.setReach(number, reach);
    this.queues.changed();
  }

  #removeExtension(number: string): void {
    for (const { call, leg } of this.#legs()) if (leg.device.extensionNumber === number) call.depart(leg, 'failed', 'pbx');
    for (const device of [...this.#devices.values()]) if (device.extensionNumber === number) this.#forget(device);
    this.#lines.delete(number);
  }

  credentials(extensionNumber: string, deviceId: string): SipCredentials {
    return this.#credentials.issue(extensionNumber, deviceId, this.#options.now());
  }

  hasExtension(number: string): boolean {
    return this.#dialPlan.extension(number) !== undefined;
  }

  revoke(extensionNumber: string, deviceId: string): void {
    this.#credentials.revoke(deviceKey(extensionNumber, deviceId));
    const device = this.#devices.get(deviceKey(extensionNumber, deviceId));
    if (device) this.#forget(device);
  }

  #forget(device: Device): void {
    for (const { call, leg } of this.#legsOf(device)) call.depart(leg, 'lost', leg.role);
    this.#devices.delete(device.key);
    this.#udp.forget(device);
    device.dispose();
    this.queues.changed();
  }

  socketOpened(socketId: number, extensionNumber: string, deviceId: string): void {
    if (!this.hasExtension(extensionNumber)) {
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
    this.queues.changed();
  }

  leaving(extensionNumber: string, deviceId: string): void {
    const device = this.#devices.get(deviceKey(extensionNumber, deviceId));
    for (const { call, leg } of device ? this.#legsOf(device) : []) call.absences.leave(leg);
  }

  hangUp(callId: string): boolean {
    const call = this.#calls.get(callId);
    call?.end('hung-up', 'pbx');
    return call !== undefined;
  }

  /** Resolves when the recordings are complete. */
  async stop(): Promise<void> {
    for (const call of [...this.#calls.values()]) call.end('pbx-restarted', 'pbx');
    await Promise.all([...this.#closing, this.voicemail?.messages.settled()]);
  }

  /* What actions need. */

  call(callId: string): Call | null {
    return this.#calls.get(callId) ?? null;
  }

  device({ extensionNumber, deviceId }: DeviceRef): Device | null {
    return this.#devices.get(deviceKey(extensionNumber, deviceId)) ?? null;
  }

  devicesOf(number: string): Device[] {
    return [...this.#devices.values()].filter((device) => device.extensionNumber === number && device.reachable);
  }

  open(from: Party, to: Party): Call {
    const call = new Call(this.board, from, to);
    this.#calls.set(call.id, call);
    return call;
  }

  /* What the media thread tells. */

  connected(legId: string): void {
    this.#arrivals.arrived(legId);
  }

  failed(legId: string, reason: string): void {
    const found = this.legOf(legId);
    this.#options.log(`The media of a leg failed: ${reason}`);
    // One who waits may still restart it; what rings, or is about to take part, cannot be used.
    if (found && !found.leg.state.is('dialling')) found.call.depart(found.leg, 'lost', found.leg.role);
  }

  digit(legId: string, digit: string): void {
    const found = this.legOf(legId);
    if (!found) return;
    const { call, leg } = found;
    if (call.visit?.caller === leg) call.visit.pressed(digit);
    else this.#keyCodes.press(legId, digit);
  }

  recordingEnded(recordingId: string): void {
    for (const call of this.#calls.values()) call.visit?.recordingEnded(recordingId);
  }

  recordingFailed(recordingId: string, reason: string): void {
    this.#options.log(`A recording failed: ${reason}`);
    this.recordingEnded(recordingId);
    for (const call of this.#calls.values()) if (call.recording?.id === recordingId) void this.actions.record(call.id, 'off');
  }

  quiet(legId: string, quiet: boolean): void {
    const found = this.legOf(legId);
    if (!found) return;
    found.leg.quiet = quiet;
    if (quiet) onSilence(found.call, found.leg);
    // Told by packets alone: a page that said it leaves closes its socket before its silence is noticed.
    else found.call.absences.heardAgain(found.leg);
  }

  legOf(legId: string): { call: Call; leg: SipLeg } | null {
    return this.#legs().find(({ leg }) => leg.id === legId) ?? null;
  }

  #legs(): { call: Call; leg: SipLeg }[] {
    return [...this.#calls.values()].flatMap((call) => call.liveLegs.map((leg) => ({ call, leg })));
  }

  #legsOf(device: Device): { call: Call; leg: SipLeg }[] {
    return this.#legs().filter(({ leg }) => leg.device === device);
  }

  #afterSilence(device: Device): void {
    for (const { call, leg } of this.#legsOf(device)) onSilence(call, leg);
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
    for (const call of [...this.#calls.values()]) {
      if (pageChanged) {
        call.absences.pageChanged(device);
        for (const attempt of [...call.attempts]) attempt.pageChanged(device);
      }
      const { main } = call;
      const calledHere = main && (main.to.number === device.extensionNumber || main.rings(device.extensionNumber)) && !call.legs.some((leg) => leg.device === device);
      if (calledHere && main.add(device)) call.tell();
    }
  }

  #tellDevice(device: Device, registered: boolean): void {
    const { deviceId, extensionNumber, registeredAt } = device;
    const told: PbxDevice = { deviceId, extensionNumber, kind: device.link.kind, registeredAt };
    this.#options.emit({ type: 'device', device: told, registered });
    this.queues.changed();
    this.#updateLine(extensionNumber);
  }

  destination(number: string, how?: Dialling): Destination {
    return this.#dialPlan.destination(number, how);
  }

  dialled(number: string, device: Device): Destination {
    return this.#dialPlan.dialled(number, device);
  }

  #invited(device: Device, request: Core.IncomingInviteRequest, dialled: string): void {
    if (this.board.full(device)) {
      request.reject({ statusCode: 503, extraHeaders: ['Retry-After: 5'] });
      return;
    }
    const number = decoded(dialled);
    const parked = this.parking.at(number, device);
    const destination = this.dialled(number, device);
    const call = parked ?? this.open(this.board.party(device.extensionNumber), destination.party);
    this.#begin(call, parked ? this.parking.retrieve(parked, request, device) : call.dialled(request, device, destination));
  }

  #begin(call: Call, started: Promise<void>): void {
    started.catch((error: unknown) => {
      this.#options.log(`A call failed: ${String(error)}`);
      call.end('failed', 'pbx');
    });
  }

  #mayGoOut(number: string, call: Call): boolean {
    const sent = [...this.#calls.values()].filter(({ outsideFor, from }) => outsideFor === number && from.number !== number).length;
    if (call.from.number !== number && sent >= maximumSentOutside) return false;
    return this.#outsideCalls.take(number, this.#dialPlan.plan.outsideCallsPerMinute, this.#options.now());
  }

  #calledFromOutside(line: TrunkLine, request: Core.IncomingInviteRequest, number: string): void {
    if (this.board.full(line)) return void request.reject({ statusCode: 503 });
    const destination = this.#dialPlan.calledFromOutside(line.trunk.plan.id, decoded(number), this.#options.now());
    const call = this.open(line.party, destination.party);
    call.outside = 'in';
    this.#begin(call, call.dialled(request, line, destination));
  }

  /** A phone on a desk that has proved who it is. */
  #openDesk(extensionNumber: string, deviceId: string, link: DeviceLink, send: (message: string) => void): Device {
    const device = new Device(extensionNumber, deviceId, this.#credentials, {
      ...this.#deviceDelegate,
      send: (_socketId, message) => send(message),
      closeSocket: () => undefined,
      authenticated: () => undefined,
      unregistered: () => {
        this.#tellDevice(device, false);
        // Without a socket that could close, this is its end.
        if (this.#legsOf(device).length === 0) this.#forget(device);
      },
    }, link);
    this.#devices.set(device.key, device);
    return device;
  }

  #callChanged(call: Call): void {
    this.#options.emit({ type: 'call', call: rowOf(call) });
    this.queues.changed();
    if (call.ended) this.#calls.delete(call.id);
    if (call.ended && call.recording) this.#complete(call.recording.close());
    for (const number of new Set([call.from.number, call.to.number, ...call.legs.map(({ party }) => party.number)])) this.#updateLine(number);
  }

  #complete(closing: Promise<void>): void {
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }

  #updateLine(number: string): void {
    if (!this.hasExtension(number)) return;
    const registered = [...this.#devices.values()].some((device) => device.extensionNumber === number && device.registration !== null);
    const legs = [...this.#calls.values()].flatMap((call) => {
      const held = call.participants.some((leg) => leg.holding);
      return call.liveLegs.filter((leg) => leg.device.extensionNumber === number).map((leg) => ({ role: leg.role, state: leg.state.current, held }));
    });
    const line = lineState(registered, legs);
    if (this.#lines.get(number) === line) return;
    this.#lines.set(number, line);
    this.#options.emit({ type: 'line', line: { extensionNumber: number, line } });
  }
}

function decoded(dialled: string): string {
  try {
    return decodeURIComponent(dialled);
  } catch {
    return dialled;
  }
}
