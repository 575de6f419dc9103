import type { MonitorMode } from '@klapka/protocol';
import type { DeviceRef } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { Calls } from './calls.ts';
import { gone } from './refusals.ts';
import type { SipGate } from './sip/gate.ts';
import type { Place, Switchboard } from './switchboard.ts';
import { isTalk, live, participants } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeNormal } from './translate.ts';

export interface MonitoringOptions {
  calls: Calls;
  gate: SipGate;
  switchboard: Switchboard;
  clock: Clock;
  nameOf(number: string): string | undefined;
  /** ms a phone that is called in may take to answer. */
  ringTimeout: number;
  /** Rejects with NOT_REGISTERED. */
  addressOf(device: DeviceRef): Promise<string>;
}

/** Options of ChanSpy. */
const options: Readonly<Record<MonitorMode, string>> = { listen: '', whisper: 'w', barge: 'B' };

/**
 * Listeners beside a leg, by ChanSpy on its channel. Another mode is another ChanSpy, since its own keys would let whoever listens choose.
 * Whom it is beside in a conference has nobody in particular to talk with: who barges in takes part there like everybody else.
 */
export class Monitoring {
  readonly #options: MonitoringOptions;
  /** What each monitor was last told to do, by its leg. */
  readonly #told = new Map<string, string>();

  constructor(options: MonitoringOptions) {
    this.#options = options;
  }

  async monitor(legId: string, by: DeviceRef, mode: MonitorMode): Promise<void> {
    const { calls, gate, switchboard, clock, nameOf, ringTimeout, addressOf } = this.#options;
    const { call, leg } = this.#monitored(legId);
    if (calls.ofDevice(by.deviceId).some((other) => other.call === call)) throw gone();
    const uri = await addressOf(by);
    const uniqueId = switchboard.newId(clock.now());
    const post = postOf(call, leg, mode);
    calls.expect(uniqueId, { callId: call.id, role: 'monitor', mode, beside: legId, answered: () => this.changed(call.id), gone: () => void this.#told.delete(uniqueId) });
    this.#told.set(uniqueId, post.key);
    const taken = await switchboard.callIn({
      uniqueId, extensionNumber: by.extensionNumber, uri, from: { number: leg.endpoint, name: nameOf(leg.endpoint) },
      headers: { 'X-Klapka-Answer': 'outgoing', 'X-Klapka-Ticket': gate.admit(by.extensionNumber, by.deviceId) },
      ...post, extension: call.to, within: ringTimeout,
    });
    if (taken) return;
    calls.unexpect(uniqueId);
    this.#told.delete(uniqueId);
    throw new PbxError('PBX_UNAVAILABLE', 'Asterisk does not call the phone');
  }

  async setMode(legId: string, mode: MonitorMode): Promise<void> {
    const { calls } = this.#options;
    const { call, leg } = calls.legOf(legId) ?? {};
    if (!call || leg?.role !== 'monitor' || leg.state !== 'talking') throw gone();
    if (!await this.#point(call, { ...leg, mode })) throw gone();
    calls.changeLeg(legId, (changed) => void (changed.mode = mode));
  }

  /** Whom a monitor is beside may have left, or be at another phone, and a talk may have become a conference. */
  changed(callId: string): void {
    const { calls, switchboard } = this.#options;
    const call = calls.get(callId);
    for (const leg of call ? live(call).filter(({ role }) => role === 'monitor') : []) {
      if (!call || !participants(call).some(({ uniqueId }) => uniqueId === leg.beside)) {
        this.#told.delete(leg.uniqueId);
        void switchboard.hangUp(calls.release(callId, [leg.uniqueId]), causeNormal);
      } else if (leg.state === 'talking') void this.#point(call, leg);
    }
  }

  /** A leg somebody can listen beside. */
  #monitored(legId: string): { call: Readonly<Tracked>; leg: Readonly<Channel> } {
    const found = this.#options.calls.legOf(legId);
    if (!found || !isTalk(found.call) || !participants(found.call).includes(found.leg)) throw gone();
    return found;
  }

  /** False: Asterisk refused, since one of the two has gone. */
  async #point(call: Readonly<Tracked>, { uniqueId, name, beside = '', mode = 'listen' }: Readonly<Channel>): Promise<boolean> {
    const { calls, switchboard } = this.#options;
    const peer = calls.legOf(beside)?.leg;
    if (!peer) return false;
    const { key, place, variables } = postOf(call, peer, mode);
    if (this.#told.get(uniqueId) === key) return true;
    this.#told.set(uniqueId, key);
    const sent = await switchboard.set(name, variables) && await switchboard.send(name, place, call.to);
    if (!sent) this.#told.delete(uniqueId);
    return sent;
  }
}

/** Where a monitor is in the dialplan, with what. */
function postOf(call: Readonly<Tracked>, { name }: Readonly<Channel>, mode: MonitorMode): { key: string; place: Place; variables: Record<string, string> } {
  if (call.conference === true && mode === 'barge') return { key: 'room', place: 'klapka-conference', variables: { KLAPKA_ROOM: call.id } };
  return { key: `${name} ${mode}`, place: 'klapka-monitor', variables: { KLAPKA_PEER: name, KLAPKA_SPY: options[mode] } };
}
