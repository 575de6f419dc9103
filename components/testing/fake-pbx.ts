import type { Account, Call, CallEndReason, Device, Extension, Leg, LineState, Party } from '@klapka/protocol';
import type { PhoneCall } from '../core/phone/phone-port.ts';
import { FakeCallActions, ringTime } from './fake-call-actions.ts';
import type { FakeClock } from './fake-clock.ts';
import { phoneTimes, type FakePhone, type PhoneEvents } from './fake-phone.ts';
import type { FakeStore } from './fake-store.ts';

export interface IncomingCall {
  number?: string;
  name?: string;
  /** Somebody passes it on: their number, and their words. */
  sentOn?: { by: string; note?: string };
}

/** One scripted call, seen from its far side. */
export interface FakeCall {
  /** Id of the row in the topic `calls`. */
  readonly id: string;
  /** Id of the call of the phone. */
  readonly phoneCallId: string;
  /** The far side picks up. */
  answer(): void;
  /** The far side hangs up; before an answer it cancels (incoming) or declines (outgoing). */
  hangUp(): void;
  end(reason: CallEndReason): void;
  /** The far side puts this side on hold, or takes it back. */
  hold(held: boolean): void;
}

interface Parts {
  clock: FakeClock;
  phone: FakePhone;
  calls: FakeStore<Call>;
  extensions: FakeStore<Extension>;
  devices: FakeStore<Device>;
  account: () => Account;
}

/** A PBX played by a script: it knows the extensions, rings, answers when told to, and writes the topic `calls`. */
export class FakePbx {
  readonly #parts: Parts;
  readonly #live: FakeCall[] = [];
  /** What the commands `call:…` do. */
  readonly actions: FakeCallActions;
  #count = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const events: PhoneEvents = {
      placed: (call) => this.#placed(call),
      answered: (call) => this.#answered(call.id),
      ended: (call, reason) => this.#left(call, reason),
      held: (call) => this.#heldRow(call.id, call.direction === 'outgoing' ? 'caller' : 'callee', call.held),
    };
    parts.phone.events = events;
    this.actions = new FakeCallActions({
      ...parts,
      extension: (number) => this.#extension(number),
      party: (number) => this.#party(number),
      self: () => this.#self(),
      refusal: (number) => this.#refusal(number, this.#extension(number)),
      enter: (callId, phoneCall, leg) => this.#enter(callId, phoneCall, leg),
      leave: (sipCallId) => this.#leave(sipCallId),
      end: (callId, reason) => this.#end(callId, reason),
      newId: () => `call-${++this.#count}`,
    });
  }

  /** The calls of this phone that have not ended, oldest first. */
  get calls(): readonly FakeCall[] {
    return this.#live;
  }

  /** The newest live call. */
  get lastCall(): FakeCall {
    const call = this.#live.at(-1);
    if (!call) throw new Error('The scripted PBX has no live call');
    return call;
  }

  /** Somebody calls this extension; without a caller it is 1002. */
  incomingCall(from: IncomingCall = {}): FakeCall {
    const caller = this.#party(from.number ?? '1002', from.name);
    const phoneCall = this.#parts.phone.add({ direction: 'incoming', state: 'ringing', number: caller.number, name: caller.name ?? '' });
    const call = this.#begin(phoneCall, caller, this.#self(), 'ringing');
    const { sentOn } = from;
    if (sentOn) this.#parts.calls.patch(call.id, { sentOn: { ...sentOn, by: this.#party(sentOn.by) } });
    return call;
  }

  /** Whoever rings in a call somewhere else answers: to whom it was sent on, who was asked to join, or who is called by another. */
  answer(callId: string): void {
    this.actions.answered(callId);
  }

  /** Whoever rings in a call somewhere else says no. */
  refuse(callId: string): void {
    this.actions.refused(callId);
  }

  /** A call between two other people, as seen in the extension list and the topic `calls`. */
  otherCall(from: string, to: string, state: 'ringing' | 'answered' = 'answered'): string {
    const id = `call-${++this.#count}`;
    const row = this.#row(id, this.#party(from), this.#party(to), state);
    this.#parts.calls.set([row]);
    this.setLine(from, 'busy');
    this.setLine(to, state === 'ringing' ? 'ringing' : 'busy');
    return id;
  }

  setLine(number: string, line: LineState): void {
    const row = this.#extension(number);
    if (row) this.#parts.extensions.set([{ ...row, line, devices: line === 'offline' ? [] : row.devices.length ? row.devices : ['web'] }]);
  }

  /** The PBX dies and takes every call with it. */
  restart(): void {
    for (const call of [...this.#live]) call.end('pbx-restarted');
  }

  #placed(phoneCall: PhoneCall): void {
    const { clock, phone } = this.#parts;
    const target = this.#extension(phoneCall.number);
    const call = this.#begin(phoneCall, this.#self(), this.#party(phoneCall.number), 'dialling');
    const refusal = this.#refusal(phoneCall.number, target);
    clock.after(phoneTimes.ring, () => {
      if (phone.find(phoneCall.id)?.state !== 'dialling') return;
      if (refusal) return call.end(refusal);
      phone.update(phoneCall.id, { state: 'ringing', name: target?.name ?? '' });
      this.#patchRow(call.id, (row) => ({ ...row, legs: row.legs.map((leg) => ({ ...leg, state: 'ringing' })) }));
      this.setLine(phoneCall.number, 'ringing');
    });
  }

  /** Inside numbers and mailboxes (behind `#`) must exist; outside ones (five digits and more, or `+`) always ring. */
  #refusal(number: string, target: Extension | undefined): 'unknown-number' | 'not-registered' | 'busy' | null {
    if (!target && number.startsWith('#')) return this.#extension(number.slice(1)) ? null : 'unknown-number';
    if (!target) return /^\+|^\d{5,}$/.test(number.replace(/[ ().-]/g, '')) ? null : 'unknown-number';
    if (target.line === 'offline' || target.devices.length === 0) return 'not-registered';
    return target.line === 'idle' ? null : 'busy';
  }

  #begin(phoneCall: PhoneCall, from: Party, to: Party, ownState: Leg['state']): FakeCall {
    const id = `call-${++this.#count}`;
    const row = this.#row(id, from, to, 'ringing');
    const own = phoneCall.direction === 'outgoing' ? 0 : 1;
    row.legs = row.legs.map((leg, index) => (index === own ? { ...leg, state: ownState, sipCallId: phoneCall.sipCallId, deviceId: 'device-here-0000000' } : leg));
    this.#parts.calls.set([row]);
    return this.#attend(id, phoneCall, ownState);
  }

  /** This phone's call takes part in a call there is already. */
  #enter(callId: string, phoneCall: PhoneCall, leg: Pick<Leg, 'role' | 'state'> & Partial<Leg>): void {
    this.#patchRow(callId, (row) => ({
      ...row,
      legs: [...row.legs, { id: `call-${++this.#count}`, party: this.#self(), sipCallId: phoneCall.sipCallId, deviceId: 'device-here-0000000', ...leg }],
    }));
    this.#attend(callId, phoneCall, leg.state);
  }

  #attend(id: string, phoneCall: PhoneCall, ownState: Leg['state']): FakeCall {
    const outgoing = phoneCall.direction === 'outgoing';
    const call = {
      id,
      phoneCallId: phoneCall.id,
      answer: () => this.#farAnswers(phoneCall.id),
      hangUp: () => {
        const state = this.#parts.phone.find(phoneCall.id)?.state;
        call.end(state === 'talking' ? 'hung-up' : outgoing ? 'declined' : 'cancelled');
      },
      end: (reason: CallEndReason) => {
        this.#parts.phone.end(phoneCall.id, reason);
        this.#endRow(phoneCall.id, reason, reason === 'hung-up' || reason === 'cancelled' || reason === 'declined' ? (outgoing ? 'callee' : 'caller') : 'pbx');
      },
      hold: (held: boolean) => this.#heldRow(phoneCall.id, outgoing ? 'callee' : 'caller', held),
    };
    this.#live.push(call);
    this.setLine(this.#self().number, ownState === 'ringing' ? 'ringing' : 'busy');
    this.#parts.clock.after(ringTime, () => {
      const state = this.#parts.phone.find(phoneCall.id)?.state;
      if (state === 'ringing' || state === 'dialling') call.end('no-answer');
    });
    return call;
  }

  #farAnswers(phoneCallId: string): void {
    const { phone, clock } = this.#parts;
    const state = phone.find(phoneCallId)?.state;
    if (state !== 'ringing' && state !== 'dialling') throw new Error('Only a call that rings can be answered');
    phone.update(phoneCallId, { state: 'talking', answeredAt: clock.now });
    this.#answered(phoneCallId);
  }

  #answered(phoneCallId: string): void {
    const call = this.#find(phoneCallId);
    if (!call) return;
    this.#patchRow(call.id, ({ sentOn: _sentOn, ...row }) => ({
      ...row,
      state: 'answered',
      answeredAt: this.#parts.clock.now,
      legs: row.legs.map((leg) => ({ ...leg, state: 'talking' })),
    }));
    this.#lines(call.id, 'busy');
  }

  #heldRow(phoneCallId: string, role: Leg['role'], holding: boolean): void {
    const call = this.#find(phoneCallId);
    if (!call) return;
    this.#patchRow(call.id, (row) => ({ ...row, legs: row.legs.map((leg) => (leg.role === role ? { ...leg, holding } : leg)) }));
  }

  /** The person here hung up: the call ends, unless others go on with it. */
  #left(phoneCall: PhoneCall, reason: CallEndReason): void {
    const row = this.#parts.calls.all.get(this.#find(phoneCall.id)?.id ?? '');
    const own = row?.legs.find(({ sipCallId }) => sipCallId === phoneCall.sipCallId);
    const talkers = row?.legs.filter((leg) => leg !== own && leg.role !== 'monitor' && leg.state === 'talking').length ?? 0;
    if (own && (own.role === 'monitor' || talkers > 1)) this.#leave(phoneCall.sipCallId);
    else this.#endRow(phoneCall.id, reason, phoneCall.direction === 'outgoing' ? 'caller' : 'callee');
  }

  /** This phone is out of a call that goes on. */
  #leave(sipCallId: string): void {
    const { phone, calls } = this.#parts;
    const phoneCall = phone.calls.find((one) => one.sipCallId === sipCallId);
    const call = phoneCall ? this.#find(phoneCall.id) : undefined;
    if (!phoneCall || !call) return;
    this.#live.splice(this.#live.indexOf(call), 1);
    phone.end(phoneCall.id, 'hung-up');
    this.setLine(this.#self().number, this.#live.length ? 'busy' : 'idle');
    if (calls.all.has(call.id)) this.#patchRow(call.id, (row) => ({ ...row, legs: row.legs.filter((leg) => leg.sipCallId !== sipCallId) }));
  }

  /** Ends a call for everybody in it. */
  #end(callId: string, endReason: CallEndReason): void {
    for (const call of this.#live.filter(({ id }) => id === callId)) {
      this.#live.splice(this.#live.indexOf(call), 1);
      this.#parts.phone.end(call.phoneCallId, endReason === 'transferred' ? 'hung-up' : endReason);
    }
    this.#over(callId, endReason, 'pbx');
    this.setLine(this.#self().number, this.#live.length ? 'busy' : 'idle');
  }

  #endRow(phoneCallId: string, endReason: CallEndReason, endedBy: 'caller' | 'callee' | 'pbx'): void {
    const call = this.#find(phoneCallId);
    if (!call) return;
    this.#live.splice(this.#live.indexOf(call), 1);
    this.#over(call.id, endReason, endedBy);
    if (endReason !== 'busy' && endReason !== 'not-registered') this.#lines(call.id, 'idle');
    else this.setLine(this.#self().number, this.#live.length ? 'busy' : 'idle');
  }

  /** An ended call is sent once with its reason, then removed. */
  #over(callId: string, endReason: CallEndReason, endedBy: 'caller' | 'callee' | 'pbx'): void {
    this.#patchRow(callId, (row) => ({
      ...row,
      state: 'ended',
      endedAt: this.#parts.clock.now,
      endReason,
      endedBy,
      legs: row.legs.map((leg) => ({ ...leg, state: 'ended' })),
    }));
    this.#parts.clock.after(phoneTimes.ended, () => this.#parts.calls.remove([callId]));
  }

  #lines(callId: string, line: LineState): void {
    const row = this.#parts.calls.all.get(callId);
    if (!row) return;
    const own = this.#self().number;
    for (const { number } of [row.from, row.to]) this.setLine(number, number === own && this.#live.length ? 'busy' : line);
  }

  #find(phoneCallId: string): FakeCall | undefined {
    return this.#live.find((call) => call.phoneCallId === phoneCallId);
  }

  #patchRow(id: string, change: (row: Call) => Call): void {
    const row = this.#parts.calls.all.get(id);
    if (row) this.#parts.calls.set([change(row)]);
  }

  #row(id: string, from: Party, to: Party, state: 'ringing' | 'answered'): Call {
    const legState = state === 'answered' ? 'talking' : 'ringing';
    return {
      id,
      from,
      to,
      state,
      startedAt: this.#parts.clock.now,
      ...(state === 'answered' ? { answeredAt: this.#parts.clock.now } : {}),
      legs: [
        { id: `${id}-caller`, party: from, role: 'caller', state: state === 'ringing' ? 'dialling' : legState },
        { id: `${id}-callee`, party: to, role: 'callee', state: legState },
      ],
    };
  }

  #extension(number: string): Extension | undefined {
    for (const row of this.#parts.extensions.all.values()) if (row.number === number) return row;
    return undefined;
  }

  #self(): Party {
    for (const row of this.#parts.extensions.all.values()) if (row.self) return this.#party(row.number);
    return { number: '1001' };
  }

  #party(number: string, name?: string): Party {
    const row = this.#extension(number);
    const known = name ?? row?.name;
    return { number, ...(known ? { name: known } : {}), ...(row ? { extensionId: row.id } : {}), ...(row?.photoUrl ? { photoUrl: row.photoUrl } : {}) };
  }
}
