import type { Call } from '@klapka/protocol';
import type { ReactiveController } from 'lit';
import type { PhoneCall, PhonePort, PhoneStatus } from '../core/phone/phone-port.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** The phone of this page for an element. */
export class PhoneController implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  #connection: AbortController | null = null;
  #phone: PhonePort | null = null;

  constructor(host: ControllerHost, sessions: SessionSource) {
    this.#host = host;
    this.#sessions = sessions;
    host.addController(this);
  }

  get phone(): PhonePort | null {
    return this.#phone;
  }

  get calls(): readonly PhoneCall[] {
    return this.#phone?.calls ?? [];
  }

  get status(): PhoneStatus {
    return this.#phone?.status ?? 'off';
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#leave();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const phone = this.#sessions.session?.phone ?? null;
    if (phone === this.#phone) return;
    this.#leave();
    if (!phone) return;
    this.#phone = phone;
    this.#connection = new AbortController();
    phone.onChange(() => this.#host.requestUpdate(), this.#connection.signal);
  }

  #leave(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#phone = null;
  }
}

/** The row of the topic `calls` that a call of this phone belongs to, where the gateway has told of it already. */
export function callOf(phoneCall: PhoneCall, calls: Iterable<Call>): Call | undefined {
  for (const call of calls) {
    if (call.legs.some((leg) => leg.sipCallId === phoneCall.sipCallId)) return call;
  }
  return undefined;
}
