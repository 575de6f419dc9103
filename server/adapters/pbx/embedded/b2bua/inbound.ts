import type { Core } from 'sip.js';
import { sdpBody } from './leg.ts';
import type { SipLeg } from './leg.ts';

/** An INVITE of a phone, until it is answered or refused. */
export class Inbound {
  readonly leg: SipLeg;
  readonly #request: Core.IncomingInviteRequest;
  /** The answer to the phone's offer; our own offer where the INVITE had none. */
  #sdp = '';
  #rings = false;
  #over = false;

  constructor(request: Core.IncomingInviteRequest, leg: SipLeg, cancelled: () => void) {
    this.#request = request;
    this.leg = leg;
    request.delegate = { onCancel: cancelled };
    request.trying();
  }

  /** Whether the phone has no final answer yet. */
  get pending(): boolean {
    return !this.#over;
  }

  /** Prepares the phone's media. */
  async describe(): Promise<void> {
    const offer = this.#request.message.body;
    this.leg.awaitsAnswer = !offer;
    if (!offer) {
      this.#sdp = await this.leg.offer();
      return;
    }
    const { sdp, direction } = await this.leg.answer(offer);
    this.#sdp = sdp;
    this.leg.direction = direction;
  }

  ring(): void {
    if (this.#over || this.#rings) return;
    this.#rings = true;
    // The answer goes with the 180, so that a phone which takes early media has its path ready before anybody answers.
    // An offer of ours waits for the 200: the answer to it comes with the ACK.
    const body = this.leg.awaitsAnswer ? {} : { body: sdpBody(this.#sdp) };
    this.leg.attach(this.#request.progress({ statusCode: 180, ...body }).session);
  }

  accept(): void {
    if (this.#over) return;
    this.#over = true;
    this.leg.attach(this.#request.accept({ statusCode: 200, body: sdpBody(this.#sdp) }).session);
  }

  /** Ends it with a final answer that is no 200. */
  refuse(statusCode: number): void {
    if (this.#over) return;
    this.#over = true;
    this.leg.end();
    try {
      this.#request.reject({ statusCode });
    } catch {
      // The phone's CANCEL was answered by the transaction already, or its socket is gone.
    }
  }
}
