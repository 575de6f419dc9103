import { NameAddrHeader, type IncomingResponse, type OutgoingRegisterRequest } from 'sip.js/lib/core/index.js';
import type { SipAgent } from './agent.ts';

/** Seconds asked for; the registrar may give less. Short, so that a dead phone does not ring for long. */
const wanted = 120;
/** Renewed after this part of the granted time. */
const renewAfter = 0.75;

export interface RegistrationEvents {
  beforeRenewal(): Promise<void>;
  /** Refused while renewing, or no answer: the socket is of no more use. */
  onLost(): void;
}

/** Keeps this phone registered over one socket. */
export class Registration {
  #agent: SipAgent;
  #events: RegistrationEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: { request: OutgoingRegisterRequest; giveUp: () => void } | null = null;

  constructor(agent: SipAgent, events: RegistrationEvents) {
    this.#agent = agent;
    this.#events = events;
  }

  /** Resolves to 200, or to the status it was refused with (408 where nothing came back). */
  async register(): Promise<number> {
    this.pause();
    const answer = await this.#send(wanted);
    if (answer.status === 200) this.#timer = setTimeout(() => void this.#renew(), answer.expires * 1000 * renewAfter);
    return answer.status;
  }

  /** Says goodbye; an answer is not waited for longer than `atMost` ms. */
  async unregister(atMost: number): Promise<void> {
    this.pause();
    await Promise.race([this.#send(0), new Promise((resolve) => setTimeout(resolve, atMost))]);
  }

  /** Stops renewing and forgets a request whose answer can no longer come. */
  pause(): void {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    this.#pending = null;
    pending?.request.dispose();
    pending?.giveUp();
  }

  async #renew(): Promise<void> {
    await this.#events.beforeRenewal();
    const request = this.register();
    const mine = this.#pending;
    // Given up by `pause`: somebody else is already at it.
    if ((await request) !== 200 && this.#pending === mine) this.#events.onLost();
  }

  #send(expires: number): Promise<{ status: number; expires: number }> {
    return new Promise((resolve) => {
      const refused = ({ message }: IncomingResponse) => resolve({ status: message.statusCode ?? 500, expires: 0 });
      const request = this.#agent.register(expires, {
        onAccept: (response) => resolve({ status: 200, expires: this.#granted(response) }),
        onReject: refused,
        onRedirect: refused,
      });
      this.#pending = { request, giveUp: () => resolve({ status: 408, expires: 0 }) };
    });
  }

  /** The registrar lists every device of the extension; ours is the one with our contact (RFC 3261 §10.2.4). */
  #granted({ message }: IncomingResponse): number {
    for (let index = 0; index < message.getHeaders('contact').length; index += 1) {
      const contact: unknown = message.parseHeader('contact', index);
      if (!(contact instanceof NameAddrHeader) || contact.uri.user !== this.#agent.contactUser) continue;
      const seconds = Number(contact.getParam('expires'));
      if (seconds > 0) return seconds;
    }
    return wanted;
  }
}
