import type { ReactiveController } from 'lit';
import type { PbxSession } from '../core/session.ts';
import { Outbox, type Draft, type OutgoingMessage } from './outbox.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

const nothing: Draft = { text: '', attachments: [], waiting: false };

/** Draft and unconfirmed messages of one conversation for an element. */
export class OutboxController implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  readonly #conversation: () => string;
  #connection: AbortController | null = null;
  #session: PbxSession | null = null;

  constructor(host: ControllerHost, sessions: SessionSource, conversation: () => string) {
    this.#host = host;
    this.#sessions = sessions;
    this.#conversation = conversation;
    host.addController(this);
  }

  get box(): Outbox | null {
    return this.#sessions.session ? Outbox.of(this.#sessions.session) : null;
  }

  get draft(): Draft {
    return this.box?.draft(this.#conversation()) ?? nothing;
  }

  get outgoing(): readonly OutgoingMessage[] {
    return this.box?.outgoing(this.#conversation()) ?? [];
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#leave();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const { session } = this.#sessions;
    if (session === this.#session) return;
    this.#leave();
    if (!session) return;
    this.#session = session;
    this.#connection = new AbortController();
    Outbox.of(session).onChange((id) => {
      if (id === this.#conversation()) this.#host.requestUpdate();
    }, this.#connection.signal);
  }

  #leave(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#session = null;
  }
}
