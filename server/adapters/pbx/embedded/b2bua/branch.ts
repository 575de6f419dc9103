import type { Core } from 'sip.js';
import type { Party } from '@klapka/protocol';
import type { MediaEngine } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import { SipLeg } from './leg.ts';
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
  device: Endpoint;
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
  readonly #device: Endpoint;
  readonly #delegate: BranchDelegate;
  readonly #message: Core.OutgoingRequestMessage;
  #request: Core.OutgoingInviteRequest | null = null;
  #done = false;
  #rang = false;
  #silence: NodeJS.Timeout | undefined;

  constructor({ device, from, to, role, media, legDelegate, delegate, header }: BranchOptions) {
    const invitation = device.invitation(from, to);
    if (!invitation) throw new Error('The device is not registered');
    this.#device = device;
    this.#delegate = delegate;
    this.header = header;
    const { core } = device;
    const headers = [`Contact: <${device.contact.toString()}>`, 'Allow: ACK, BYE, CANCEL, INVITE, OPTIONS', ...(header === undefined ? [] : [header]), ...invitation.headers];
    this.#message = core.makeOutgoingRequestMessage('INVITE', invitation.target, invitation.from, invitation.to, { fromDisplayName: invitation.fromName }, headers);
    this.leg = new SipLeg(role, device, to, this.#message.callId, media, legDelegate);
  }

  /** Whether it neither answered nor refused yet. */
  get pending(): boolean {
    return !this.#done;
  }

  /** Whether it said that it rings. */
  get rang(): boolean {
    return this.#rang;
  }

  async ring(): Promise<void> {
    const offer = await this.leg.offer();
    if (this.#done) return;
    this.#message.body = { body: offer, contentType: 'application/sdp' };
    this.#request = this.#device.core.invite(this.#message, {
      onTrying: () => clearTimeout(this.#silence),
      onProgress: () => this.#ringing(),
      onAccept: (response) => this.#accepted(response),
      onRedirect: () => this.#refused(480),
      onReject: (response) => this.#refused(response.message.statusCode ?? 480),
    });
    const { patience } = this.#device;
    if (patience !== null) this.#silence = setTimeout(() => this.#unheard(), patience);
  }

  /** Not a word of it: it is not there. */
  #unheard(): void {
    this.#request?.cancel();
    this.#device.abandon(this.leg.sipCallId);
    this.#refused(408);
  }

  /** A phone that answers by itself does not ring, whatever it says. */
  #ringing(): void {
    clearTimeout(this.#silence);
    this.#rang = true;
    if (this.header === undefined && this.leg.state.advance('ringing')) this.#delegate.ringing();
  }

  #accepted(response: Core.AckableIncomingResponseWithSession): void {
    clearTimeout(this.#silence);
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
    clearTimeout(this.#silence);
    if (this.#done) return;
    this.#done = true;
    this.leg.end();
    this.#delegate.refused(status);
  }

  cancel(reason: CancelReason): void {
    clearTimeout(this.#silence);
    if (this.#done) return;
    this.#done = true;
    this.#request?.cancel(undefined, { extraHeaders: [`Reason: ${reasons[reason]}`] });
    this.leg.end();
  }
}
