import type { IncomingInviteRequest } from 'sip.js/lib/core/index.js';
import type { ErrorCode, SipTicket } from '@klapka/protocol';
import { PbxCommandError } from '../../session.ts';
import type { PhoneStatus } from '../phone-port.ts';
import { SipAgent } from './agent.ts';
import { Registration } from './registration.ts';
import { SipTransport, type SocketFactory } from './transport.ts';

export interface ConnectionDeps {
  ticket(): Promise<SipTicket>;
  createSocket: SocketFactory;
  random(): number;
  onStatus(status: PhoneStatus, error: ErrorCode | null): void;
  onInvite(request: IncomingInviteRequest, agent: SipAgent): void;
  /** Registered again after the socket was lost; `restarted`: at a PBX that knows no call from before. */
  onRegained(networkChanged: boolean, restarted: boolean): void;
  onLost(): void;
}

/** Milliseconds before an attempt: doubles from half a second to fifteen seconds; half of it is chance, so that a thousand phones do not come back at once. */
export function backOff(attempt: number, random: number): number {
  const base = Math.min(15_000, 500 * 2 ** attempt);
  return base * (0.5 + random / 2);
}

/** Credentials with less than this left (ms) are replaced at the next renewal of the registration. */
const freshFor = 240_000;

/** So many refusals in a row, each with a fresh ticket, are meant. */
const mostForbidden = 3;

class Refused extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}

/**
 * Keeps one registered SIP socket: a fresh ticket for every connection, back-off between them.
 *
 *   connecting ──▶ registered ──lost──▶ reconnecting ──▶ registered …
 *        └──── refused for good ────▶ failed
 */
export class SipConnection {
  agent: SipAgent | null = null;
  iceServers: RTCIceServer[] = [];

  #deps: ConnectionDeps;
  #transport: SipTransport;
  #registration: Registration | null = null;
  #stopped = false;
  #registered = false;
  #hadSession = false;
  #networkChanged = false;
  #epoch: string | undefined;
  #restarted = false;
  #attempt = 0;
  #forbidden = 0;
  #expiresAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;
  #waiting: (() => void)[] = [];
  #firstWord: (() => void) | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#transport = new SipTransport(deps.createSocket, {
      onMessage: (text) => this.agent?.receive(text),
      onLost: () => this.#lost(),
    });
  }

  get registered(): boolean {
    return this.#registered;
  }

  /** Resolves when the first attempt came to an end, well or not. */
  start(): Promise<void> {
    this.#stopped = false;
    this.#forbidden = 0;
    this.#deps.onStatus('connecting', null);
    const word = new Promise<void>((resolve) => (this.#firstWord = resolve));
    void this.#connect();
    return word;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#generation += 1;
    clearTimeout(this.#timer);
    if (this.#registered) await this.#registration?.unregister(500);
    this.#registered = false;
    this.#registration?.pause();
    this.#transport.close();
    this.agent?.dispose();
    this.agent = null;
    this.#firstWord?.();
  }

  /** The network is another one: the socket may be dead without knowing it. */
  renew(): void {
    if (this.#stopped) return;
    this.#networkChanged = true;
    this.#attempt = 0;
    if (this.#registered) {
      this.#transport.close();
      this.#lost();
    }
    // Not after the back-off of the network that is gone.
    clearTimeout(this.#timer);
    void this.#connect();
  }

  /** Runs `task` now, or as soon as the phone is registered again: a BYE is not lost with a socket. */
  whenRegistered(task: () => void): void {
    if (this.#registered) task();
    else if (!this.#stopped) this.#waiting.push(task);
  }

  async #connect(): Promise<void> {
    const generation = (this.#generation += 1);
    const current = () => generation === this.#generation && !this.#stopped;
    try {
      const ticket = await this.#deps.ticket();
      if (!current()) return;
      if (ticket.kind !== 'sip') throw new Refused('NOT_SUPPORTED');
      await this.#open(ticket, current);
      if (current()) this.#succeeded();
    } catch (error) {
      if (current()) this.#failed(error);
    }
  }

  async #open(ticket: SipTicket & { kind: 'sip' }, current: () => boolean): Promise<void> {
    this.#accept(ticket);
    this.agent ??= this.#createAgent(ticket);
    await this.#transport.connect(ticket.url, ticket.ticket);
    if (!current()) return;
    this.#registration ??= new Registration(this.agent, { beforeRenewal: () => this.#freshen(), onLost: () => this.#drop() });
    const status = await this.#registration.register();
    // Once may be a race: credentials replaced by a later ticket of this device.
    this.#forbidden = status === 403 ? this.#forbidden + 1 : 0;
    if (this.#forbidden === mostForbidden) throw new Refused('FORBIDDEN');
    if (status !== 200) throw new Error(`REGISTER was refused with ${status}`);
  }

  #createAgent(ticket: SipTicket & { kind: 'sip' }): SipAgent {
    const agent: SipAgent = new SipAgent(ticket, this.#transport, (request) => this.#deps.onInvite(request, agent));
    return agent;
  }

  #accept(ticket: SipTicket & { kind: 'sip' }): void {
    this.iceServers = ticket.iceServers;
    this.#expiresAt = ticket.expiresAt;
    if (this.#hadSession && ticket.epoch !== this.#epoch) this.#restarted = true;
    this.#epoch = ticket.epoch;
    this.agent?.renew(ticket);
  }

  /** Credentials live minutes, a socket lives for hours: fetch the next ones before these run out. */
  async #freshen(): Promise<void> {
    if (this.#expiresAt - Date.now() > freshFor) return;
    const ticket = await this.#deps.ticket().catch(() => null);
    if (ticket?.kind === 'sip' && !this.#stopped) this.#accept(ticket);
  }

  #succeeded(): void {
    this.#registered = true;
    this.#attempt = 0;
    const regained = this.#hadSession;
    const changed = this.#networkChanged;
    this.#hadSession = true;
    const restarted = this.#restarted;
    this.#networkChanged = this.#restarted = false;
    this.#deps.onStatus('registered', null);
    this.#firstWord?.();
    for (const task of this.#waiting.splice(0)) task();
    if (regained) this.#deps.onRegained(changed, restarted);
  }

  #failed(error: unknown): void {
    this.#transport.close();
    const code = refusal(error);
    if (code) {
      this.#stopped = true;
      this.#deps.onStatus('failed', code);
    } else {
      this.#deps.onStatus('reconnecting', 'PBX_UNAVAILABLE');
      this.#again();
    }
    this.#firstWord?.();
  }

  /** A renewal was refused: the socket is up but worth nothing. */
  #drop(): void {
    this.#transport.close();
    this.#lost();
  }

  #lost(): void {
    this.#registration?.pause();
    if (this.#stopped || !this.#registered) return;
    this.#registered = false;
    this.#deps.onStatus('reconnecting', null);
    this.#deps.onLost();
    this.#again();
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), backOff(this.#attempt, this.#deps.random()));
    this.#attempt += 1;
  }
}

/** The code of a refusal that will not change by trying again; null where it may. */
function refusal(error: unknown): ErrorCode | null {
  if (error instanceof Refused) return error.code;
  if (error instanceof PbxCommandError && !error.body.retryable) return error.body.code;
  return null;
}
