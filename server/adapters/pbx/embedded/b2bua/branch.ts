import type { Core } from 'sip.js';
import type { Party } from '@klapka/protocol';
import type { MediaEngine } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import type { Device } from '../sip/device.ts';
import { SipLeg, addressOf } from './leg.ts';
import type { LegDelegate } from './leg.ts';

export type CancelReason = 'answered-elsewhere' | 'cancelled' | 'no-answer';

/** RFC 3326; the phone tells "missed" from "somebody else took it" by this. */
const reasons: Record<CancelReason, string> = {
  'answered-elsewhere': 'SIP;cause=200;text="answered elsewhere"',
  cancelled: 'SIP;cause=487;text="cancelled"',
  'no-answer': 'SIP;cause=408;text="no answer"',
};

export interface BranchDelegate extends LegDelegate {
  ringing(branch: Branch): void;
  /** The phone answered first or late; the call decides. Acknowledged in any case. */
  answered(branch: Branch, answer: string): void;
  refused(branch: Branch, status: number): void;
}

export interface BranchOptions {
  device: Device;
  /** Who the phone is told that calls. */
  from: Party;
  /** Who is called: the phone's own side. */
  to: Party;
  media: Peer<MediaEngine>;
  delegate: BranchDelegate;
  /** A page that was loaded anew takes its side of a call back; otherwise the phone is called. */
  resumed?: { role: 'caller' | 'callee'; header: string };
}

/** One INVITE of ours: a ringing phone of the called extension, or a page that takes its call back. */
export class Branch {
  readonly leg: SipLeg;
  readonly #device: Device;
  readonly #media: Peer<MediaEngine>;
  readonly #delegate: BranchDelegate;
  readonly #message: Core.OutgoingRequestMessage;
  #request: Core.OutgoingInviteRequest | null = null;
  #done = false;

  constructor({ device, from, to, media, delegate, resumed }: BranchOptions) {
    const target = device.registration?.contact;
    if (!target) throw new Error('The device is not registered');
    this.#device = device;
    this.#media = media;
    this.#delegate = delegate;
    const { core } = device;
    const options = { fromDisplayName: (from.name ?? '').replaceAll(/["\\\r\n]/g, ' ') };
    const headers = [`Contact: <${device.contact.toString()}>`, 'Allow: ACK, BYE, CANCEL, INVITE, OPTIONS', ...(resumed ? [resumed.header] : [])];
    this.#message = core.makeOutgoingRequestMessage('INVITE', target, addressOf(from.number), addressOf(to.number), options, headers);
    this.leg = new SipLeg(resumed?.role ?? 'callee', device, to, this.#message.callId, media, delegate);
  }

  /** Whether it neither answered nor refused yet. */
  get pending(): boolean {
    return !this.#done;
  }

  async ring(): Promise<void> {
    const offer = await this.#media.call('offer', this.leg.id);
    if (this.#done) return;
    this.#message.body = { body: offer, contentType: 'application/sdp' };
    this.#request = this.#device.core.invite(this.#message, {
      onProgress: () => {
        if (this.leg.state.advance('ringing')) this.#delegate.ringing(this);
      },
      onAccept: (response) => this.#accepted(response),
      onRedirect: () => this.#refused(480),
      onReject: (response) => this.#refused(response.message.statusCode ?? 480),
    });
  }

  #accepted(response: Core.AckableIncomingResponseWithSession): void {
    response.ack();
    this.leg.attach(response.session);
    const late = this.#done;
    this.#done = true;
    if (late || this.leg.state.is('ended')) {
      // 200 crossed our CANCEL: acknowledged, then hung up (RFC 3261 §15.1.1).
      this.leg.hangUp();
      return;
    }
    this.#delegate.answered(this, response.message.body);
  }

  #refused(status: number): void {
    if (this.#done) return;
    this.#done = true;
    this.leg.end();
    this.#delegate.refused(this, status);
  }

  cancel(reason: CancelReason): void {
    if (this.#done) return;
    this.#done = true;
    this.#request?.cancel(undefined, { extraHeaders: [`Reason: ${reasons[reason]}`] });
    this.leg.end();
  }
}
