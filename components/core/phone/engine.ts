import type { IncomingInviteRequest } from 'sip.js/lib/core/index.js';
import type { ErrorCode } from '@klapka/protocol';
import { LiveCall, type CallContext } from './live-call.ts';
import { MediaPool } from './media/media-pool.ts';
import { Microphone } from './media/microphone.ts';
import { createSpeaker } from './media/speaker.ts';
import { PhoneError, type CallPictures, type CallStat, type PhoneCall, type PhonePort, type PhoneStatus } from './phone-port.ts';
import type { PhoneDeps } from './phone.ts';
import { token, type SipAgent } from './sip/agent.ts';
import { SipConnection } from './sip/connection.ts';
import { IncomingSession, OutgoingSession, readInvite } from './sip/session.ts';
import type { SocketFactory } from './sip/transport.ts';
import { MutedCalls } from './muted-calls.ts';
import { createSounds, soundFor, type Sounds } from './sounds/sounds.ts';

/** What the engine takes from the browser; tests hand in their own. */
export interface EngineParts {
  createSocket: SocketFactory;
  createPeer(configuration: RTCConfiguration): RTCPeerConnection;
  sounds: Sounds;
  random(): number;
  /** Where `online` and `pagehide` are heard. */
  page: EventTarget;
}

/** An ended call is shown for so long. */
const shownFor = 5_000;
const busyFor = 3_000;
/** One that is spoken to and one that waits; a third caller is told that the line is busy. */
const mostCalls = 2;
/** A call that is not answered yet is given up when its socket is not back by then. */
const graceWithoutSocket = 10_000;

/** The phone on sip.js: the only part of the page that loads it. */
export function createEngine(deps: PhoneDeps, parts: Partial<EngineParts> = {}): PhonePort {
  return new Engine(deps, {
    createSocket: parts.createSocket ?? ((url, protocols) => new WebSocket(url, protocols)),
    createPeer: parts.createPeer ?? ((configuration) => new RTCPeerConnection(configuration)),
    sounds: parts.sounds ?? createSounds(deps),
    random: parts.random ?? Math.random,
    page: parts.page ?? (typeof window === 'undefined' ? new EventTarget() : window),
  });
}

class Engine implements PhonePort {
  status: PhoneStatus = 'off';
  error: ErrorCode | null = null;
  calls: readonly PhoneCall[] = [];

  #deps: PhoneDeps;
  #parts: EngineParts;
  #connection: SipConnection;
  #media: MediaPool;
  #microphone: Microphone;
  #live: LiveCall[] = [];
  #context: CallContext;
  #listeners = new Set<() => void>();
  #ended = new AbortController();
  #busyUntil = 0;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #retiring = new WeakSet<LiveCall>();
  #muted: MutedCalls;

  constructor(deps: PhoneDeps, parts: EngineParts) {
    this.#deps = deps;
    this.#parts = parts;
    this.#muted = new MutedCalls(deps.storage);
    this.#connection = new SipConnection({
      ticket: () => deps.ticket(),
      createSocket: parts.createSocket,
      random: parts.random,
      onStatus: (status, error) => this.#status(status, error),
      onInvite: (request, agent) => this.#ring(request, agent),
      onRegained: (changed, restarted) => this.#regained(changed, restarted),
      onLost: () => this.#lost(),
    });
    this.#media = new MediaPool(() => ({ iceServers: this.#connection.iceServers, createPeer: parts.createPeer }));
    this.#microphone = new Microphone(deps.devices, () => deps.onError('MICROPHONE_UNPLUGGED', 'The microphone was unplugged'), this.#ended.signal);
    this.#context = {
      microphone: this.#microphone,
      createSpeaker: () => createSpeaker(deps.devices.chosen.speaker),
      onChange: () => this.#changed(),
      onAnswered: (call) => this.#oneVoice(call),
      onError: deps.onError,
      whenRegistered: (task) => this.#connection.whenRegistered(task),
      random: parts.random,
    };
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  async start(): Promise<void> {
    if (this.status !== 'off' && this.status !== 'failed') return;
    const first = this.status === 'off';
    if (first) this.#listen();
    await Promise.all([this.#media.warmUp(), this.#connection.start()]);
  }

  async stop(): Promise<void> {
    for (const call of this.#live) call.hangUp();
    this.#ended.abort();
    clearTimeout(this.#graceTimer);
    this.#media.discard();
    this.#parts.sounds.play(null);
    await this.#connection.stop();
    this.#status('off', null);
  }

  prepare(): void {
    this.#microphone.prepare();
    if (this.#connection.registered) this.#media.prepare();
  }

  async dial(number: string): Promise<PhoneCall> {
    // As people write numbers.
    const wanted = number.replace(/[\s()./-]/g, '');
    const agent = this.#connection.agent;
    if (!wanted || wanted.length > 64) throw new PhoneError('BAD_REQUEST', 'No number to dial');
    if (!agent || !this.#connection.registered) throw new PhoneError('NOT_CONNECTED', 'The phone is not registered');
    if (this.#full) throw new PhoneError('BUSY', 'There are two calls already');
    const { media, offer } = this.#media.take();
    const callId = token(22);
    const call = new LiveCall(picture('outgoing', wanted, '', callId), media, this.#context);
    const others = this.#holdOthers(call);
    this.#add(call);
    const invite = (sdp: string) => new OutgoingSession(agent, { number: wanted, callId, sdp }, call);
    await call.dial(
      others.then(() => offer),
      invite,
    );
    return call.picture;
  }

  async answer(callId: string): Promise<void> {
    const call = this.#find(callId);
    // Both called each other at the same moment: one call is enough.
    const crossing = this.#live.filter(({ picture }) => picture.direction === 'outgoing' && picture.answeredAt === null && picture.number === call.picture.number);
    for (const other of crossing) other.hangUp();
    await Promise.all([this.#holdOthers(call), call.answer()]);
  }

  async decline(callId: string): Promise<void> {
    this.#live.find((call) => call.picture.id === callId)?.hangUp(603);
  }

  /** A call that the other side ended at the same moment is no error: it is what was wanted. */
  async hangUp(callId: string): Promise<void> {
    this.#live.find((call) => call.picture.id === callId)?.hangUp();
  }

  setMuted(callId: string, muted: boolean): void {
    this.#live.find((call) => call.picture.id === callId)?.setMuted(muted);
  }

  async setHeld(callId: string, held: boolean): Promise<void> {
    const call = this.#find(callId);
    if (!held) await this.#holdOthers(call);
    await call.setHeld(held);
  }

  async setCamera(callId: string, on: boolean): Promise<void> {
    await this.#find(callId).setCamera(on);
  }

  picturesOf(callId: string): CallPictures | null {
    return this.#live.find((call) => call.picture.id === callId)?.pictures ?? null;
  }

  sendDtmf(callId: string, tones: string): void {
    this.#live.find((call) => call.picture.id === callId)?.sendDtmf(tones);
  }

  async report(callId: string): Promise<readonly CallStat[]> {
    return this.#find(callId).report();
  }

  #listen(): void {
    const { signal } = this.#ended;
    this.#parts.page.addEventListener('online', () => this.#connection.renew(), { signal });
    this.#parts.page.addEventListener('pagehide', () => this.#live.some((call) => !call.ended) && this.#deps.leaving(), { signal });
    this.#deps.devices.onChange(() => {
      for (const call of this.#live) call.setSpeaker(this.#deps.devices.chosen.speaker);
    }, signal);
    // Made now, so that the page can say that calls would ring unheard.
    this.#deps.devices.audioContext();
  }

  #ring(request: IncomingInviteRequest, agent: SipAgent): void {
    if (this.#full) {
      request.reject({ statusCode: 486 });
      return;
    }
    const { number, name, callId, sdp, resumed, calledIn } = readInvite(request);
    const now = picture(resumed?.direction ?? calledIn ?? 'incoming', number, name, callId);
    if (resumed) Object.assign(now, { state: 'answering', held: resumed.held, muted: this.#muted.takeOver(callId, resumed.replaces) });
    else if (calledIn) Object.assign(now, { state: 'answering' });
    const call = new LiveCall(now, this.#media.create(), this.#context);
    const session = new IncomingSession(agent, request, call);
    // Whoever is told that it rings may answer within that very event.
    if (!resumed && !calledIn) call.ring(session, sdp);
    this.#add(call);
    if (resumed) void call.resume(session, sdp, Date.now() - resumed.age);
    else if (calledIn) void this.#comeIn(call, session, sdp);
  }

  /** A call the person asked the PBX for: answered without a ring, in place of the one they are on. */
  async #comeIn(call: LiveCall, session: IncomingSession, sdp: string | null): Promise<void> {
    const held = this.#holdOthers(call).catch(() => this.#deps.onError('PBX_UNAVAILABLE', 'The other call could not be held'));
    await Promise.all([held, call.resume(session, sdp, Date.now())]);
  }

  /** One voice at a time: every other call in progress goes on hold. */
  async #holdOthers(except: LiveCall): Promise<void> {
    const talking = this.#live.filter((call) => call !== except && call.picture.state === 'talking' && !call.picture.held);
    await Promise.all(talking.map((call) => Promise.race([call.over, call.setHeld(true).catch((error: unknown) => call.ended || Promise.reject(error))])));
  }

  /** Somebody answered our call while we speak on another one: they wait, for they must not hear what is not for them. */
  #oneVoice(answered: LiveCall): void {
    const others = this.#live.filter((call) => call !== answered).map(({ picture }) => picture);
    if (others.some(({ state, held, holdPending }) => state === 'answering' || (state === 'talking' && !held && !holdPending))) answered.setHeld(true).catch(() => this.#deps.onError('PBX_UNAVAILABLE', 'The answered call could not be held'));
  }

  get #full(): boolean {
    return this.#live.filter((call) => !call.ended).length >= mostCalls;
  }

  #find(callId: string): LiveCall {
    const call = this.#live.find((one) => one.picture.id === callId);
    if (!call || call.ended) throw new PhoneError('CALL_GONE', 'There is no such call any more');
    return call;
  }

  #add(call: LiveCall): void {
    this.#live = [...this.#live, call];
    this.#changed();
  }

  #regained(networkChanged: boolean, restarted: boolean): void {
    clearTimeout(this.#graceTimer);
    for (const call of this.#live) {
      if (restarted) call.end('pbx-restarted');
      else call.regained(networkChanged);
    }
  }

  #lost(): void {
    this.#media.discard();
    for (const call of this.#live) call.socketLost();
    clearTimeout(this.#graceTimer);
    // A call that rings may have been cancelled unheard; one in progress has its own audio and goes on.
    this.#graceTimer = setTimeout(() => {
      for (const call of this.#live) if (call.picture.state !== 'talking') call.end('lost');
    }, graceWithoutSocket);
  }

  #status(status: PhoneStatus, error: ErrorCode | null): void {
    if (status === 'failed' && error) this.#deps.onError(error, 'The phone could not be registered');
    this.status = status;
    this.error = error;
    this.#changed();
  }

  #changed(): void {
    this.calls = this.#live.map((call) => call.picture);
    this.#muted.keep(this.calls);
    for (const call of this.#live) if (call.ended) this.#retire(call);
    this.#sound();
    for (const listener of [...this.#listeners]) listener();
  }

  /** Shows how the call ended for a moment, then forgets it. */
  #retire(call: LiveCall): void {
    if (this.#retiring.has(call)) return;
    this.#retiring.add(call);
    if (call.picture.direction === 'outgoing' && call.picture.endReason === 'busy') {
      this.#busyUntil = Date.now() + busyFor;
      setTimeout(() => this.#sound(), busyFor);
    }
    setTimeout(() => {
      this.#live = this.#live.filter((one) => one !== call);
      this.#changed();
    }, shownFor);
  }

  #sound(): void {
    const early = new Set(this.#live.filter((call) => call.earlyMedia).map((call) => call.picture.id));
    this.#parts.sounds.play(soundFor(this.calls, early, Date.now() < this.#busyUntil));
  }
}

function picture(direction: PhoneCall['direction'], number: string, name: string, sipCallId: string): PhoneCall {
  return {
    // Not `randomUUID`, which a page without https does not have.
    id: token(22),
    direction,
    state: direction === 'outgoing' ? 'dialling' : 'ringing',
    number,
    name,
    sipCallId,
    muted: false,
    held: false,
    holdPending: false,
    startedAt: Date.now(),
    answeredAt: null,
    endedAt: null,
    endReason: null,
    camera: false,
    pictures: false,
    digits: '',
    error: null,
  };
}
