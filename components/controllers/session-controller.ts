import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PbxSession, SessionState } from '../core/session.ts';
import { isSession, isSessionProvided, SessionRequestEvent, type SessionOffer } from './context.ts';

export type ControllerHost = ReactiveControllerHost & HTMLElement;

/** Where other controllers take the session from: a `SessionController`, or the host's own `SessionProvider`. */
export interface SessionSource {
  readonly session: PbxSession | null;
}

const loading: SessionState = { status: 'connecting', account: null, error: null, cause: null, retryAt: null };

/**
 * Finds the session of an element: its own `session` property, else the nearest provider, else none.
 * Finds it again when the provider upgrades later, when its session changes and when the element moves.
 */
export class SessionController implements ReactiveController {
  readonly #host: ControllerHost;
  #connection: AbortController | null = null;
  #watch: AbortController | null = null;
  #unsubscribe: (() => void) | null = null;
  #offer: SessionOffer = null;
  #session: PbxSession | null = null;

  constructor(host: ControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Null: render "not connected". */
  get session(): PbxSession | null {
    return this.#session;
  }

  /** Null without a session; `connecting` already while the provider still fetches the session's code. */
  get state(): SessionState | null {
    return this.#session?.state ?? (this.#offer === 'loading' ? loading : null);
  }

  hostConnected(): void {
    const connection = new AbortController();
    this.#connection = connection;
    const provided = (event: Event): void => {
      if (isSessionProvided(event) && event.composedPath()[0] !== this.#host) this.#ask();
    };
    window.addEventListener('context-provider', provided, { signal: connection.signal });
    this.#ask();
    this.#resolve();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#offer = null;
    this.#use(null);
  }

  hostUpdate(): void {
    this.#resolve();
  }

  #ask(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#offer = null;
    let last = (): void => undefined;
    const callback = (offer: SessionOffer, unsubscribe?: () => void): void => {
      // A provider further up, or an earlier one, may still answer: only the newest connection counts.
      if (connection.signal.aborted) return unsubscribe?.();
      if (unsubscribe && unsubscribe !== last) {
        this.#unsubscribe = unsubscribe;
        last = unsubscribe;
      }
      const before = this.state;
      this.#offer = offer;
      if (!this.#resolve() && before !== this.state) this.#host.requestUpdate();
    };
    this.#host.dispatchEvent(new SessionRequestEvent(this.#host, callback));
    this.#resolve();
  }

  /** The host's own property wins over the provider's offer. True if the session changed. */
  #resolve(): boolean {
    const own: unknown = Reflect.get(this.#host, 'session');
    const offered = isSession(this.#offer) ? this.#offer : null;
    return this.#use(this.#connection ? (isSession(own) ? own : offered) : null);
  }

  #use(session: PbxSession | null): boolean {
    if (session === this.#session) return false;
    this.#watch?.abort();
    this.#session = session;
    if (session) {
      this.#watch = new AbortController();
      session.onState(() => this.#host.requestUpdate(), this.#watch.signal);
    }
    this.#host.requestUpdate();
    return true;
  }
}
