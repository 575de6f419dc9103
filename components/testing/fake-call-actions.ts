import type { Account, Call, CallFeature, CommandInput, Device, ErrorCode, Extension, Leg, Party, PermissionKey } from '@klapka/protocol';
import type { PhoneCall } from '../core/phone/phone-port.ts';
import type { FakeClock } from './fake-clock.ts';
import { phoneTimes, type FakePhone } from './fake-phone.ts';
import type { FakeStore } from './fake-store.ts';
import { FakeRefusal } from './refusal.ts';

/** How long an unanswered call rings, ms on the fake clock. */
export const ringTime = 30_000;
/** How long a call waits on a parking slot before it rings again, ms on the fake clock. */
export const parkTime = 60_000;

/** What the actions need of the scripted PBX. */
export interface Exchange {
  clock: FakeClock;
  phone: FakePhone;
  calls: FakeStore<Call>;
  devices: FakeStore<Device>;
  account(): Account;
  extension(number: string): Extension | undefined;
  party(number: string): Party;
  self(): Party;
  /** Why a number cannot be rung now; null where it rings. */
  refusal(number: string): 'unknown-number' | 'not-registered' | 'busy' | null;
  /** A call of this phone takes part in a call from now on; it gets a leg of its own there. */
  enter(callId: string, phoneCall: PhoneCall, leg: Pick<Leg, 'role' | 'state'> & Partial<Leg>): void;
  /** Ends this phone's side of a call, and leaves the others in it. */
  leave(sipCallId: string): void;
  end(callId: string, reason: 'hung-up' | 'transferred' | 'no-answer' | 'lost'): void;
  newId(): string;
}

const operatorKeys: readonly PermissionKey[] = ['call.distribute', 'call.pickup', 'call.hangup', 'call.monitor', 'call.park'];

const refuse = (code: ErrorCode): never => {
  throw new FakeRefusal(code);
};

/** Everything people do with calls, played as strictly as a gateway and its PBX would: rights first, then what is possible. */
export class FakeCallActions {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  hangUp({ callId }: CommandInput<'call:hang-up'>): void {
    this.#row(callId, 'call.hangup');
    this.#exchange.end(callId, 'hung-up');
  }

  originate({ number, deviceId }: CommandInput<'call:originate'>): { callId: string } {
    this.#need('originate');
    this.#device(deviceId);
    const { clock, phone, self, party, enter, newId } = this.#exchange;
    const refusal = this.#exchange.refusal(number);
    const callId = newId();
    const target: Leg = { id: `${callId}-callee`, party: party(number), role: 'callee', state: 'ringing' };
    this.#set({ id: callId, from: self(), to: target.party, state: 'ringing', startedAt: clock.now, legs: [target] });
    const call = phone.add({ direction: 'outgoing', state: 'answering', number, name: target.party.name ?? '' });
    enter(callId, call, { role: 'caller', state: 'ringing' });
    this.#talksSoon(call, callId);
    clock.after(phoneTimes.answer + phoneTimes.ring, () => {
      if (refusal) this.#exchange.end(callId, 'no-answer');
    });
    return { callId };
  }

  redirect({ callId, legId, number, note }: CommandInput<'call:redirect'>): Record<string, never> {
    const row = this.#row(callId, 'call.distribute');
    const kept = this.#leg(row, legId);
    this.#need('redirect');
    if (this.#exchange.refusal(number) === 'unknown-number') refuse('UNKNOWN_NUMBER');
    const gaveAway = row.legs.some((leg) => leg.sipCallId && leg.state === 'talking');
    const by = this.#exchange.self();
    this.#dismiss(row, [kept]);
    const target: Leg = { id: this.#exchange.newId(), party: this.#exchange.party(number), role: kept.role === 'caller' ? 'callee' : 'caller', state: 'ringing' };
    const { conference: _conference, parked: _parked, ...rest } = row;
    this.#set({ ...rest, ...(target.role === 'callee' ? { to: target.party } : { from: target.party }), state: 'ringing', legs: [kept, target], sentOn: { by, ...(note ? { note } : {}) } });
    const busy = this.#exchange.refusal(number) !== null;
    this.#exchange.clock.after(busy ? phoneTimes.ring : ringTime, () => {
      if (this.#rings(callId, target.id)) this.#back(callId, gaveAway);
    });
    return {};
  }

  join({ callId, legId, otherCallId, otherLegId }: CommandInput<'call:join'>): Record<string, never> {
    const [row, other] = [this.#row(callId, 'call.distribute'), this.#row(otherCallId, 'call.distribute')];
    const [leg, otherLeg] = [this.#leg(row, legId), this.#leg(other, otherLegId)];
    this.#need('join');
    this.#dismiss(row, [leg]);
    this.#dismiss(other, [otherLeg]);
    const opposite = leg.role === 'caller' ? 'callee' : 'caller';
    const joined: Leg = { ...otherLeg, role: opposite };
    this.#set({
      ...row,
      ...(opposite === 'callee' ? { to: joined.party } : { from: joined.party }),
      state: joined.state === 'talking' ? 'answered' : 'ringing',
      legs: [leg, joined],
    });
    this.#exchange.end(otherCallId, 'transferred');
    return {};
  }

  merge({ callId, otherCallId }: CommandInput<'call:merge'>): Record<string, never> {
    const [row, other] = [this.#row(callId, 'call.distribute'), this.#row(otherCallId, 'call.distribute')];
    if (callId === otherCallId) refuse('BAD_REQUEST');
    this.#need('conference');
    const others = other.legs.filter((leg) => !leg.sipCallId && leg.role !== 'monitor');
    this.#dismiss(other, others);
    this.#set({ ...row, conference: true, legs: [...row.legs, ...others] });
    this.#exchange.end(otherCallId, 'transferred');
    return {};
  }

  invite({ callId, number }: CommandInput<'call:invite'>): Record<string, never> {
    const row = this.#row(callId, 'call.distribute');
    this.#need('conference');
    const refusal = this.#exchange.refusal(number);
    if (refusal === 'unknown-number') refuse('UNKNOWN_NUMBER');
    const leg: Leg = { id: this.#exchange.newId(), party: this.#exchange.party(number), role: 'callee', state: 'ringing' };
    this.#set({ ...row, legs: [...row.legs, leg] });
    this.#exchange.clock.after(refusal ? phoneTimes.ring : ringTime, () => {
      if (this.#rings(callId, leg.id)) this.#removeLeg(callId, leg.id);
    });
    return {};
  }

  drop({ callId, legId }: CommandInput<'call:drop'>): Record<string, never> {
    const row = this.#row(callId);
    const leg = this.#leg(row, legId);
    if (!leg.sipCallId) this.#row(callId, 'call.hangup');
    this.#need('conference');
    if (leg.sipCallId) this.#exchange.leave(leg.sipCallId);
    this.#removeLeg(callId, legId);
    return {};
  }

  mute({ callId, legId, muted }: CommandInput<'call:mute'>): Record<string, never> {
    const row = this.#row(callId, 'call.distribute');
    this.#leg(row, legId);
    this.#need('conference');
    this.#setLeg(callId, legId, ({ muted: _muted, ...leg }) => ({ ...leg, ...(muted ? { muted: true as const } : {}) }));
    return {};
  }

  park({ callId, legId, slot }: CommandInput<'call:park'>): { slot: string } {
    const row = this.#row(callId, 'call.park');
    const leg = this.#leg(row, legId);
    this.#need('park');
    const { clock, calls, self } = this.#exchange;
    const slots = this.#exchange.account().phone?.parkingSlots ?? [];
    const taken = new Set([...calls.all.values()].map(({ parked }) => parked?.slot));
    if (slot !== undefined && taken.has(slot)) refuse('ALREADY_TAKEN');
    const free = slot ?? slots.find((one) => !taken.has(one));
    if (free === undefined || !slots.includes(free)) throw new FakeRefusal('NOT_FOUND');
    this.#dismiss(row, [leg]);
    const { conference: _conference, ...rest } = row;
    this.#set({ ...rest, legs: [leg], parked: { slot: free, by: self(), since: clock.now, until: clock.now + parkTime } });
    clock.after(parkTime, () => {
      if (calls.all.get(callId)?.parked?.since === clock.now - parkTime) this.#back(callId, true);
    });
    return { slot: free };
  }

  pickUp({ callId, deviceId }: CommandInput<'call:pick-up'>): Record<string, never> {
    const parked = this.#exchange.calls.all.get(callId)?.parked;
    const row = this.#row(callId, parked ? 'call.park' : 'call.pickup');
    this.#need(parked ? 'park' : 'pickUp');
    if (!parked && row.state !== 'ringing') refuse('CALL_GONE');
    this.#device(deviceId);
    const kept = row.legs.filter((leg) => parked || leg.role === 'caller');
    const [far] = kept;
    if (!far) return refuse('CALL_GONE');
    const { parked: _parked, sentOn: _sentOn, ...rest } = row;
    const role = far.role === 'caller' ? 'callee' : 'caller';
    this.#dismiss(row, kept);
    this.#set({ ...rest, ...(role === 'callee' ? { to: this.#exchange.self() } : { from: this.#exchange.self() }), legs: kept });
    const call = this.#exchange.phone.add({ direction: 'incoming', state: 'answering', number: far.party.number, name: far.party.name ?? '' });
    this.#exchange.enter(callId, call, { role, state: 'ringing' });
    this.#talksSoon(call, callId);
    return {};
  }

  monitor({ callId, legId, mode, deviceId }: CommandInput<'call:monitor'>): Record<string, never> {
    const row = this.#row(callId, 'call.monitor');
    const leg = this.#leg(row, legId);
    this.#need('monitor');
    this.#device(deviceId);
    const call = this.#exchange.phone.add({ direction: 'outgoing', state: 'answering', number: leg.party.number, name: leg.party.name ?? '' });
    this.#exchange.enter(callId, call, { role: 'monitor', state: 'ringing', mode });
    this.#talksSoon(call, callId);
    return {};
  }

  monitorMode({ callId, legId, mode }: CommandInput<'call:monitor-mode'>): Record<string, never> {
    const leg = this.#exchange.calls.all.get(callId)?.legs.find(({ id, role }) => id === legId && role === 'monitor');
    if (!leg?.sipCallId) refuse('CALL_GONE');
    this.#setLeg(callId, legId, (one) => ({ ...one, mode }));
    return {};
  }

  record({ callId, state }: CommandInput<'call:record'>): Record<string, never> {
    const row = this.#row(callId);
    const right = this.#exchange.account().phone?.recording ?? 'none';
    const own = this.#own(row);
    if (!(own && (right === 'full' || (right === 'pause' && row.recording && state !== 'off'))) && !this.#holds('recording.switch')) refuse('FORBIDDEN');
    const { recording: _recording, ...rest } = row;
    this.#set(state === 'off' ? rest : { ...row, recording: state });
    return {};
  }

  flip({ callId, legId, deviceId }: CommandInput<'call:flip'>): Record<string, never> {
    const { devices, clock } = this.#exchange;
    const leg = this.#leg(this.#row(callId), legId);
    if (!leg.sipCallId) refuse('FORBIDDEN');
    this.#need('flip');
    const others = [...devices.all.values()].filter(({ current }) => !current);
    const device = deviceId === null ? others[0] : others.find(({ id }) => id === deviceId);
    if (!device) return refuse('NOT_REGISTERED');
    clock.after(phoneTimes.answer, () => {
      const now = this.#exchange.calls.all.get(callId)?.legs.find(({ id }) => id === legId);
      if (!now?.sipCallId) return;
      const { sipCallId, ...moved } = now;
      this.#setLeg(callId, legId, () => ({ ...moved, deviceId: device.id }));
      this.#exchange.leave(sipCallId);
    });
    return {};
  }

  /** Whoever rings in this call answers. */
  answered(callId: string): void {
    const row = this.#exchange.calls.all.get(callId);
    if (!row?.legs.some(({ state }) => state === 'ringing')) throw new Error('Only a call that rings can be answered');
    const { sentOn: _sentOn, ...rest } = row;
    const legs = row.legs.map((leg): Leg => ({ ...leg, state: 'talking' }));
    const talkers = legs.filter(({ role }) => role !== 'monitor').length;
    this.#set({ ...rest, state: 'answered', answeredAt: row.answeredAt ?? this.#exchange.clock.now, legs, ...(talkers > 2 ? { conference: true as const } : {}) });
  }

  /** Whoever rings in this call says no. */
  refused(callId: string): void {
    const row = this.#exchange.calls.all.get(callId);
    const leg = row?.legs.findLast(({ state, sipCallId }) => state === 'ringing' && !sipCallId);
    if (!row || !leg) throw new Error('Only a call that rings can be refused');
    if (row.sentOn) this.#back(callId, true);
    else this.#removeLeg(callId, leg.id);
  }

  #need(feature: CallFeature): void {
    if (!this.#exchange.account().phone?.can.includes(feature)) refuse('NOT_SUPPORTED');
  }

  #holds(key: PermissionKey): boolean {
    return this.#exchange.account().permissions.some(({ keys }) => keys.includes(key));
  }

  #own(row: Call): boolean {
    const { extensionId } = this.#exchange.self();
    return [row.from, row.to, ...row.legs.filter(({ role }) => role !== 'monitor').map(({ party }) => party)].some((party) => party.extensionId === extensionId);
  }

  /** A call one may see, and do this with: own calls always but for listening, others' by permission. */
  #row(callId: string, key?: PermissionKey): Call {
    const row = this.#exchange.calls.all.get(callId);
    const own = row ? this.#own(row) : false;
    if (!row || row.state === 'ended' || (!own && !operatorKeys.some((one) => this.#holds(one)))) throw new FakeRefusal('CALL_GONE');
    if (key && (!own || key === 'call.monitor') && !this.#holds(key)) refuse('FORBIDDEN');
    return row;
  }

  #leg(row: Call, legId: string): Leg {
    const leg = row.legs.find(({ id, role, state }) => id === legId && role !== 'monitor' && state !== 'ended');
    if (!leg) throw new FakeRefusal('CALL_GONE');
    return leg;
  }

  /** The scripted phone is this browser's; another device of the account is never there to be called in. */
  #device(deviceId: string | undefined): void {
    if (deviceId !== undefined && !this.#exchange.devices.all.get(deviceId)?.current) refuse('NOT_REGISTERED');
  }

  #set(row: Call): void {
    this.#exchange.calls.set([row]);
  }

  #setLeg(callId: string, legId: string, change: (leg: Leg) => Leg): void {
    const row = this.#exchange.calls.all.get(callId);
    if (row) this.#set({ ...row, legs: row.legs.map((leg) => (leg.id === legId ? change(leg) : leg)) });
  }

  #rings(callId: string, legId: string): boolean {
    return this.#exchange.calls.all.get(callId)?.legs.some(({ id, state }) => id === legId && state === 'ringing') ?? false;
  }

  /** Releases whoever is not to stay; this phone's own calls among them. */
  #dismiss(row: Call, stay: readonly Leg[]): void {
    for (const leg of row.legs) if (leg.sipCallId && !stay.includes(leg)) this.#exchange.leave(leg.sipCallId);
  }

  #removeLeg(callId: string, legId: string): void {
    const row = this.#exchange.calls.all.get(callId);
    if (!row) return;
    const legs = row.legs.filter(({ id }) => id !== legId);
    if (legs.filter(({ role }) => role !== 'monitor').length < 2) this.#exchange.end(callId, 'hung-up');
    else this.#set({ ...row, legs });
  }

  /** Nobody took it: it rings whom it comes from again, or ends. */
  #back(callId: string, toMe: boolean): void {
    const row = this.#exchange.calls.all.get(callId);
    const far = row?.legs.find(({ state }) => state === 'talking');
    if (!row || !far || !toMe) return this.#exchange.end(callId, 'no-answer');
    const { parked: _parked, sentOn: _sentOn, ...rest } = row;
    const role = far.role === 'caller' ? 'callee' : 'caller';
    this.#set({ ...rest, ...(role === 'callee' ? { to: this.#exchange.self() } : { from: this.#exchange.self() }), state: 'ringing', legs: [far] });
    const call = this.#exchange.phone.add({ direction: 'incoming', state: 'ringing', number: far.party.number, name: far.party.name ?? '' });
    this.#exchange.enter(callId, call, { role, state: 'ringing' });
  }

  /** A phone that was called in answers by itself. */
  #talksSoon(call: PhoneCall, callId: string): void {
    const { phone, clock } = this.#exchange;
    phone.holdOthers(call.id);
    clock.after(phoneTimes.answer, () => {
      if (phone.find(call.id)?.state !== 'answering') return;
      phone.update(call.id, { state: 'talking', answeredAt: clock.now });
      const row = this.#exchange.calls.all.get(callId);
      if (!row) return;
      const legs = row.legs.map((leg): Leg => (leg.sipCallId === call.sipCallId || leg.state === 'dialling' ? { ...leg, state: 'talking' } : leg));
      const talking = legs.filter(({ state }) => state === 'talking').length > 1;
      this.#set({ ...row, legs, ...(talking ? { state: 'answered' as const, answeredAt: row.answeredAt ?? clock.now } : {}) });
    });
  }
}
