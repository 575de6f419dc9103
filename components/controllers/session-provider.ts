import type { ErrorBody } from '@klapka/protocol';
import type { ReactiveController } from 'lit';
import { PbxCommandError, type PbxSession, type SessionState } from '../core/session.ts';
import { isSession, isSessionRequest, SessionProvidedEvent, type SessionCallback, type SessionOffer } from './context.ts';
import { createSession } from './create-session.ts';
import { fireError, type SessionEndedDetail, type TokenExpiringDetail } from './events.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';
import { subjectOf } from './token.ts';

/** What a providing element must have: reactive properties, so that a change reaches `hostUpdate`. */
export interface ProviderHost extends ControllerHost {
  /** Address of the gateway; empty: none. */
  gateway: string;
  /** A token of the host page, or empty: the person signs in. */
  token: string;
  /** A session made elsewhere; wins over `gateway`. */
  session: PbxSession | null;
  /** What a call rings with instead of our own, and what a message is told by; see `<pbx-provider>`. */
  ringtone: string;
  messageTone: string;
  /** Offers nothing and ends what it made. Not `disabled`: an element that is disabled goes on showing what it knows. */
  withdrawn?: boolean;
}

/** A provider that is moved in the page, or re-rendered by a framework, keeps its session (and its calls) for so long, ms. */
const disposeDelay = 1000;
/** How long a host may take to answer `pbx-token-expiring`, ms. */
const tokenPatience = 30_000;

/**
 * The side of a provider element: makes a session from `gateway` and `token`, offers it to every element inside,
 * and tells the host page of its end, its errors and of a token that runs out.
 */
export class SessionProvider implements ReactiveController {
  readonly #host: ProviderHost;
  readonly #outer: SessionSource | undefined;
  readonly #subscribers = new Set<SessionCallback>();
  #connection: AbortController | null = null;
  #watch: AbortController | null = null;
  #offer: SessionOffer = null;
  /** The session this provider made itself, and from what. */
  #made: { gateway: string; subject: string | null; session: Promise<PbxSession>; dispose: () => void } | null = null;
  #disposal: ReturnType<typeof setTimeout> | undefined;
  #usedToken = '';
  #sounds = '';
  #tokenWaiter: ((token: string) => void) | null = null;

  /** `outer`: where an element that is more than a provider finds a session if it has none of its own and no gateway. */
  constructor(host: ProviderHost, outer?: SessionSource) {
    this.#host = host;
    this.#outer = outer;
    host.addController(this);
  }

  /** The session offered now, whether made here or handed in. */
  get session(): PbxSession | null {
    return isSession(this.#offer) ? this.#offer : null;
  }

  hostConnected(): void {
    clearTimeout(this.#disposal);
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.#host.addEventListener('context-request', this.#answer, { signal });
    this.#host.dispatchEvent(new SessionProvidedEvent(this.#host));
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#disposal = setTimeout(() => {
      this.#dispose();
      this.#setOffer(null);
    }, disposeDelay);
  }

  hostUpdate(): void {
    const { gateway, token, withdrawn } = this.#host;
    if (!this.#connection) return;
    this.#setSounds();
    const session = this.#host.session ?? (gateway ? null : this.#outer?.session);
    if (isSession(session) && !withdrawn) {
      this.#dispose();
      this.#setOffer(session);
      return;
    }
    if (!gateway || withdrawn) {
      this.#dispose();
      this.#setOffer(null);
      return;
    }
    const subject = token ? subjectOf(token) : null;
    if (this.#made && this.#made.gateway === gateway && this.#made.subject === subject) {
      // The same person: a fresh token renews the session instead of starting another, so that calls go on.
      if (token && token !== this.#usedToken) this.#tokenWaiter?.(token);
      return;
    }
    this.#make(gateway, token, subject);
  }

  #make(gateway: string, token: string, subject: string | null): void {
    this.#dispose();
    let disposed = false;
    this.#usedToken = token;
    const session = createSession({
      gateway,
      ...(token ? { token, getToken: (expiresAt: number) => this.#freshToken(expiresAt) } : {}),
    });
    const dispose = (): void => {
      disposed = true;
      void session.then((made) => made.dispose(), () => undefined);
    };
    this.#made = { gateway, subject, session, dispose };
    this.#setOffer('loading');
    session.then(
      (made) => {
        if (!disposed) this.#setOffer(made);
      },
      (error: unknown) => {
        if (disposed) return;
        // `#made` stays: the same address would fail the same way at every render.
        this.#setOffer(null);
        const unloaded: ErrorBody = { code: 'UNAVAILABLE', message: 'The code of the session could not be loaded', retryable: true };
        fireError(this.#host, error instanceof PbxCommandError ? error.body : unloaded);
      },
    );
  }

  /** The host's newest token where it set one already, else asks for it by `pbx-token-expiring`. */
  #freshToken(expiresAt: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => reject(new Error('No fresh token was set')), tokenPatience);
    this.#tokenWaiter = (token) => {
      clearTimeout(timer);
      this.#tokenWaiter = null;
      this.#usedToken = token;
      resolve(token);
    };
    if (this.#host.token && this.#host.token !== this.#usedToken) this.#tokenWaiter(this.#host.token);
    else this.#fire<TokenExpiringDetail>('pbx-token-expiring', { expiresAt });
    return promise;
  }

  readonly #answer = (event: Event): void => {
    if (!isSessionRequest(event) || event.composedPath()[0] === this.#host) return;
    event.stopImmediatePropagation();
    const { callback } = event;
    const unsubscribe = (): void => void this.#subscribers.delete(callback);
    if (event.subscribe) this.#subscribers.add(callback);
    callback(this.#offer, unsubscribe);
  };

  #setOffer(offer: SessionOffer): void {
    if (offer === this.#offer) return;
    this.#offer = offer;
    this.#watch?.abort();
    if (isSession(offer) && this.#isOwn(offer)) this.#watchSession(offer);
    this.#sounds = '';
    this.#setSounds();
    for (const callback of [...this.#subscribers]) {
      const unsubscribe = (): void => void this.#subscribers.delete(callback);
      callback(offer, unsubscribe);
    }
    this.#host.requestUpdate();
  }

  /** Of an outer session its own provider tells the page, and says how it sounds. */
  #isOwn(session: PbxSession): boolean {
    return this.#made !== null || session === this.#host.session;
  }

  /** Only what changed is said: a session that was handed in may have its sounds from elsewhere. */
  #setSounds(): void {
    const { session } = this;
    const { ringtone, messageTone } = this.#host;
    const sounds = ringtone || messageTone ? JSON.stringify([ringtone, messageTone]) : '';
    if (!session || sounds === this.#sounds || !this.#isOwn(session)) return;
    this.#sounds = sounds;
    // An attribute that was taken away leaves null.
    session.devices.setPageSounds({ ringtone: ringtone || '', messageTone: messageTone || '' });
  }

  #watchSession(session: PbxSession): void {
    this.#watch = new AbortController();
    session.onProblem((error) => fireError(this.#host, error), this.#watch.signal);
    let last: SessionState = session.state;
    session.onState((state) => {
      const before = last;
      last = state;
      // A host that is more than a provider renders the state too; for the others it is one empty update.
      this.#host.requestUpdate();
      if (state.error && state.error !== before.error) fireError(this.#host, state.error);
      if (state.status === 'ended' && before.status !== 'ended' && state.cause) {
        this.#fire<SessionEndedDetail>('pbx-session-ended', { cause: state.cause });
      }
    }, this.#watch.signal);
  }

  #fire<Detail>(type: 'pbx-session-ended' | 'pbx-token-expiring', detail: Detail): void {
    this.#host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #dispose(): void {
    this.#made?.dispose();
    this.#made = null;
    this.#tokenWaiter = null;
  }
}
