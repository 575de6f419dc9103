import { Outbox, type Draft, type OutgoingMessage } from './outbox.ts';
import { PortController } from './port-controller.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

const nothing: Draft = { text: '', attachments: [], waiting: false };

/** Draft and unconfirmed messages of one conversation for an element. */
export class OutboxController extends PortController<Outbox> {
  readonly #conversation: () => string;

  constructor(host: ControllerHost, sessions: SessionSource, conversation: () => string) {
    super(host, sessions, (session) => Outbox.of(session));
    this.#conversation = conversation;
  }

  get box(): Outbox | null {
    return this.port;
  }

  get draft(): Draft {
    return this.box?.draft(this.#conversation()) ?? nothing;
  }

  get outgoing(): readonly OutgoingMessage[] {
    return this.box?.outgoing(this.#conversation()) ?? [];
  }

  protected override changed(conversationId?: string): void {
    if (conversationId === this.#conversation()) super.changed();
  }
}
