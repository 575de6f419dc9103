import { conferenceLimit } from '../../../ports/call-actions.ts';
import type { DeviceRef } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { Calls } from './calls.ts';
import type { Picture } from './picture.ts';
import { gone } from './refusals.ts';
import type { SipGate } from './sip/gate.ts';
import type { Switchboard } from './switchboard.ts';
import { isTalk, participants, present } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeDeclined, causeForbidden, causeNormal } from './translate.ts';

export interface ConferencesOptions {
  picture: Picture;
  gate: SipGate;
  switchboard: Switchboard;
  clock: Clock;
  nameOf(number: string): string | undefined;
  /** Rejects where the device is not there. */
  addressOf(device: DeviceRef): Promise<string>;
  /** ms a phone may ring. */
  ringTimeout: number;
  /** Ends a call as told to. */
  hangUp(callId: string): void;
}

/** More than two who hear each other: all channels of the call are in one ConfBridge, which has the call's id. */
export class Conferences {
  readonly #options: ConferencesOptions;
  readonly #calls: Calls;
  /** Who was sent into its room, by call. */
  readonly #inside = new Map<string, Set<string>>();

  constructor(options: ConferencesOptions) {
    this.#options = options;
    this.#calls = options.picture.calls;
  }

  async merge(callId: string, otherCallId: string): Promise<void> {
    const [first, second] = [this.#talk(callId), this.#talk(otherCallId)];
    if (first === second) throw gone();
    const devices = participants(first).map((leg) => this.#deviceOf(leg));
    const coming = participants(second).filter((leg) => !devices.includes(this.#deviceOf(leg)));
    if (devices.length + coming.length > conferenceLimit) throw full();
    this.#calls.endingForUs(otherCallId, 'transferred', 'pbx');
    for (const { uniqueId } of coming) this.#calls.move(uniqueId, callId, 'callee');
    await this.#enter(first);
    this.#calls.end(otherCallId, 'transferred', 'pbx');
  }

  async invite(callId: string, number: string, by: string): Promise<void> {
    const { switchboard, nameOf } = this.#options;
    const call = this.#talk(callId);
    if (participants(call).length >= conferenceLimit) throw full();
    if (nameOf(number) !== undefined) return this.#inviteExtension(call, number, by);
    if (!await switchboard.isOutside(number)) throw nobody();
    await this.#inviteOutside(call, number, by);
  }

  async #inviteExtension(call: Readonly<Tracked>, number: string, by: string): Promise<void> {
    const { switchboard, clock, nameOf, ringTimeout } = this.#options;
    const { id: callId } = call;
    const addresses = await this.#addressesOf(number, call);
    if (addresses.length === 0) throw new PbxError('NOT_REGISTERED', 'No phone of this extension is there');
    const invited = addresses.map((uri) => ({ uri, uniqueId: switchboard.newId(clock.now()) }));
    const ids = invited.map(({ uniqueId }) => uniqueId);
    const taken = await Promise.all(invited.map(({ uri, uniqueId }) => {
      this.#calls.expect(uniqueId, {
        callId, role: 'callee', answered: () => this.#answered(callId, uniqueId, ids),
        // A no of one is a no of all.
        gone: (_uniqueId, cause) => {
          if (cause === causeDeclined) this.#release(callId, ids);
        },
      });
      return switchboard.callIn({
        uniqueId, extensionNumber: number, uri, from: { number: by, name: nameOf(by) }, headers: {},
        place: 'klapka-conference', variables: { KLAPKA_ROOM: callId }, extension: number, within: ringTimeout,
      });
    }));
    for (const [at, isTaken] of taken.entries()) if (!isTaken) this.#calls.unexpect(ids[at] ?? '');
    if (!taken.includes(true)) throw new PbxError('PBX_UNAVAILABLE', 'Asterisk calls no phone');
  }

  async #inviteOutside({ id: callId }: Readonly<Tracked>, number: string, by: string): Promise<void> {
    const { switchboard, clock, ringTimeout } = this.#options;
    const uniqueId = switchboard.newId(clock.now());
    const { promise, resolve } = Promise.withResolvers<PbxError | null>();
    this.#calls.expect(uniqueId, {
      callId, role: 'callee', number,
      came: () => resolve(null),
      answered: (leg) => this.#takeIn(callId, leg.uniqueId),
      gone: (_uniqueId, cause) => resolve(cause === causeForbidden ? nobody() : new PbxError('NOT_REGISTERED', 'No carrier is there for it')),
    });
    if (!await switchboard.callOutside({ uniqueId, number, by, within: ringTimeout })) {
      this.#calls.unexpect(uniqueId);
      throw new PbxError('PBX_UNAVAILABLE', 'Asterisk does not call outside');
    }
    clock.after(dialTime, () => resolve(null));
    const refused = await promise;
    if (refused) throw refused;
  }

  /** Ends a leg; a conference goes on while two are left. */
  drop(legId: string): void {
    const { call, leg } = this.#calls.legOf(legId) ?? {};
    if (!call || !leg) throw gone();
    const others = participants(call).filter((one) => one !== leg);
    if (!participants(call).includes(leg) || others.length >= 2) this.#release(call.id, [legId]);
    else this.#options.hangUp(call.id);
  }

  /** Nobody comes back for a leg, which a conference of others goes on without. False: it is no such one. */
  lose(callId: string, legId: string): boolean {
    const call = this.#calls.get(callId);
    if (call?.conference !== true || participants(call).filter(({ uniqueId }) => uniqueId !== legId).length < 2) return false;
    this.#release(callId, [legId]);
    return true;
  }

  /** Somebody of a conference is at another phone, or there again. */
  back(call: Readonly<Tracked>): Promise<void> {
    return this.#enter(call);
  }

  changed(callId: string): void {
    const call = this.#calls.get(callId);
    if (call?.conference !== true) return void this.#inside.delete(callId);
    for (const { uniqueId, away } of call.channels) if (away) this.#inside.get(callId)?.delete(uniqueId);
    // Who is alone waits elsewhere, with music.
    if (present(call).length < 2) this.#inside.delete(callId);
    if (participants(call).length < 2) this.#calls.end(callId, 'hung-up', null);
  }

  #talk(callId: string): Readonly<Tracked> {
    const call = this.#calls.get(callId);
    if (!call || !isTalk(call)) throw gone();
    return call;
  }

  /** Where the phones of an extension are that are not in the call yet. */
  async #addressesOf(extensionNumber: string, call: Readonly<Tracked>): Promise<string[]> {
    const { picture, gate, addressOf } = this.#options;
    const devices = new Set([...picture.devicesOf(extensionNumber), ...gate.devicesOf(extensionNumber)]);
    const free = [...devices].filter((deviceId) => !this.#calls.ofDevice(deviceId).some((other) => other.call === call));
    const found = await Promise.allSettled(free.map((deviceId) => addressOf({ extensionNumber, deviceId })));
    return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  #deviceOf({ uniqueId, sipCallId }: Readonly<Channel>): string {
    return (sipCallId === undefined ? undefined : this.#options.gate.deviceOf(sipCallId)) ?? uniqueId;
  }

  #answered(callId: string, uniqueId: string, ids: readonly string[]): void {
    this.#release(callId, ids.filter((id) => id !== uniqueId));
    // It has gone there by itself.
    this.#takeIn(callId, uniqueId, uniqueId);
  }

  /** Somebody who was called in has answered. `there`: who is with the others already. */
  #takeIn(callId: string, uniqueId: string, there?: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    // Others were faster.
    if (participants(call).length > conferenceLimit) return this.#release(callId, [uniqueId]);
    void this.#enter(call, there);
  }

  #release(callId: string, legIds: readonly string[]): void {
    void this.#options.switchboard.hangUp(this.#calls.release(callId, legIds), causeNormal);
  }

  /** Everybody who is there hears everybody else. */
  async #enter(call: Readonly<Tracked>, there?: string): Promise<void> {
    const before = this.#inside.get(call.id) ?? new Set();
    const coming = participants(call).filter(({ uniqueId, away }) => !away && uniqueId !== there && !before.has(uniqueId));
    await this.#options.switchboard.enter(coming.map(({ name }) => name), call.id, call.to);
    const inside = this.#inside.get(call.id) ?? new Set();
    for (const { uniqueId } of participants(call)) inside.add(uniqueId);
    this.#inside.set(call.id, inside);
    this.#calls.change(call.id, (changed) => void (changed.conference = true));
  }
}

/** ms within which Asterisk tells of a carrier's channel, or that there is none. */
const dialTime = 2_000;

const nobody = (): PbxError => new PbxError('UNKNOWN_NUMBER', 'Nobody to be taken in has this number');
const full = (): PbxError => new PbxError('CALL_FULL', 'Nobody else can take part');
