import type { ErrorCode, SipTicket } from '@klapka/protocol';
import type { AudioDevices } from '../devices/devices.ts';
import type { SessionStorage } from '../session.ts';
import { PhoneError, type CallPictures, type CallStat, type PhoneCall, type PhonePort, type PhoneStatus } from './phone-port.ts';
import { BrowserTabs, type Tabs } from './tabs.ts';
import { RemotePhone, shareWithTabs } from './remote-phone.ts';

export interface PhoneDeps {
  /** Asks the gateway for a ticket (command `sip:ticket`); called for every connection. */
  ticket(): Promise<SipTicket>;
  devices: AudioDevices;
  /** Keeps which calls are muted, for the page after this one. */
  storage: SessionStorage;
  /** Names this phone among the tabs of the browser: gateway and account. Tabs of one key share one registration. */
  key(): string;
  /** Problems nobody waits for: a lost microphone, a registration refused. */
  onError(code: ErrorCode, message: string): void;
  /** The page goes away with live calls: tell the gateway (command `session:leaving`). No BYE is sent. */
  leaving(): void;
  /** Ends the phone for good. */
  signal: AbortSignal;
  /** For tests. */
  tabs?: Tabs;
  /** For tests: what runs in the tab that owns the phone; by default the sip.js engine, fetched on the first start. */
  load?: (deps: PhoneDeps) => Promise<PhonePort>;
}

const settledStatuses: ReadonlySet<PhoneStatus> = new Set(['registered', 'elsewhere', 'failed']);
/** How long dialling waits for a phone that is not registered yet, ms. */
const patience = 5_000;

const loadEngine = async (deps: PhoneDeps): Promise<PhonePort> => (await import('./engine.ts')).createEngine(deps);

export function createPhone(deps: PhoneDeps): PhonePort {
  return new Phone(deps);
}

/**
 * What a page holds. One tab of a browser owns the registration and the microphone and runs the engine; every other
 * tab is a live view of it that can command it, and one of them takes over when the owner goes.
 */
class Phone implements PhonePort {
  #deps: PhoneDeps;
  #tabs: Tabs;
  #listeners = new Set<() => void>();
  /** The engine while this tab is the owner, a view of the owner's otherwise. */
  #inside: PhonePort | null = null;
  #status: PhoneStatus = 'off';
  #error: ErrorCode | null = null;
  #run: AbortController | null = null;
  #starting: Promise<void> | null = null;

  constructor(deps: PhoneDeps) {
    this.#deps = deps;
    this.#tabs = deps.tabs ?? new BrowserTabs();
    deps.signal.addEventListener('abort', () => void this.stop(), { once: true });
  }

  get status(): PhoneStatus {
    return this.#inside?.status ?? this.#status;
  }

  get error(): ErrorCode | null {
    return this.#inside?.error ?? this.#error;
  }

  get calls(): readonly PhoneCall[] {
    return this.#inside?.calls ?? [];
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  start(): Promise<void> {
    if (this.#deps.signal.aborted) return Promise.resolve();
    if (this.#inside?.status === 'failed') return this.#inside.start();
    // WebRTC may be switched off by a policy, or missing in the browser of an application.
    if (!this.#deps.load && typeof RTCPeerConnection === 'undefined') {
      if (!this.#error) this.#deps.onError('CALLS_NOT_SUPPORTED', 'This browser has no WebRTC');
      this.#set('failed', 'CALLS_NOT_SUPPORTED');
      return Promise.resolve();
    }
    this.#starting ??= this.#begin();
    return this.#starting;
  }

  async stop(): Promise<void> {
    const inside = this.#inside;
    this.#run?.abort();
    this.#run = null;
    this.#starting = null;
    this.#inside = null;
    this.#set('off', null);
    if (inside && !(inside instanceof RemotePhone)) await inside.stop();
  }

  prepare(): void {
    this.#inside?.prepare();
  }

  async dial(number: string): Promise<PhoneCall> {
    await this.#ready();
    return this.#use((phone) => phone.dial(number));
  }

  answer(callId: string): Promise<void> {
    return this.#use((phone) => phone.answer(callId));
  }

  decline(callId: string): Promise<void> {
    return this.#use((phone) => phone.decline(callId));
  }

  hangUp(callId: string): Promise<void> {
    return this.#use((phone) => phone.hangUp(callId));
  }

  setMuted(callId: string, muted: boolean): void {
    this.#inside?.setMuted(callId, muted);
  }

  setHeld(callId: string, held: boolean): Promise<void> {
    return this.#use((phone) => phone.setHeld(callId, held));
  }

  setCamera(callId: string, on: boolean): Promise<void> {
    return this.#use((phone) => phone.setCamera(callId, on));
  }

  picturesOf(callId: string): CallPictures | null {
    return this.#inside?.picturesOf(callId) ?? null;
  }

  sendDtmf(callId: string, tones: string): void {
    this.#inside?.sendDtmf(callId, tones);
  }

  report(callId: string): Promise<readonly CallStat[]> {
    return this.#use((phone) => phone.report(callId));
  }

  async #use<Result>(work: (phone: PhonePort) => Promise<Result>): Promise<Result> {
    if (!this.#inside) throw new PhoneError(this.#error ?? 'NOT_CONNECTED', 'The phone is not started');
    return work(this.#inside);
  }

  /** Who signs in and dials at once means the phone that is about to register, or to come back. */
  #ready(): Promise<void> {
    if (settledStatuses.has(this.status)) return Promise.resolve();
    return new Promise((resolve) => {
      const over = new AbortController();
      const done = () => {
        clearTimeout(timer);
        over.abort();
        resolve();
      };
      const timer = setTimeout(done, patience);
      this.onChange(() => settledStatuses.has(this.status) && done(), over.signal);
    });
  }

  /** Resolves with the first word on how it went: registered, failed or owned by another tab. */
  #begin(): Promise<void> {
    const run = new AbortController();
    this.#run = run;
    this.#set('connecting', null);
    return new Promise((settled) => {
      this.#tabs.claim(this.#deps.key(), {
        signal: run.signal,
        onElsewhere: (channel) => {
          this.#take(new RemotePhone(channel, run.signal), run.signal);
          settled();
        },
        onOwner: async (channel) => {
          await this.#own(channel, run.signal);
          settled();
        },
      });
    });
  }

  async #own(channel: BroadcastChannel, signal: AbortSignal): Promise<void> {
    this.#inside = null;
    this.#set('connecting', null);
    try {
      const engine = await (this.#deps.load ?? loadEngine)(this.#deps);
      if (signal.aborted) return;
      this.#take(engine, signal);
      shareWithTabs(engine, channel, signal);
      await engine.start();
    } catch (error) {
      if (signal.aborted) return;
      // Lets another tab try, and this one when it is asked to start again.
      this.#run?.abort();
      this.#starting = null;
      this.#inside = null;
      this.#set('failed', 'UNAVAILABLE');
      this.#deps.onError('UNAVAILABLE', error instanceof Error ? error.message : 'The phone could not be loaded');
    }
  }

  #take(phone: PhonePort, signal: AbortSignal): void {
    this.#inside = phone;
    phone.onChange(() => this.#changed(), signal);
    this.#changed();
  }

  #set(status: PhoneStatus, error: ErrorCode | null): void {
    this.#status = status;
    this.#error = error;
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
