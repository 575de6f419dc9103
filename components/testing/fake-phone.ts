import type { CallEndReason, ErrorCode } from '@klapka/protocol';
import { PhoneError, type CallPictures, type CallStat, type PhoneCall, type PhonePort, type PhoneStatus } from '../core/phone/phone-port.ts';
import type { FakeClock } from './fake-clock.ts';
import { camera } from './made-files.ts';
import type { FakeDevices } from './fake-devices.ts';
import { Listeners } from '../core/listeners.ts';

/** How long each step takes on the fake clock, ms. */
export const phoneTimes = { register: 100, ring: 100, answer: 100, hold: 100, ended: 4000 } as const;

/** What the phone tells the scripted PBX. */
export interface PhoneEvents {
  placed(call: PhoneCall): void;
  answered(call: PhoneCall): void;
  ended(call: PhoneCall, reason: CallEndReason): void;
  held(call: PhoneCall): void;
}

/** A phone without sound; the scripted PBX is its far side. */
export class FakePhone implements PhonePort {
  status: PhoneStatus = 'off';
  error: ErrorCode | null = null;
  calls: readonly PhoneCall[] = [];
  /** Who hears of what the person does; set by the scripted PBX. */
  events: PhoneEvents | null = null;
  /** What `report` measures: shares 0–1, times in seconds, as a browser says them. */
  line = { loss: 0, jitter: 0.004, roundTrip: 0.032 };
  /** Code that opening the camera is refused with. */
  cameraError: ErrorCode | null = null;
  readonly #pictures = new Map<string, CallPictures>();
  readonly #clock: FakeClock;
  readonly #devices: FakeDevices;
  readonly #listeners = new Listeners<[]>();
  #count = 0;

  constructor(clock: FakeClock, devices: FakeDevices) {
    this.#clock = clock;
    this.#devices = devices;
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  start(): Promise<void> {
    if (this.status === 'off' || this.status === 'failed') {
      this.setStatus('connecting');
      this.#clock.after(phoneTimes.register, () => {
        if (this.status === 'connecting') this.setStatus('registered');
      });
    }
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.setStatus('off');
    return Promise.resolve();
  }

  prepare(): void {
    this.#devices.open();
  }

  dial(number: string): Promise<PhoneCall> {
    return this.#attempt(() => {
      const digits = number.trim();
      if (!/^[0-9A-Za-z*#+ ().-]{1,64}$/.test(digits)) throw new PhoneError('BAD_REQUEST', 'Not a number');
      this.#ready();
      this.holdOthers(null);
      const call = this.add({ direction: 'outgoing', state: 'dialling', number: digits, name: '' });
      this.events?.placed(call);
      return this.#get(call.id);
    });
  }

  answer(callId: string): Promise<void> {
    return this.#attempt(() => {
      const call = this.#live(callId);
      if (call.direction !== 'incoming' || call.state !== 'ringing') throw new PhoneError('CALL_GONE', 'It does not ring');
      this.#ready();
      this.holdOthers(callId);
      this.update(callId, { state: 'answering' });
      this.#clock.after(phoneTimes.answer, () => {
        const now = this.find(callId);
        if (now?.state !== 'answering') return;
        this.update(callId, { state: 'talking', answeredAt: this.#clock.now });
        this.events?.answered(this.#get(callId));
      });
    });
  }

  decline(callId: string): Promise<void> {
    return this.#attempt(() => this.#finish(this.#live(callId), 'declined'));
  }

  hangUp(callId: string): Promise<void> {
    return this.#attempt(() => {
      const call = this.#live(callId);
      this.#finish(call, call.state === 'talking' ? 'hung-up' : call.direction === 'outgoing' ? 'cancelled' : 'declined');
    });
  }

  setMuted(callId: string, muted: boolean): void {
    if (this.find(callId)) this.update(callId, { muted });
  }

  setHeld(callId: string, held: boolean): Promise<void> {
    return this.#attempt(() => {
      const call = this.#live(callId);
      if (call.state !== 'talking') throw new PhoneError('CALL_GONE', 'Nobody is on this call yet');
      if (!held) this.holdOthers(callId);
      this.#askHold(call, held);
    });
  }

  setCamera(callId: string, on: boolean): Promise<void> {
    return this.#attempt(() => {
      const { state } = this.#live(callId);
      if (state !== 'talking' && state !== 'answering') throw new PhoneError('CALL_GONE', 'Nobody is on this call yet');
      if (on && this.cameraError) throw new PhoneError(this.cameraError, 'The camera cannot be opened');
      this.#look(callId, { own: on ? camera(2) : null });
      this.update(callId, { camera: on });
    });
  }

  picturesOf(callId: string): CallPictures | null {
    return this.#pictures.get(callId) ?? null;
  }

  /** The far side's camera, on or off. */
  showPictures(callId: string, pictures: boolean): void {
    this.#look(callId, { far: pictures ? camera(1) : null });
    this.update(callId, { pictures });
  }

  #look(callId: string, fields: Partial<CallPictures>): void {
    const before = this.#pictures.get(callId) ?? { own: null, far: null };
    this.#pictures.set(callId, { ...before, ...fields });
    if ('own' in fields) before.own?.stop();
    if ('far' in fields) before.far?.stop();
  }

  sendDtmf(callId: string, tones: string): void {
    const call = this.find(callId);
    if (call?.state === 'talking') this.update(callId, { digits: call.digits + tones });
  }

  report(callId: string): Promise<readonly CallStat[]> {
    return this.#attempt(() => {
      const { loss, jitter, roundTrip } = this.line;
      if (this.#live(callId).state !== 'talking') return [];
      return [
        { type: 'inbound-rtp', id: 'in', kind: 'audio', packetsReceived: 1000, packetsLost: 0, jitter, codecId: 'codec' },
        { type: 'remote-inbound-rtp', id: 'out', roundTripTime: roundTrip, fractionLost: loss },
        { type: 'codec', id: 'codec', mimeType: 'audio/PCMU' },
        { type: 'candidate-pair', id: 'pair', nominated: true, state: 'succeeded', localCandidateId: 'local' },
        { type: 'local-candidate', id: 'local', candidateType: 'host' },
      ];
    });
  }

  setStatus(status: PhoneStatus, error: ErrorCode | null = null): void {
    this.status = status;
    this.error = error;
    this.#listeners.tell();
  }

  find(callId: string): PhoneCall | undefined {
    return this.calls.find((call) => call.id === callId);
  }

  add(fields: Pick<PhoneCall, 'direction' | 'state' | 'number' | 'name'> & Partial<PhoneCall>): PhoneCall {
    const count = ++this.#count;
    const call: PhoneCall = {
      id: `phone-${count}`,
      sipCallId: `sip-${count}@fake`,
      muted: false,
      held: false,
      holdPending: false,
      startedAt: this.#clock.now,
      answeredAt: null,
      endedAt: null,
      endReason: null,
      camera: false,
      pictures: false,
      digits: '',
      error: null,
      ...fields,
    };
    this.calls = [...this.calls, call];
    this.#listeners.tell();
    return call;
  }

  update(callId: string, fields: Partial<PhoneCall>): void {
    this.calls = this.calls.map((call) => (call.id === callId ? { ...call, ...fields } : call));
    this.#listeners.tell();
  }

  /** Ends a call here; it stays in the list for a moment, with its reason. */
  end(callId: string, reason: CallEndReason, error: ErrorCode | null = null): void {
    const call = this.find(callId);
    if (!call || call.state === 'ended') return;
    this.#look(callId, { own: null, far: null });
    this.update(callId, { state: 'ended', endReason: reason, endedAt: this.#clock.now, holdPending: false, camera: false, pictures: false, error });
    this.#clock.after(phoneTimes.ended, () => {
      this.calls = this.calls.filter((other) => other.id !== callId);
      this.#listeners.tell();
    });
  }

  #finish(call: PhoneCall, reason: CallEndReason): void {
    this.end(call.id, reason);
    this.events?.ended(call, reason);
  }

  #askHold(call: PhoneCall, held: boolean): void {
    if (call.held === held && !call.holdPending) return;
    this.update(call.id, { holdPending: true });
    this.#clock.after(phoneTimes.hold, () => {
      if (this.find(call.id)?.state !== 'talking') return;
      this.update(call.id, { held, holdPending: false });
      this.events?.held(this.#get(call.id));
    });
  }

  /** One voice at a time. */
  holdOthers(callId: string | null): void {
    for (const call of this.calls) if (call.id !== callId && call.state === 'talking' && !call.held) this.#askHold(call, true);
  }

  #ready(): void {
    if (this.status !== 'registered') throw new PhoneError('NOT_CONNECTED', 'The phone is not registered');
    const error = this.#devices.open();
    if (error) throw new PhoneError(error, 'The microphone cannot be opened');
  }

  #live(callId: string): PhoneCall {
    const call = this.find(callId);
    if (!call || call.state === 'ended') throw new PhoneError('CALL_GONE', 'There is no such call');
    return call;
  }

  #get(callId: string): PhoneCall {
    return this.#live(callId);
  }

  #attempt<Result>(work: () => Result): Promise<Result> {
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
