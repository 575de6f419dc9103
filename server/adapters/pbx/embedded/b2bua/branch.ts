import type { Core } from 'sip.js';
import type { Party } from '@klapka/protocol';
import type { MediaEngine } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import type { Device } from '../sip/device.ts';
import { SipLeg, addressOf } from './leg.ts';
import type { LegDelegate, LegRole } from './leg.ts';

export type CancelReason = 'answered-elsewhere' | 'cancelled' | 'no-answer';

/** RFC 3326; the phone tells "missed" from "somebody else took it" by this. */
const reasons: Record<CancelReason, string> = {
  'answered-elsewhere': 'SIP;cause=200;text="answered elsewhere"',
  cancelled: 'SIP;cause=487;text="cancelled"',
  'no-answer': 'SIP;cause=408;text="no answer"',
};

export interface BranchDelegate {
  ringing(): void;
  /** The phone answered first or late; whoever rings decides. Acknowledged in any case. */
  answered(answer: string): void;
  refused(status: number): void;
}

export interface BranchOptions {
  device: Device;
  /** Who the phone is told that calls. */
  from: Party;
  /** Who is called: the phone's own side. */
  to: Party;
  role: LegRole;
  media: Peer<MediaEngine>;
  legDelegate: LegDelegate;
  delegate: BranchDelegate;
  /** Says why the phone answers by itself: it is called in, or takes back what its former page had. */
  header?: string;
}

/** One INVITE of ours: a ringing phone, one that is called in, or a page that takes its call back. */
export class Branch {
  readonly leg: SipLeg;
  readonly header: string | undefined;
  readonly #device: Device;
  readonly #media: Peer<MediaEngine>;
  readonly #delegate: BranchDelegate;
  readonly #message: Core.OutgoingRequestMessage;
  #request: Core.OutgoingInviteRequest | null = null;
  #done = false;

  constructor({ device, from, to, role, media, legDelegate, delegate, header }: BranchOptions) {
    const target = device.registration?.contact;
    if (!target) throw new Error('The device is not registered');
    this.#device = device;
    this.#media = media;
    this.#delegate = delegate;
    this.header = header;
    const { core } = device;
    const options = { fromDisplayName: (from.name ?? '').replaceAll(/["\\\r\n]/g, ' ') };
    const headers = [`Contact: <${device.contact.toString()}>`, 'Allow: ACK, BYE, CANCEL, INVITE, OPTIONS', ...(header === undefined ? [] : [header])];
    this.#message = core.makeOutgoingRequestMessage('INVITE', target, addressOf(from.number), addressOf(to.number), options, headers);
    this.leg = new SipLeg(role, device, to, this.#message.callId, media, legDelegate);
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
      onProgress: () => this.#ringing(),
      onAccept: (response) => this.#accepted(response),
      onRedirect: () => this.#refused(480),
      onReject: (response) => this.#refused(response.message.statusCode ?? 480),
    });
  }

  /** A phone that answers by itself does not ring, whatever it says. */
  #ringing(): void {
    if (this.header === undefined && this.leg.state.advance('ringing')) this.#delegate.ringing();
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
    this.#delegate.answered(response.message.body);
  }

  #refused(status: number): void {
    if (this.#done) return;
    this.#done = true;
    this.leg.end();
    this.#delegate.refused(status);
  }

  cancel(reason: CancelReason): void {
    if (this.#done) return;
    this.#done = true;
    this.#request?.cancel(undefined, { extraHeaders: [`Reason: ${reasons[reason]}`] });
    this.leg.end();
  }
}
