import { randomUUID } from 'node:crypto';
import type { Core } from 'sip.js';
import type { Call as CallRow, CallEndReason, Party } from '@klapka/protocol';
import type { MediaEngine, Source } from '../media/methods.ts';
import type { Peer } from '../rpc.ts';
import type { Device } from '../sip/device.ts';
import { Branch } from './branch.ts';
import type { CancelReason } from './branch.ts';
import { SipLeg, sdpBody } from './leg.ts';
import { heardBy } from './routes.ts';
import { State, callTransitions } from './states.ts';

/** Where a dialled number leads. */
export type Destination =
  | { kind: 'extension'; party: Party; devices: Device[] }
  | { kind: 'service'; party: Party; source: Source }
  | { kind: 'unknown'; party: Party };

export interface CallOptions {
  media: Peer<MediaEngine>;
  now(): number;
  /** ms a called extension may ring. */
  ringTimeout: number;
  /** ms a side that is gone may take to come back. */
  returnWithin: number;
  changed(call: Call): void;
  log(message: string): void;
}

export type EndedBy = 'caller' | 'callee' | 'pbx';

/** SIP answers for the caller, by reason; the browser turns them into sentences. */
const statuses: Partial<Record<CallEndReason, number>> = {
  'unknown-number': 404,
  'not-registered': 480,
  'no-answer': 408,
  busy: 486,
  declined: 603,
  cancelled: 487,
  failed: 488,
  forbidden: 403,
};

/** What a BYE says besides "hung up" (RFC 3326, ITU-T Q.850). */
const byeReasons: Partial<Record<CallEndReason, string>> = {
  'pbx-restarted': 'SIP;cause=503;text="restarted"',
  lost: 'Q.850;cause=27;text="lost"',
  failed: 'SIP;cause=488;text="failed"',
};

/** One call: the caller's leg and, for an extension, a branch for each of its phones, of which one wins. */
export class Call {
  readonly id = randomUUID();
  caller: SipLeg;
  readonly to: Party;
  readonly state = new State(callTransitions, 'routing');
  readonly #options: CallOptions;
  readonly #invite: Core.IncomingInviteRequest;
  readonly #destination: Destination;
  #branches: Branch[] = [];
  #callee: SipLeg | null = null;
  /** What the caller hears where nobody but the PBX is called. */
  #service: Source = null;
  /** The answer to the caller's offer; our own offer where the INVITE had none. */
  #callerSdp = '';
  #worstRefusal = 480;
  #ringTimer: NodeJS.Timeout | null = null;
  /** Sides whose page has gone: until when they are waited for, and how they are being called back. */
  readonly #gone = new Map<SipLeg, { timer: NodeJS.Timeout; branch: Branch | null }>();
  readonly #startedAt: number;
  #answeredAt: number | null = null;
  #ended: { at: number; reason: CallEndReason; by: EndedBy } | null = null;

  constructor(invite: Core.IncomingInviteRequest, device: Device, from: Party, destination: Destination, options: CallOptions) {
    this.#options = options;
    this.#invite = invite;
    this.#destination = destination;
    this.to = destination.party;
    this.#startedAt = options.now();
    this.caller = new SipLeg('caller', device, from, invite.message.callId, options.media, this.#legDelegate);
  }

  get legs(): SipLeg[] {
    return [this.caller, ...this.#branches.map((branch) => branch.leg)];
  }

  /** The legs somebody is at now. */
  get liveLegs(): SipLeg[] {
    return this.legs.filter((leg) => !leg.state.is('ended'));
  }

  get ended(): boolean {
    return this.state.is('ended');
  }

  toProtocol(): CallRow {
    const { current } = this.state;
    return {
      id: this.id,
      from: this.caller.party,
      to: this.to,
      state: current === 'routing' ? 'ringing' : current,
      legs: this.legs.map((leg) => leg.toProtocol()),
      startedAt: this.#startedAt,
      ...(this.#answeredAt === null ? {} : { answeredAt: this.#answeredAt }),
      ...(this.#ended ? { endedAt: this.#ended.at, endReason: this.#ended.reason, endedBy: this.#ended.by } : {}),
    };
  }

  /** Answers 100, prepares the caller's media and rings or answers. */
  async start(): Promise<void> {
    this.#invite.delegate = { onCancel: () => this.end('cancelled', 'caller') };
    this.#invite.trying();
    const destination = this.#destination;
    if (destination.kind === 'unknown') return this.end('unknown-number', 'pbx');
    if (destination.kind === 'extension' && destination.devices.length === 0) return this.end('not-registered', 'pbx');
    this.#options.changed(this);
    try {
      this.#callerSdp = await this.#describe(this.#invite.message.body);
    } catch (error) {
      this.#options.log(`The caller's description was refused: ${String(error)}`);
      return this.end('failed', 'pbx');
    }
    if (this.ended) return;
    if (destination.kind === 'service') return this.#answerService(destination.source);
    this.#ringTimer = setTimeout(() => this.end('no-answer', 'pbx'), this.#options.ringTimeout);
    for (const device of destination.devices) this.ring(device);
  }

  async #describe(offer: string): Promise<string> {
    const { media } = this.#options;
    this.caller.awaitsAnswer = !offer;
    return offer ? (await media.call('answer', this.caller.id, offer)).sdp : media.call('offer', this.caller.id);
  }

  /** Rings one more phone of the called extension: at the start, or when one registers while the others ring. */
  ring(device: Device): void {
    if (!this.state.is('routing', 'ringing') || !device.reachable || device === this.caller.device) return;
    const delegate = { ...this.#legDelegate, ringing: () => this.#ringing(), answered: this.#answered, refused: this.#refused };
    const branch = new Branch({ device, from: this.caller.party, to: this.to, media: this.#options.media, delegate });
    this.#branches.push(branch);
    branch.ring().catch((error: unknown) => {
      this.#options.log(`A phone could not be rung: ${String(error)}`);
      branch.cancel('cancelled');
      this.#refused(branch, 480);
    });
    this.#options.changed(this);
  }

  /** The device's page was loaded anew: its old dialogs are gone with the old page. A ringing call rings again, one in progress goes on. */
  pageChanged(device: Device): void {
    for (const leg of this.liveLegs) if (leg.device === device && leg.state.is('talking')) this.#resume(leg);
    const stale = this.#branches.filter((branch) => branch.pending && branch.leg.device === device);
    for (const branch of stale) branch.cancel('cancelled');
    if (stale.length > 0) this.ring(device);
  }

  #ringing(): void {
    const first = this.state.advance('ringing');
    // The answer goes with the 180, so that a phone which takes early media has its path ready before anybody answers.
    // An offer of ours waits for the 200: the answer to it comes with the ACK.
    const body = this.caller.awaitsAnswer ? {} : { body: sdpBody(this.#callerSdp) };
    if (first) this.caller.attach(this.#invite.progress({ statusCode: 180, ...body }).session);
    this.#options.changed(this);
  }

  readonly #answered = (branch: Branch, answer: string): void => {
    if (!this.state.advance('answered')) {
      branch.leg.hangUp();
      return;
    }
    this.#callee = branch.leg;
    for (const other of this.#branches) if (other !== branch) other.cancel('answered-elsewhere');
    this.#establish();
    this.#takeAnswer(branch.leg, answer);
  };

  #takeAnswer(leg: SipLeg, answer: string): void {
    this.#options.media
      .call('acceptAnswer', leg.id, answer)
      .then(({ direction }) => {
        leg.direction = direction;
        this.#connect();
        this.#options.changed(this);
      })
      .catch((error: unknown) => {
        this.#options.log(`The answer was refused: ${String(error)}`);
        this.end('failed', 'pbx');
      });
  }

  #answerService(source: Source): void {
    if (!this.state.advance('answered')) return;
    this.#service = source;
    this.#establish();
    this.#connect();
  }

  #establish(): void {
    this.#stopRinging();
    this.#answeredAt = this.#options.now();
    this.caller.state.advance('talking');
    this.#callee?.state.advance('talking');
    this.caller.attach(this.#invite.accept({ statusCode: 200, body: sdpBody(this.#callerSdp) }).session);
    this.#options.changed(this);
  }

  /** Tells the media who hears whom: each other, or music while the other one holds. */
  #connect(): void {
    const callee = this.#callee;
    if (this.ended) return;
    if (!callee) {
      this.#options.media.notify('hear', this.caller.id, this.#service);
      return;
    }
    this.#options.media.notify('hear', this.caller.id, heardBy(this.caller, callee));
    this.#options.media.notify('hear', callee.id, heardBy(callee, this.caller));
  }

  readonly #refused = (_branch: Branch, status: number): void => {
    if (!this.state.is('routing', 'ringing')) return;
    // 6xx is a no for all phones (RFC 3261 §16.7); 486 only says that this one is busy.
    if (status >= 600) return this.end(status === 600 ? 'busy' : 'declined', 'callee');
    if (status === 486) this.#worstRefusal = 486;
    if (this.#branches.some((branch) => branch.pending)) this.#options.changed(this);
    else this.end(this.#worstRefusal === 486 ? 'busy' : 'not-registered', 'callee');
  };

  /** A side's page has gone without a BYE: the other side hears music, and the device has some time to come back. */
  leave(leg: SipLeg): void {
    if (leg === this.caller && !this.state.is('answered')) return this.end('cancelled', 'caller');
    if (!leg.state.is('talking') || this.#gone.has(leg)) return;
    leg.away = true;
    this.#gone.set(leg, { timer: setTimeout(() => this.end('lost', leg.role), this.#options.returnWithin), branch: null });
    this.#connect();
    this.#options.changed(this);
  }

  /** It was only silent: the same page is there again. */
  heardAgain(leg: SipLeg): void {
    this.#gone.get(leg)?.branch?.cancel('cancelled');
    if (!this.#forgetGone(leg)) return;
    leg.away = false;
    this.#connect();
    this.#options.changed(this);
  }

  #forgetGone(leg: SipLeg): boolean {
    clearTimeout(this.#gone.get(leg)?.timer);
    return this.#gone.delete(leg);
  }

  /** Hands the side to the device's new page, which answers by itself. */
  #resume(leg: SipLeg): void {
    this.leave(leg);
    const gone = this.#gone.get(leg);
    if (!gone) return;
    gone.branch?.cancel('cancelled');
    const other = leg.role === 'caller' ? this.to : this.caller.party;
    const header = resumeHeader(leg, Math.round((this.#options.now() - (this.#answeredAt ?? this.#startedAt)) / 1000));
    const delegate = { ...this.#legDelegate, ringing: (): void => undefined, answered: this.#resumed(leg), refused: () => this.#notResumed(leg) };
    const branch = new Branch({ device: leg.device, from: other, to: leg.party, media: this.#options.media, delegate, resumed: { role: leg.role, header } });
    gone.branch = branch;
    branch.ring().catch((error: unknown) => {
      this.#options.log(`A page could not take its call back: ${String(error)}`);
      branch.cancel('cancelled');
    });
  }

  readonly #resumed = (leg: SipLeg) => (branch: Branch, answer: string): void => {
    if (!this.#forgetGone(leg)) {
      branch.leg.hangUp();
      return;
    }
    leg.end();
    if (leg === this.caller) this.caller = branch.leg;
    else this.#callee = branch.leg;
    this.#branches = this.#branches.map((former) => (former.leg === leg ? branch : former));
    branch.leg.state.advance('talking');
    this.#takeAnswer(branch.leg, answer);
    this.#options.changed(this);
  };

  /** A page that says no ends the call; one that has gone in its turn is waited for like the one before. */
  #notResumed(leg: SipLeg): void {
    if (leg.device.reachable) this.end('lost', leg.role);
  }

  /** Ends the call whatever its state: answers the INVITE, cancels what rings, says BYE to who talks. */
  end(reason: CallEndReason, by: EndedBy, gone?: SipLeg): void {
    const answered = this.state.is('answered');
    if (!this.state.advance('ended')) return;
    this.#stopRinging();
    this.#ended = { at: this.#options.now(), reason, by };
    if (!answered) this.#reject(reason);
    const cancelReason: CancelReason = reason === 'no-answer' ? 'no-answer' : 'cancelled';
    for (const branch of this.#branches) branch.cancel(cancelReason);
    for (const { timer, branch } of this.#gone.values()) {
      clearTimeout(timer);
      branch?.cancel('cancelled');
    }
    for (const leg of this.liveLegs) {
      if (answered && leg !== gone) leg.hangUp(byeReasons[reason]);
      else leg.end();
    }
    this.#options.changed(this);
  }

  #reject(reason: CallEndReason): void {
    try {
      this.#invite.reject({ statusCode: statuses[reason] ?? 480 });
    } catch (error) {
      // The caller's CANCEL was answered by the transaction already, or its socket is gone.
      this.#options.log(`The INVITE could not be refused: ${String(error)}`);
    }
  }

  #stopRinging(): void {
    if (this.#ringTimer) clearTimeout(this.#ringTimer);
    this.#ringTimer = null;
  }

  readonly #legDelegate = {
    hungUp: (leg: SipLeg): void => this.end('hung-up', leg.role, leg),
    directionChanged: (): void => {
      this.#connect();
      this.#options.changed(this);
    },
    failed: (_leg: SipLeg, error: unknown): void => this.#options.log(`A leg refused a change: ${String(error)}`),
    unanswered: (_leg: SipLeg, error: unknown): void => {
      this.#options.log(`An offer was not answered: ${String(error)}`);
      this.end('failed', 'pbx');
    },
  };
}

/**
 * Tells a page that an INVITE is a call of the page before it, to be answered by itself: which side it is of, for how many
 * seconds the call has been answered, the SIP Call-ID it had, and whether it is held. A header of our own, which no phone
 * can send to another one: every INVITE to a page is made here.
 */
function resumeHeader(leg: SipLeg, age: number): string {
  return `X-Klapka-Resume: ${leg.role === 'caller' ? 'outgoing' : 'incoming'};age=${age};replaces=${leg.sipCallId}${leg.held ? ';held' : ''}`;
}
