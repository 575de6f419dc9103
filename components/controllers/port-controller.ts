import type { ReactiveController } from 'lit';
import type { PbxSession } from '../core/session.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** A part of the session that tells of its changes. */
interface ChangingPort {
  onChange(listener: (what?: string) => void, signal: AbortSignal): unknown;
}

/** Follows one part of the session for an element: whichever session that is, for as long as the element is in the page. */
export class PortController<Port extends ChangingPort> implements ReactiveController {
  protected port: Port | null = null;
  /** What the port gives to those who follow it, where it gives something; undefined without a session. */
  view: ReturnType<Port['onChange']> | undefined;
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  readonly #pick: (session: PbxSession) => Port | null;
  #connection: AbortController | null = null;

  constructor(host: ControllerHost, sessions: SessionSource, pick: (session: PbxSession) => Port | null) {
    this.#host = host;
    this.#sessions = sessions;
    this.#pick = pick;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#use(null);
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const { session } = this.#sessions;
    const port = session && this.#pick(session);
    if (port !== this.port) this.#use(port);
  }

  #use(port: Port | null): void {
    this.#connection?.abort();
    this.#connection = new AbortController();
    this.port = port;
    this.view = port?.onChange((what) => this.changed(what), this.#connection.signal) as typeof this.view;
  }

  /** `what` is the port's own word for what changed, where it has one. */
  protected changed(_what?: string): void {
    this.#host.requestUpdate();
  }
}
