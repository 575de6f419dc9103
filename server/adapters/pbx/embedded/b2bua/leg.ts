import { randomUUID } from 'node:crypto';
import type { Core } from 'sip.js';
import type { Leg, MonitorMode, Party } from '@klapka/protocol';
import type { Answer, MediaEngine, PlainMedia } from '../media/methods.ts';
import type { Direction } from '../media/sdp.ts';
import type { Peer } from '../rpc.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import { State, legTransitions } from './states.ts';

export type LegRole = Leg['role'];

export interface LegDelegate {
  /** The phone hung up. */
  hungUp(leg: SipLeg): void;
  /** Hold, resume or the phone's readiness to hear changed. */
  directionChanged(leg: SipLeg): void;
  /** An error that belongs to this leg alone. */
  failed(leg: SipLeg, error: unknown): void;
  /** The phone's ACK had no answer to our offer, or one of no use: there is no media. */
  unanswered(leg: SipLeg, error: unknown): void;
}

export const sdpBody = (content: string): Core.Body => ({ contentDisposition: 'session', contentType: 'application/sdp', content });

/** One side of a call: a SIP dialog with one phone or carrier, and its media. */
export class SipLeg {
  readonly id = randomUUID();
  /** Changes when a call that was sent on turns round. */
  role: LegRole;
  readonly device: Endpoint;
  readonly party: Party;
  readonly sipCallId: string;
  readonly state = new State(legTransitions, 'dialling');
  readonly #media: Peer<MediaEngine>;
  /** The call it belongs to; a leg may move to another one. */
  delegate: LegDelegate;
  #direction: Direction = 'sendrecv';
  #session: Core.Session | null = null;
  #byeWhenAcknowledged = false;
  #byeHeaders: string[] = [];
  /** Our 200 had the offer, because the phone's INVITE had none; the ACK brings the answer (RFC 3261 §13.2.1, §14.2). */
  awaitsAnswer = false;
  /** The phone's page has gone and may come back. */
  away = false;
  /** Nothing was received from the phone for some time. */
  quiet = false;
  /** Heard by nobody, whatever the phone does. */
  muted = false;
  /** A monitor's: beside whom, and who hears it. */
  monitors: { beside: SipLeg; mode: MonitorMode } | null = null;

  constructor(role: LegRole, device: Endpoint, party: Party, sipCallId: string, media: Peer<MediaEngine>, delegate: LegDelegate) {
    this.role = role;
    this.device = device;
    this.party = party;
    this.sipCallId = sipCallId;
    this.#media = media;
    this.delegate = delegate;
  }

  /** The other side is to hear music: the phone put it on hold, or has gone. */
  get holding(): boolean {
    return this.away || this.held;
  }

  /** The phone put the other side on hold. */
  get held(): boolean {
    return this.#direction === 'sendonly' || this.#direction === 'inactive';
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.#media.notify('mute', this.id, muted);
  }

  set direction(direction: Direction) {
    this.#direction = direction;
  }

  toProtocol(): Leg {
    return {
      id: this.id,
      party: this.party,
      role: this.role,
      state: this.state.current,
      holding: this.holding,
      ...(this.muted ? { muted: true as const } : {}),
      ...(this.monitors ? { mode: this.monitors.mode } : {}),
      ...(this.device.deviceId === null ? {} : { deviceId: this.device.deviceId }),
      sipCallId: this.sipCallId,
    };
  }

  attach(session: Core.Session): void {
    this.#session = session;
    session.delegate = {
      onBye: (request) => {
        request.accept();
        this.delegate.hungUp(this);
      },
      onInvite: (request) => void this.#renegotiate(request).catch((error: unknown) => this.delegate.failed(this, error)),
      onAck: ({ message }) => {
        if (this.#byeWhenAcknowledged) this.#bye();
        else if (this.awaitsAnswer) void this.#takeAnswer(message.body);
      },
      onAckTimeout: () => {
        this.#bye();
        this.delegate.hungUp(this);
      },
      onInfo: (request) => void request.reject({ statusCode: 415 }),
      onMessage: (request) => void request.reject({ statusCode: 405 }),
      onNotify: (request) => void request.reject({ statusCode: 405 }),
      onRefer: (request) => void request.reject({ statusCode: 405 }),
    };
  }

  get #plain(): [PlainMedia?] {
    return this.device.plainMedia ? [this.device.plainMedia] : [];
  }

  /** What our side of the media is, answering an offer. */
  answer(offer: string): Promise<Answer> {
    return this.#media.call('answer', this.id, offer, ...this.#plain);
  }

  offer(): Promise<string> {
    return this.#media.call('offer', this.id, ...this.#plain);
  }

  /** re-INVITE: hold, resume, or an ICE restart after the network changed. */
  async #renegotiate(request: Core.IncomingInviteRequest): Promise<void> {
    const offer = request.message.body;
    const accept = (sdp: string): unknown =>
      request.accept({ statusCode: 200, extraHeaders: [`Contact: <${this.device.contact.toString()}>`], body: sdpBody(sdp) });
    try {
      if (!offer) {
        const ours = await this.offer();
        if (this.state.is('ended')) return;
        this.awaitsAnswer = true;
        accept(ours);
        return;
      }
      const { sdp, direction } = await this.answer(offer);
      if (this.state.is('ended')) return;
      accept(sdp);
      this.#direction = direction;
      this.delegate.directionChanged(this);
    } catch (error) {
      request.reject({ statusCode: 488 });
      throw error;
    }
  }

  async #takeAnswer(answer: string): Promise<void> {
    this.awaitsAnswer = false;
    try {
      const { direction } = await this.#media.call('acceptAnswer', this.id, answer);
      this.#direction = direction;
      this.delegate.directionChanged(this);
    } catch (error) {
      if (!this.state.is('ended')) this.delegate.unanswered(this, error);
    }
  }

  #bye(): void {
    const session = this.#session;
    this.#session = null;
    try {
      session?.bye(undefined, { extraHeaders: this.#byeHeaders });
    } catch {
      // RFC 3261 §15: the answering side may not say BYE before the ACK came.
      this.#session = session;
      this.#byeWhenAcknowledged = true;
    }
  }

  /** Ends an answered leg with BYE, with a Reason (RFC 3326) where there is more to say. The media is closed in any case. */
  hangUp(reason?: string): void {
    this.#byeHeaders = reason === undefined ? [] : [`Reason: ${reason}`];
    if (this.#session) this.#bye();
    this.end();
  }

  end(): void {
    if (this.state.advance('ended')) this.#media.notify('close', this.id);
  }
}
