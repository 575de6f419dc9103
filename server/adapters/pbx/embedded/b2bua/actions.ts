import type { MonitorMode, Party } from '@klapka/protocol';
import type { CallActions, DeviceRef, RecordingState, RedirectOptions } from '../../../../ports/call-actions.ts';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { PbxAgentStanding } from '../../../../ports/pbx-plan.ts';
import type { QueueActions } from '../../../../ports/queue-actions.ts';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import { originate, pickUpRinging } from './calling-in.ts';
import { drop, invite, merge, mute } from './conference.ts';
import { flip } from './flip.ts';
import type { SipLeg } from './leg.ts';
import { monitor, setMonitorMode } from './monitoring.ts';
import type { Parking } from './parking.ts';
import { record } from './recording.ts';
import type { Queues } from './queues.ts';
import type { Destination, Dialling, Switchboard } from './switchboard.ts';
import { gone, join, redirect } from './transfer.ts';

/** What the exchange knows that actions need. */
export interface Directory {
  readonly board: Switchboard;
  readonly parking: Parking;
  readonly queues: Queues;
  call(callId: string): Call | null;
  legOf(legId: string): { call: Call; leg: SipLeg } | null;
  device(ref: DeviceRef): Device | null;
  devicesOf(number: string): Device[];
  /** Where a number leads that this phone, or nobody in particular, is sent to. */
  destination(number: string, how?: Dialling): Destination;
  /** Where a number leads that this phone dials: codes, too. */
  dialled(number: string, device: Device): Destination;
  open(from: Party, to: Party): Call;
}

/** Recordings are files, which the gateway's thread reads itself. */
type ActionName = Exclude<keyof CallActions, 'recordingAudio' | 'deleteRecording'>;
type Done<T> = T extends Promise<infer R> ? R | Promise<R> : never;
/** The same actions within the SIP thread: what is refused is thrown. */
export type SwitchboardActions = { [K in ActionName]: (...args: Parameters<CallActions[K]>) => Done<ReturnType<CallActions[K]>> } &
  { [K in keyof QueueActions]: (...args: Parameters<QueueActions[K]>) => Done<ReturnType<QueueActions[K]>> };

const longestNote = 500;

/** What can be done with calls and queues from outside. Each finds what is meant and hands it to where it is done. */
export class Actions implements SwitchboardActions {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  originate(from: DeviceRef, number: string): { callId: string } {
    const device = this.#phone(from);
    const destination = this.#directory.dialled(number, device);
    const call = this.#directory.open(this.#directory.board.party(from.extensionNumber), destination.party);
    originate(call, device, destination);
    return { callId: call.id };
  }

  redirect(legId: string, number: string, { by, note, returnTo }: RedirectOptions = {}): void {
    const { call, leg } = this.#leg(legId);
    const options = { ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note: note.slice(0, longestNote) }) };
    // Whoever has no extension sends nobody outside: not by the rights of who is sent.
    const how: Dialling = { device: leg.device, outside: leg.device.deviceId === null, ...(by === undefined ? {} : { by }) };
    redirect(call, leg, this.#directory.destination(number, how), options, returnTo === undefined ? null : () => this.#directory.destination(returnTo, how));
  }

  join(legId: string, otherLegId: string): void {
    const [one, other] = [this.#leg(legId), this.#leg(otherLegId)];
    join(one.call, one.leg, other.call, other.leg);
  }

  merge(callId: string, otherCallId: string): void {
    merge(this.#call(callId), this.#call(otherCallId));
  }

  invite(callId: string, number: string, by: string): void {
    invite(this.#call(callId), this.#directory.destination(number, { by }), by);
  }

  drop(legId: string): void {
    const { call, leg } = this.#leg(legId);
    drop(call, leg);
  }

  mute(legId: string, muted: boolean): void {
    const { call, leg } = this.#leg(legId);
    mute(call, leg, muted);
  }

  park(legId: string, by: string, slot?: string): { slot: string } {
    const { call, leg } = this.#leg(legId);
    return { slot: this.#directory.parking.park(call, leg, by, slot) };
  }

  pickUp(callId: string, by: DeviceRef): void {
    const call = this.#call(callId);
    const device = this.#phone(by);
    if (!call.parked) return pickUpRinging(call, device);
    if (call.claimed || call.participants.some((leg) => leg.device === device)) throw gone();
    this.#directory.parking.pickUp(call, device);
  }

  monitor(legId: string, by: DeviceRef, mode: MonitorMode): void {
    const { call, leg } = this.#leg(legId);
    monitor(call, leg, this.#phone(by), mode);
  }

  setMonitorMode(legId: string, mode: MonitorMode): void {
    const { call, leg } = this.#leg(legId);
    setMonitorMode(call, leg, mode);
  }

  record(callId: string, state: RecordingState): Promise<void> {
    const { folders } = this.#directory.board;
    if (folders === null) throw new PbxError('NOT_SUPPORTED', 'This PBX has no folder for recordings');
    return record(this.#call(callId), state, folders.recordings);
  }

  flip(legId: string, deviceId: string | null): void {
    const { call, leg } = this.#leg(legId);
    const devices = this.#directory.devicesOf(leg.party.number).filter((device) => device !== leg.device && (deviceId === null || device.deviceId === deviceId));
    flip(call, leg, devices);
  }

  setStanding(queueNumber: string, extensionNumber: string, standing: PbxAgentStanding): void {
    this.#directory.queues.desk.setStanding(queueNumber, extensionNumber, standing);
  }

  endWrapUp(queueNumber: string, extensionNumber: string): void {
    this.#directory.queues.desk.endWrapUp(queueNumber, extensionNumber);
  }

  moveFirst(callId: string): void {
    this.#directory.queues.desk.moveFirst(callId);
  }

  #call(callId: string): Call {
    const call = this.#directory.call(callId);
    if (!call) throw gone();
    return call;
  }

  #leg(legId: string): { call: Call; leg: SipLeg } {
    const found = this.#directory.legOf(legId);
    if (!found) throw gone();
    return found;
  }

  /** A phone that can be called in. */
  #phone(ref: DeviceRef): Device {
    const device = this.#directory.device(ref);
    if (!device?.reachable || this.#directory.board.full(device)) throw new PbxError('NOT_REGISTERED', 'This phone is not there');
    return device;
  }
}
