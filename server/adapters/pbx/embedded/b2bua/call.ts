import { randomUUID } from 'node:crypto';
import type { Core } from 'sip.js';
import type { Call as CallRow, CallEndReason, Party } from '@klapka/protocol';
import type { Source } from '../media/methods.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import { Absences } from './absences.ts';
import { Attempt } from './attempt.ts';
import type { AttemptOptions, AttemptOutcome } from './attempt.ts';
import { hearing } from './bridge.ts';
import type { Consultation } from './consulting.ts';
import { Inbound } from './inbound.ts';
import { SipLeg } from './leg.ts';
import type { LegDelegate, LegRole } from './leg.ts';
import { goOut } from './outside.ts';
import type { Parking } from './parking.ts';
import type { Recording } from './recording.ts';
import { State, callTransitions } from './states.ts';
import { byeReasons, statuses } from './switchboard.ts';
import { forward, forwardedTo, refusalOf } from './reach.ts';
import type { ReachOptions } from './reach.ts';
import type { Destination, EndedBy, Switchboard } from './switchboard.ts';
import { Visit } from './visit.ts';
import type { App } from './visit.ts';

/** Legs of the past a row still names. */
const rememberedLegs = 16;

/**
 * One call: legs that hear each other. Before it is answered that is one, who waits while phones ring for it, and the same
 * after it was sent on; in a conference there are more than two.
 */
export class Call {
  readonly id = randomUUID();
  readonly board: Switchboard;
  from: Party;
  to: Party;
  readonly state = new State(callTransitions, 'routing');
  /** Who takes part, whoever calls first. */
  participants: SipLeg[] = [];
  monitors: SipLeg[] = [];
  /** Legs that were part of it and are no more. */
  past: SipLeg[] = [];
  /** Phones that ring for whom waits. */
  main: Attempt | null = null;
  /** All that are being rung: also those that are invited, called in, or a leg flips to. */
  readonly attempts = new Set<Attempt>();
  conference = false;
  parked: CallRow['parked'];
  /** Where it is parked. */
  parking: Parking | null = null;
  /** Somebody is retrieving it from its slot. */
  claimed = false;
  sentOn: CallRow['sentOn'];
  /** Somebody asks somebody else in it, or waits in it meanwhile. */
  consultation: Consultation | null = null;
  recording: Recording | null = null;
  readonly absences = new Absences(this);
  readonly startedAt: number;
  answeredAt: number | null = null;
  endedAs: { at: number; reason: CallEndReason; by: EndedBy } | null = null;
  /** With what of the PBX's own the caller is. */
  visit: Visit | null = null;
  outside: CallRow['outside'];
  /** The extension by whose rights it went outside. */
  outsideFor: string | null = null;
  /** The last of those it was answered from. */
  via: CallRow['via'];
  #inbound: Inbound | null = null;
  /** What to do as soon as the caller's media is prepared. */
  #whenDescribed: (() => void) | null = null;

  constructor(board: Switchboard, from: Party, to: Party) {
    this.board = board;
    this.from = from;
    this.to = to;
    this.startedAt = board.now();
  }

  get legs(): SipLeg[] {
    return [...this.participants, ...[...this.attempts].flatMap((attempt) => attempt.legs), ...this.monitors, ...this.past];
  }

  /** The legs somebody is at now. */
  get liveLegs(): SipLeg[] {
    return this.legs.filter((leg) => !leg.state.is('ended'));
  }

  get ended(): boolean {
    return this.state.is('ended');
  }

  tell(): void {
    this.board.changed(this);
  }

  /* How it begins. */

  /** A phone has dialled: answers 100, prepares its media and rings or answers. */
  async dialled(request: Core.IncomingInviteRequest, device: Endpoint, destination: Destination): Promise<void> {
    const leg = this.newLeg('caller', device, request.message.callId);
    const inbound = new Inbound(request, leg, () => this.depart(leg, 'cancelled', 'caller', true));
    this.participants.push(leg);
    this.#inbound = inbound;
    const refusal = refusalOf(destination);
    if (refusal) return this.end(refusal, 'pbx');
    this.#whenDescribed = () => this.reach(destination);
    this.tell();
    try {
      await inbound.describe();
    } catch (error) {
      this.board.log(`The caller's description was refused: ${String(error)}`);
      return this.end('failed', 'pbx');
    }
    const next = this.#whenDescribed;
    this.#whenDescribed = null;
    if (!this.ended) next?.();
  }

  newLeg(role: LegRole, device: Endpoint, sipCallId: string): SipLeg {
    return new SipLeg(role, device, device.party ?? this.board.party(device.extensionNumber), sipCallId, this.board.media, this.legDelegate);
  }

  /* Ringing. */

  /** Gets somebody for the one who waits. Where nobody is left to fall back on, the call ends with the reason. */
  reach(destination: Destination, options: ReachOptions = {}): void {
    this.#leaveApp();
    this.to = destination.party;
    this.sentOn = options.sentOn;
    this.state.advance('ringing');
    if (this.#whenDescribed) {
      this.#whenDescribed = () => this.reach(destination, options);
      return this.tell();
    }
    if (destination.kind === 'app') return this.#enter(destination.app, options);
    if (destination.kind === 'unknown' || destination.kind === 'forbidden') return this.#notReached(destination, options, refusalOf(destination) ?? 'failed', 'pbx');
    if (destination.kind === 'outside') return goOut(this, destination, (reason, by) => this.#notReached(destination, options, reason, by));
    if (destination.forwarding.always !== null && forward(this, destination, destination.forwarding.always, options)) return;
    if (!destination.rings) return this.#notReached(destination, options, 'busy', 'callee');
    if (destination.devices.length + destination.later.length === 0) return this.#notReached(destination, options, 'not-registered', 'pbx');
    const { party: to, later, ringTimeout } = destination;
    this.ringForCaller({ to, later, ringTimeout }, destination.devices, (reason, by) => this.#notReached(destination, options, reason, by));
  }

  #notReached(destination: Exclude<Destination, { kind: 'app' }>, options: ReachOptions, reason: CallEndReason, by: EndedBy): void {
    const number = destination.kind === 'extension' ? forwardedTo(destination, reason) : null;
    if (destination.kind === 'extension' && number !== null && forward(this, destination, number, options)) return;
    if (options.returnTo) this.reach(options.returnTo());
    else this.end(reason, by);
  }

  /** Rings phones for the one who waits. */
  ringForCaller(options: Pick<AttemptOptions, 'to' | 'ringTimeout' | 'later' | 'inTurn' | 'members'>, devices: readonly Endpoint[], failed: AttemptOutcome['failed'], refused?: AttemptOutcome['refused']): void {
    const outcome = { ...this.#mainOutcome(failed), ...(refused ? { refused } : {}) };
    this.main = new Attempt({ ...options, board: this.board, from: this.from, role: 'callee', legDelegate: this.legDelegate, outcome });
    this.ring(this.main, devices);
    this.connect();
  }

  #mainOutcome(failed: AttemptOutcome['failed']): AttemptOutcome {
    return {
      changed: () => this.tell(),
      rings: () => {
        this.#inbound?.ring();
        this.tell();
      },
      answered: (leg, answer) => this.#answered(leg, answer),
      failed: (reason, by) => {
        if (this.main) this.settle(this.main);
        this.main = null;
        failed(reason, by);
      },
    };
  }

  /** An attempt of another call rings for the one who waits here from now on. */
  takeOver(attempt: Attempt, sentOn: NonNullable<CallRow['sentOn']>): void {
    this.#leaveApp();
    this.main = attempt;
    this.attempts.add(attempt);
    this.to = attempt.to;
    this.sentOn = sentOn;
    this.state.advance('ringing');
    attempt.handTo(this.legDelegate, this.#mainOutcome((reason, by) => this.end(reason, by)));
    this.connect();
    this.tell();
  }

  /** Rings phones for something; what comes of it is the attempt's. */
  ring(attempt: Attempt, devices: readonly Endpoint[]): void {
    this.attempts.add(attempt);
    attempt.start(devices);
  }

  /** Rings phones beside what goes on. Where nobody answers everything stays as it is. */
  ringBeside(options: Pick<AttemptOptions, 'from' | 'to' | 'role' | 'header' | 'inTurn'>, devices: readonly Endpoint[], answered: AttemptOutcome['answered'], failed?: AttemptOutcome['failed']): Attempt {
    const attempt: Attempt = new Attempt({
      ...options, board: this.board, legDelegate: this.legDelegate,
      outcome: {
        changed: () => this.tell(),
        rings: () => this.tell(),
        answered,
        failed: (reason, by) => {
          this.settle(attempt);
          failed?.(reason, by);
          if (!this.ended) this.tell();
        },
      },
    });
    this.ring(attempt, devices);
    return attempt;
  }

  /** The attempt is over; its legs are of the past but for the one that has won. */
  settle(attempt: Attempt, winner?: SipLeg): void {
    this.attempts.delete(attempt);
    this.#bury(...attempt.legs.filter((leg) => leg !== winner));
  }

  #bury(...legs: SipLeg[]): void {
    this.past = [...new Set([...this.past, ...legs])].slice(-rememberedLegs);
  }

  /** Stops ringing whomever. */
  cancelAttempts(reason: 'cancelled' | 'no-answer' = 'cancelled'): void {
    this.main = null;
    for (const attempt of [...this.attempts]) {
      attempt.cancel(reason);
      this.settle(attempt);
    }
  }

  #answered(leg: SipLeg, answer: string): void {
    if (this.goesOnWith(leg)) this.takeAnswer(leg, answer);
    else leg.hangUp();
  }

  /** The one who waits talks with this leg from now on. */
  goesOnWith(leg: SipLeg): boolean {
    if (!this.main || !this.state.advance('answered')) return false;
    this.settle(this.main, leg);
    this.main = null;
    if (this.visit?.place && this.visit.waits) this.via = this.visit.place;
    this.#leaveApp();
    this.to = leg.party;
    this.participants.push(leg);
    leg.state.advance('talking');
    this.#establish();
    return true;
  }

  /* What the PBX answers itself. */

  #enter(app: App, options: ReachOptions): void {
    const visit = new Visit(this, app, options);
    this.visit = visit;
    if (visit.waits) this.tell();
    else if (this.state.advance('answered')) this.#establish();
    this.connect();
    void visit.run(app);
  }

  #leaveApp(): void {
    const { visit } = this;
    this.visit = null;
    visit?.leave();
  }

  /** Answers the caller's SIP dialog, whoever there is. */
  accept(): void {
    const news = this.participants[0]?.state.advance('talking') ?? false;
    this.#inbound?.accept();
    if (news) this.tell();
  }

  #establish(): void {
    this.answeredAt ??= this.board.now();
    this.sentOn = undefined;
    this.participants[0]?.state.advance('talking');
    this.#inbound?.accept();
    this.tell();
  }

  /* Who takes part. */

  /** The phone's answer to our offer; from then on it hears and is heard. */
  takeAnswer(leg: SipLeg, answer: string): void {
    this.acceptAnswer(leg, answer).catch((error: unknown) => {
      this.board.log(`The answer was refused: ${String(error)}`);
      this.depart(leg, 'failed', 'pbx');
    });
  }

  async acceptAnswer(leg: SipLeg, answer: string): Promise<void> {
    const { direction } = await this.board.media.call('acceptAnswer', leg.id, answer);
    leg.direction = direction;
    this.connect();
    if (!this.ended) this.tell();
  }

  /** One leg stands in another one's place: its device's next page, or another device. */
  replace(leg: SipLeg, next: SipLeg): void {
    if (leg.muted) next.mute(true);
    next.monitors = leg.monitors;
    next.state.advance('talking');
    this.participants = this.participants.map((former) => (former === leg ? next : former));
    this.monitors = this.monitors.map((former) => (former === leg ? next : former));
    for (const { monitors } of this.monitors) if (monitors?.beside === leg) monitors.beside = next;
  }

  /** A leg comes over from another call. */
  take(leg: SipLeg): void {
    leg.delegate = this.legDelegate;
    (leg.role === 'monitor' ? this.monitors : this.participants).push(leg);
    if (leg.away && this.absences.begin(leg) && leg.device.reachable) this.absences.resume(leg);
  }

  /** A leg goes to another call. */
  give(leg: SipLeg): void {
    this.absences.forget(leg);
    this.participants = this.participants.filter((candidate) => candidate !== leg);
    this.monitors = this.monitors.filter((candidate) => candidate !== leg);
  }

  /** Lets one leg go, and who monitors it. `gone`: its phone has ended it already. */
  release(leg: SipLeg, { reason = 'hung-up', gone = false }: { reason?: CallEndReason; gone?: boolean } = {}): void {
    this.give(leg);
    this.#bury(leg);
    if (leg === this.#inbound?.leg && this.#inbound.pending) this.#inbound.refuse(statuses[reason] ?? 480);
    else if (gone) leg.end();
    else leg.hangUp(byeReasons[reason]);
    for (const monitor of this.monitors.filter(({ monitors }) => monitors?.beside === leg)) this.release(monitor);
  }

  /** A leg is no more: a conference goes on while two are left, and without a monitor everything does. */
  depart(leg: SipLeg, reason: CallEndReason, by: EndedBy | LegRole, gone = false): void {
    const attempt = [...this.attempts].find(({ legs }) => legs.includes(leg));
    if (attempt) return attempt.drop(leg);
    if (this.consultation?.left(this, leg, gone)) return;
    const staying = this.participants.filter((candidate) => candidate !== leg);
    if (leg.role === 'monitor' || (this.conference && staying.length >= 2)) {
      this.release(leg, { reason, gone });
      this.connect();
      this.tell();
    } else if (staying.length < this.participants.length) {
      const hungUp = reason === 'hung-up' && !this.state.is('answered') ? 'cancelled' : reason;
      this.end(hungUp, by === 'monitor' ? 'pbx' : by, gone ? leg : undefined);
    }
  }

  /** Tells the media who hears whom. */
  connect(): void {
    if (this.ended) return;
    const waits = this.state.is('routing', 'ringing') && !this.#inbound?.pending;
    this.consultation?.follow();
    const alone: Source = this.parked || this.consultation?.holds(this) ? { sound: 'hold-music' } : (this.visit?.source ?? (waits && this.visit?.source !== null ? { sound: 'ringing' } : null));
    const monitors = this.monitors.flatMap(({ id, monitors: how }) => (how ? [{ id, beside: how.beside.id, mode: how.mode }] : []));
    for (const [legId, source] of hearing({ participants: this.participants, monitors, alone })) this.board.media.notify('hear', legId, source);
    this.recording?.follow(this.participants);
    this.visit?.follow();
  }

  /** Leaves one participant alone, who calls from now on; what it was connected to is let go. */
  isolate(leg: SipLeg): void {
    this.cancelAttempts();
    for (const other of this.participants.filter((candidate) => candidate !== leg)) this.release(other, { reason: 'transferred' });
    this.#leaveApp();
    this.conference = false;
    leg.role = 'caller';
    this.from = leg.party;
  }

  /** Ends the call whatever its state: answers the INVITE, cancels what rings, says BYE to who talks. */
  end(reason: CallEndReason, by: EndedBy, gone?: SipLeg): void {
    if (!this.state.advance('ended')) return;
    this.endedAs = { at: this.board.now(), reason, by };
    this.consultation?.ending(this);
    this.cancelAttempts(reason === 'no-answer' ? 'no-answer' : 'cancelled');
    this.absences.end();
    // Where it ended is told, too.
    this.visit?.leave();
    this.parking?.leave(this);
    for (const leg of [...this.participants, ...this.monitors]) this.release(leg, { reason, gone: leg === gone });
    void this.recording?.close();
    this.tell();
  }

  readonly legDelegate: LegDelegate = {
    hungUp: (leg) => this.depart(leg, 'hung-up', leg.role, true),
    directionChanged: () => {
      this.connect();
      this.tell();
    },
    failed: (_leg, error) => this.board.log(`A leg refused a change: ${String(error)}`),
    unanswered: (leg, error) => {
      this.board.log(`An offer was not answered: ${String(error)}`);
      this.depart(leg, 'failed', 'pbx');
    },
  };
}
