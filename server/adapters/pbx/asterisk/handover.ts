import type { Clock } from '../../../ports/clock.ts';
import type { Calls } from './calls.ts';
import type { Meeting } from './meeting.ts';
import { Silence } from './silence.ts';
import type { SipGate } from './sip/gate.ts';
import type { Switchboard } from './switchboard.ts';
import { live } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeNormal } from './translate.ts';

export interface HandoverOptions {
  calls: Calls;
  gate: SipGate;
  switchboard: Switchboard;
  meeting: Meeting;
  clock: Clock;
  life: AbortSignal;
  /** ms a call waits for a side that is gone. */
  returnWithin: number;
  /** ms without a packet after which a phone without a socket counts as gone. */
  quietAfter: number;
  nameOf(number: string): string | undefined;
  /** A channel is to stand where the other one waits in a queue. Resolves, when it can, to what the dialplan has to know of it. */
  succeed(former: string, next: string): Promise<Record<string, string>>;
  /** Nobody came back. */
  lost(callId: string, leg: Readonly<Channel>): void;
  /** Somebody came back, and said no. */
  refused(callId: string, leg: Readonly<Channel>): void;
}

/** A phone that registered. */
export interface Arrival {
  extensionNumber: string;
  deviceId: string;
  /** Its contact, as Asterisk has it. */
  uri: string;
  /** What the page is known by: another one than a call's means that the call is of the page before. */
  page: string | undefined;
}

/**
 * Calls that survive their page. Who is left hears music in a context of ours while the other side is gone; its next page is called
 * in with the header `X-Klapka-Resume`, answers by itself and is joined with who waited.
 */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #silence: Silence;
  /** Sides whose page has gone, by the leg: until when they are waited for. */
  readonly #gone = new Map<string, { callId: string; timer: AbortController }>();
  /** Which page was called in for which leg, by the unique id of its channel. */
  readonly #called = new Map<string, { arrival: Arrival; former: string }>();

  constructor(options: HandoverOptions) {
    this.#options = options;
    const { clock, life, quietAfter, switchboard } = options;
    this.#silence = new Silence({ clock, life, quietAfter, heard: (channel) => switchboard.heard(channel) });
  }

  /** A device's page says that it goes. */
  leaving(deviceId: string): void {
    for (const { call, leg } of this.#options.calls.ofDevice(deviceId)) {
      this.#leave(call, leg);
      this.#listen(call.id, leg.uniqueId);
    }
  }

  /** A device's socket was lost: if its calls fall silent, too, its page has gone. */
  unplugged(deviceId: string): void {
    for (const { call, leg } of this.#options.calls.ofDevice(deviceId)) this.#listen(call.id, leg.uniqueId);
  }

  /** A phone has registered: what the page before it left is handed over. */
  arrived(arrival: Arrival): void {
    const { calls, gate } = this.#options;
    if (arrival.page === undefined) return;
    for (const { call, leg } of calls.ofDevice(arrival.deviceId)) {
      const page = gate.pageOf(leg.sipCallId ?? '');
      if (page === undefined || page === arrival.page) continue;
      this.#leave(call, leg);
      if (this.#gone.has(leg.uniqueId)) void this.#callIn(call, leg, arrival);
    }
  }

  ended(callId: string): void {
    for (const [legId, gone] of this.#gone) if (gone.callId === callId) this.#forget(legId);
  }

  /** The next page is there. */
  async #takenOver(callId: string, legId: string, former: string): Promise<void> {
    const { calls, meeting, switchboard, succeed } = this.#options;
    const call = calls.get(callId);
    // Whoever rings for the page that is gone rings on for this one; queues and groups ring again.
    if (call?.state === 'ringing' && !call.at) await meeting.loosen(call);
    this.#called.delete(legId);
    this.#forget(former);
    const others = [...this.#called].filter(([, called]) => called.former === former).map(([uniqueId]) => uniqueId);
    const succeeded = succeed(former, legId);
    const taken = calls.replace(former, legId, { holds: true });
    void switchboard.hangUp(calls.release(callId, taken ? others : [legId]), causeNormal);
    const place = await succeeded;
    const found = taken ? calls.legOf(legId) : null;
    if (!found) return;
    await switchboard.set(found.leg.name, place);
    void meeting.connect(found.call, found.leg);
  }

  /** A page that says no ends the call; one that has gone in its turn is waited for like the one before. */
  #notTaken(callId: string, former: string, uniqueId: string): void {
    const { calls, gate, refused } = this.#options;
    const called = this.#called.get(uniqueId);
    this.#called.delete(uniqueId);
    const leg = calls.get(callId)?.channels.find((one) => one.uniqueId === former);
    const saidNo = called && gate.isOpen(called.arrival.extensionNumber, called.arrival.deviceId, called.arrival.page);
    if (saidNo && leg && this.#gone.has(former)) refused(callId, leg);
  }

  #forget(legId: string): boolean {
    this.#gone.get(legId)?.timer.abort();
    return this.#gone.delete(legId);
  }

  #leave(call: Readonly<Tracked>, leg: Readonly<Channel>): void {
    const { calls, clock, life, returnWithin, meeting, lost } = this.#options;
    if ((call.answeredAt === null && !call.at) || leg.state !== 'talking' || this.#gone.has(leg.uniqueId)) return;
    const timer = new AbortController();
    this.#gone.set(leg.uniqueId, { callId: call.id, timer });
    clock.after(returnWithin, () => lost(call.id, leg), AbortSignal.any([life, timer.signal]));
    calls.setAway(leg.uniqueId, true);
    void meeting.part(call, leg);
  }

  #listen(callId: string, legId: string): void {
    const { calls, gate, meeting } = this.#options;
    const found = (): { call: Readonly<Tracked>; leg: Readonly<Channel> } | null => {
      const call = calls.get(callId);
      const leg = call && live(call).find(({ uniqueId }) => uniqueId === legId);
      return leg ? { call, leg } : null;
    };
    this.#silence.listen(legId, {
      channel: () => {
        const leg = found()?.leg;
        return leg && (leg.away || !gate.isOpen(leg.endpoint, gate.deviceOf(leg.sipCallId ?? '') ?? '')) ? leg.name : null;
      },
      quiet: () => {
        const { call, leg } = found() ?? {};
        if (call && leg) this.#leave(call, leg);
      },
      heardAgain: () => {
        const { call, leg } = found() ?? {};
        if (!call || !leg || !this.#forget(legId)) return;
        calls.setAway(legId, false);
        void meeting.connect(call);
      },
    });
  }

  async #callIn(call: Readonly<Tracked>, leg: Readonly<Channel>, arrival: Arrival): Promise<void> {
    const { extensionNumber, deviceId, uri } = arrival;
    const { calls, gate, switchboard, clock, nameOf, returnWithin } = this.#options;
    const uniqueId = switchboard.newId(clock.now());
    const former = leg.uniqueId;
    calls.expect(uniqueId, {
      callId: call.id, role: leg.role, hidden: true,
      answered: () => void this.#takenOver(call.id, uniqueId, former), gone: () => this.#notTaken(call.id, former, uniqueId),
    });
    this.#called.set(uniqueId, { arrival, former });
    const number = leg.role === 'caller' ? call.to : call.from;
    const age = Math.round((clock.now() - (call.answeredAt ?? call.startedAt)) / 1000);
    const taken = await switchboard.callIn({
      uniqueId, extensionNumber, uri, from: { number, name: nameOf(number) },
      headers: {
        'X-Klapka-Resume': `${leg.role === 'caller' ? 'outgoing' : 'incoming'};age=${age};replaces=${leg.sipCallId}${leg.held ? ';held' : ''}`,
        'X-Klapka-Ticket': gate.admit(extensionNumber, deviceId),
      },
      place: 'klapka-music', extension: call.to, within: returnWithin,
    });
    if (taken) return;
    calls.unexpect(uniqueId);
    this.#called.delete(uniqueId);
  }
}
