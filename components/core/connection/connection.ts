import type { AgentHandshake, ErrorBody, GatewayToAgent, SessionEndCause, SubscribeRequest, TopicSnapshot, CommandAnswer } from '@klapka/protocol';
import { errorBodyOf } from '../session.ts';
import { backoff } from './backoff.ts';
import { Commands } from './commands.ts';
import { endCauseOf, failure } from './errors.ts';
import type { OpenWire, Wire, WireListeners } from './wire.ts';

export interface ConnectionDeps {
  gateway: string;
  device: { deviceId: string; deviceName: string };
  open: OpenWire;
  /** The token of the next handshake; `renew` because the last one was refused. Rejects with `PbxCommandError`. */
  token(renew: boolean): Promise<string>;
  onOpen(): void;
  /** Lost, or could not be opened; the next attempt is at `retryAt`, ms since the epoch. */
  onReconnecting(retryAt: number): void;
  onEnded(cause: SessionEndCause): void;
  /** Refused for a reason that another attempt does not change. */
  onRefused(error: ErrorBody): void;
  onPatch: GatewayToAgent['patch'];
  onExpiring: GatewayToAgent['session:expiring'];
  onProblem: GatewayToAgent['problem'];
}

/** A wire open for so long counts as a good one, ms. */
const steady = 5000;

/**
 * Keeps one wire to the gateway open from `start` to `stop`:
 *
 *   idle ──start──▶ opening ──▶ open
 *                     ▲  │        │ lost
 *             timer,  │  ▼        ▼
 *            `online` └─ waiting ◀┘        a refused token is renewed and tried again at once, one time
 */
export class Connection {
  readonly commands = new Commands();
  readonly #deps: ConnectionDeps;
  #run: AbortController | null = null;
  #wire: Wire | null = null;
  #open = false;
  #attempt = 0;
  #openedAt = 0;
  /** The gateway said that it stops: come back after so long, ms. */
  #hint = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    const { signal } = this.#run;
    if (typeof window !== 'undefined') {
      window.addEventListener('online', () => this.#hurry(), { signal });
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hurry(), { signal });
    }
    this.#attempt = 0;
    void this.#connect(false, signal);
  }

  /** Closes the wire; what is still unanswered is rejected with `reason`. */
  stop(reason: ErrorBody): void {
    this.#run?.abort();
    this.#run = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wire?.close();
    this.#wire = null;
    this.#open = false;
    this.commands.rejectAll(reason);
  }

  /** Asked only over an open wire; the answer never comes where the wire is lost before. */
  subscribe(request: SubscribeRequest, done: (answer: CommandAnswer<TopicSnapshot>) => void): void {
    if (this.#open) this.#wire?.emit('topic:subscribe', request, done);
  }

  unsubscribe(request: SubscribeRequest): void {
    if (this.#open) this.#wire?.emit('topic:unsubscribe', request);
  }

  async #connect(renew: boolean, signal: AbortSignal): Promise<void> {
    this.#timer = undefined;
    let token: string;
    try {
      token = await this.#deps.token(renew);
    } catch (error) {
      if (!signal.aborted) this.#refused(errorBodyOf(error), true);
      return;
    }
    if (signal.aborted) return;
    const handshake: AgentHandshake = { token, ...this.#deps.device };
    try {
      const wire = await this.#deps.open(this.#deps.gateway, handshake, this.#listeners(renew, signal));
      if (signal.aborted) wire.close();
      else this.#wire = wire;
    } catch {
      // The socket's own code could not be fetched: as good as no gateway.
      if (!signal.aborted) this.#wait();
    }
  }

  #listeners(renewed: boolean, signal: AbortSignal): WireListeners {
    const live = <Args extends unknown[]>(listener: (...args: Args) => void) => (...args: Args): void => {
      if (!signal.aborted) listener(...args);
    };
    return {
      open: live(() => this.#opened()),
      close: live((refusal) => {
        this.#lost();
        if (refusal) this.#refused(refusal, renewed);
        else this.#wait();
      }),
      patch: live(this.#deps.onPatch),
      problem: live(this.#deps.onProblem),
      'session:ended': live((cause) => this.#deps.onEnded(cause)),
      'session:expiring': live(this.#deps.onExpiring),
      'gateway:stopping': live(({ retryAfter }) => {
        this.#hint = retryAfter;
      }),
    };
  }

  #opened(): void {
    const wire = this.#wire;
    if (!wire) return;
    this.#open = true;
    this.#openedAt = Date.now();
    this.#hint = 0;
    this.commands.attach((envelope, done) => wire.emit('command', envelope, done));
    this.#deps.onOpen();
  }

  #lost(): void {
    // A gateway that takes a socket only to close it again is no reason to start over with short waits.
    if (this.#open && Date.now() - this.#openedAt >= steady) this.#attempt = 0;
    this.#wire = null;
    this.#open = false;
    this.commands.detach();
  }

  #refused(error: ErrorBody, renewed: boolean): void {
    const signal = this.#run?.signal;
    if (!signal) return;
    if (!renewed && (error.code === 'TOKEN_EXPIRED' || error.code === 'NOT_SIGNED_IN')) {
      void this.#connect(true, signal);
      return;
    }
    const cause = endCauseOf(error.code);
    if (cause) this.#deps.onEnded(cause);
    else if (error.retryable || error.code === 'INTERNAL') this.#wait();
    else this.#deps.onRefused(error);
  }

  #wait(): void {
    const signal = this.#run?.signal;
    if (!signal) return;
    const delay = Math.max(backoff(this.#attempt), this.#hint ? this.#hint + backoff(1) : 0);
    this.#hint = 0;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(false, signal), delay);
    this.#deps.onReconnecting(Date.now() + delay);
  }

  /** The network is back, or somebody looks at the page again: do not wait for the timer. */
  #hurry(): void {
    if (!this.#timer || !this.#run) return;
    clearTimeout(this.#timer);
    void this.#connect(false, this.#run.signal);
  }
}

/** What unanswered commands are told when a session is over. */
export const sessionOver = failure('NOT_SIGNED_IN', 'The session is over');
