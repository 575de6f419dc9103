import {
  SessionDialog,
  getBody,
  type IncomingInviteRequest,
  type IncomingRequestMessage,
  type OutgoingInviteRequest,
  type Session,
} from 'sip.js/lib/core/index.js';
import type { SessionEnd } from '../end-reason.ts';
import type { PhoneCall } from '../phone-port.ts';
import { sdpType, type SipAgent } from './agent.ts';

/** `audible`: the PBX plays something before the call is answered (183); `silent`: it only connects the media ahead (180). */
export type AnswerTime = 'audible' | 'silent' | 'answered';

/** What a call learns from its SIP session. */
export interface SessionEvents {
  onRinging(): void;
  /** The answer to our first offer: with the call's own answer, or before it. */
  onAnswer(sdp: string, when: AnswerTime): void;
  /** The PBX offers anew; resolves to our answer. */
  onOffer(sdp: string): Promise<string>;
  onEnded(end: SessionEnd): void;
}

/** A re-INVITE was refused; `status` 0 where it was given up because the socket is gone. */
export class ReinviteError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The re-INVITE was refused with ${status}`);
    this.name = 'ReinviteError';
    this.status = status;
  }
}

const body = (sdp: string) => ({ contentDisposition: 'session', contentType: sdpType, content: sdp });

/** What both directions share once there is a dialog. */
abstract class SipSession {
  protected readonly events: SessionEvents;
  #agent: SipAgent;
  #dialog: Session | null = null;
  #reinvite: { request: OutgoingInviteRequest; reject: (error: ReinviteError) => void } | null = null;
  #byeWhenAcked = false;

  constructor(agent: SipAgent, events: SessionEvents) {
    this.#agent = agent;
    this.events = events;
  }

  /** Renegotiates; resolves to the other side's answer, rejects with `ReinviteError`. */
  reinvite(sdp: string): Promise<string> {
    const dialog = this.#dialog;
    return new Promise((resolve, reject) => {
      if (!dialog) return reject(new ReinviteError(481));
      const settle = (done: () => void) => {
        this.#reinvite = null;
        done();
      };
      const refused = (status: number | undefined) => settle(() => reject(new ReinviteError(status ?? 500)));
      try {
        const request = dialog.invite(
          {
            onAccept: (response) => {
              response.ack();
              const answer = getBody(response.message)?.content;
              if (answer) settle(() => resolve(answer));
              else refused(488);
            },
            onReject: ({ message }) => refused(message.statusCode),
            onRedirect: ({ message }) => refused(message.statusCode),
          },
          // A re-INVITE without Contact is answered with 400 (RFC 3261 §12.2.1.1); the library does not add it.
          { body: body(sdp), extraHeaders: [this.#agent.contactHeader] },
        );
        this.#reinvite = { request, reject };
      } catch {
        // The other side is renegotiating right now: the same as a 491 from it (RFC 3261 §14.1).
        reject(new ReinviteError(491));
      }
    });
  }

  /** The socket is gone: an answer to a re-INVITE sent over it would be waited for half a minute. */
  giveUpReinvite(): void {
    const pending = this.#reinvite;
    if (!pending) return;
    this.#reinvite = null;
    pending.request.dispose();
    if (this.#dialog instanceof SessionDialog) {
      this.#dialog.signalingStateRollback();
      this.#dialog.reinviteUserAgentClient = undefined;
    }
    pending.reject(new ReinviteError(0));
  }

  bye(): void {
    try {
      this.#dialog?.bye();
    } catch {
      // RFC 3261 §15: the callee may not send BYE before the ACK of its 200 arrived.
      this.#byeWhenAcked = true;
    }
  }

  protected get established(): boolean {
    return this.#dialog !== null;
  }

  protected establish(dialog: Session): void {
    this.#dialog = dialog;
    dialog.delegate = {
      onAck: () => {
        if (this.#byeWhenAcked) this.bye();
      },
      onAckTimeout: () => this.events.onEnded({ how: 'bye', reason: 'SIP;cause=408' }),
      onBye: (request) => {
        request.accept();
        this.events.onEnded({ how: 'bye', reason: request.message.getHeader('reason') });
      },
      onInvite: (request) => void this.#answer(request),
    };
  }

  async #answer(request: IncomingInviteRequest): Promise<void> {
    const offer = getBody(request.message)?.content;
    try {
      if (!offer) throw new Error('A re-INVITE without an offer');
      const answer = await this.events.onOffer(offer);
      request.accept({ statusCode: 200, body: body(answer), extraHeaders: [this.#agent.contactHeader] });
    } catch {
      request.reject({ statusCode: 488 });
    }
  }
}

export class OutgoingSession extends SipSession {
  #request: OutgoingInviteRequest;
  #cancelled = false;
  #progressed = false;

  constructor(agent: SipAgent, invite: { number: string; callId: string; sdp: string }, events: SessionEvents) {
    super(agent, events);
    this.#request = agent.invite(invite.number, invite.callId, invite.sdp, {
      onTrying: () => (this.#progressed = true),
      onProgress: ({ message }) => {
        this.#progressed = true;
        if (this.#cancelled) return;
        const early = getBody(message)?.content;
        if (early) events.onAnswer(early, message.statusCode === 183 ? 'audible' : 'silent');
        events.onRinging();
      },
      onAccept: (response) => {
        response.ack();
        // Answered while the CANCEL was on its way, or answered by a second fork: hang that one up.
        if (this.#cancelled || this.established) response.session.bye();
        else this.#accepted(response.session, getBody(response.message)?.content);
      },
      onReject: ({ message }) => this.#rejected(message.statusCode, message.getHeader('reason')),
      onRedirect: ({ message }) => this.#rejected(message.statusCode, undefined),
    });
  }

  /** Ends it whatever its state: CANCEL before, BYE after the answer. */
  hangUp(): void {
    if (this.established) return this.bye();
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#request.cancel();
  }

  #accepted(dialog: Session, answer: string | undefined): void {
    this.establish(dialog);
    if (answer) return this.events.onAnswer(answer, 'answered');
    this.bye();
    this.events.onEnded({ how: 'rejected', status: 488, progressed: true });
  }

  #rejected(status: number | undefined, reason: string | undefined): void {
    if (!this.#cancelled) this.events.onEnded({ how: 'rejected', status: status ?? 500, reason, progressed: this.#progressed });
  }
}

export class IncomingSession extends SipSession {
  #request: IncomingInviteRequest;
  #over = false;

  constructor(agent: SipAgent, request: IncomingInviteRequest, events: SessionEvents) {
    super(agent, events);
    this.#request = request;
    request.delegate = {
      onCancel: (cancel: IncomingRequestMessage) => {
        if (this.#over) return;
        this.#over = true;
        request.reject({ statusCode: 487 });
        events.onEnded({ how: 'cancelled', reason: cancel.getHeader('reason') });
      },
    };
    request.progress({ statusCode: 180 });
  }

  /** Throws where the caller was faster and gave up. */
  accept(sdp: string): void {
    this.establish(this.#request.accept({ statusCode: 200, body: body(sdp) }).session);
    this.#over = true;
  }

  /** Ends it whatever its state. */
  hangUp(status = 603): void {
    if (this.established) return this.bye();
    if (this.#over) return;
    this.#over = true;
    this.#request.reject({ statusCode: status });
  }
}

/** A call of the page before this one, which the PBX hands over. */
export interface Resumed {
  direction: PhoneCall['direction'];
  /** For how long it has been answered, ms. */
  age: number;
  /** The SIP Call-ID it had there. */
  replaces: string;
  held: boolean;
}

/** What an INVITE says: who calls, with what offer, and whether this page is only called in. */
interface Invite {
  number: string;
  name: string;
  callId: string;
  sdp: string | null;
  resumed: Resumed | null;
  /** The person asked the PBX for this call (`X-Klapka-Answer`): it is answered at once, and goes this way for them. */
  calledIn: PhoneCall['direction'] | null;
}

export function readInvite({ message }: IncomingInviteRequest): Invite {
  const offer = getBody(message);
  return {
    number: decodeUser(message.from.uri.user ?? ''),
    name: message.from.displayName,
    callId: message.callId,
    sdp: offer?.contentType === sdpType ? offer.content : null,
    resumed: readResumed(message.getHeader('x-klapka-resume')),
    calledIn: readDirection(message.getHeader('x-klapka-answer')),
  };
}

function readDirection(header: string | undefined): PhoneCall['direction'] | null {
  return header === 'outgoing' || header === 'incoming' ? header : null;
}

function readResumed(header: string | undefined): Resumed | null {
  const [, way, age, replaces, held] = /^(incoming|outgoing);age=(\d+);replaces=([^;]+)(;held)?$/.exec(header ?? '') ?? [];
  const direction = readDirection(way);
  if (!direction || !replaces) return null;
  return { direction, age: Number(age) * 1000, replaces, held: held !== undefined };
}

function decodeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
