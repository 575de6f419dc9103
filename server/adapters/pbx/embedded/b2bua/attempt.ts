import type { CallEndReason, Party } from '@klapka/protocol';
import type { Endpoint } from '../sip/endpoint.ts';
import { Branch } from './branch.ts';
import type { CancelReason } from './branch.ts';
import type { LegDelegate, LegRole, SipLeg } from './leg.ts';
import { saidByCarrier } from './refusals.ts';
import type { EndedBy, ExtensionDestination, Switchboard } from './switchboard.ts';

/** What comes of ringing somebody. Each is told with the attempt, because it may move to another call. */
export interface AttemptOutcome {
  /** A phone rings, or one of several says no. */
  changed(): void;
  rings(): void;
  /** No phone of this extension rings any more, and others do. */
  refused?(extensionNumber: string): void;
  /** One phone has won; the others were told. */
  answered(leg: SipLeg, answer: string): void;
  /** Nobody took it. Said once, and never after `cancel`. */
  failed(reason: CallEndReason, by: EndedBy): void;
}

export interface AttemptOptions {
  board: Switchboard;
  /** Who the phones are told that calls. */
  from: Party;
  /** Who is called. Of a group every phone is told that its own extension is. */
  to: Party;
  role: LegRole;
  legDelegate: LegDelegate;
  outcome: AttemptOutcome;
  /** Header of a phone that is called in: it answers by itself. */
  header?: string;
  /** ms; default: that of the board. */
  ringTimeout?: number;
  /** Phones that join when those before them were not answered. */
  later?: readonly Endpoint[];
  /** Lines tried one after the other while no carrier takes the call; what one says of who was called counts for all. */
  inTurn?: readonly Endpoint[];
  /** Several who are rung together. */
  members?: readonly Member[];
}

/** One of several who are rung: all their phones, those of the second kind when the first were not answered in their time. */
export type Member = Pick<ExtensionDestination, 'party' | 'devices' | 'later' | 'ringTimeout'>;

const refusals = { 480: 'not-registered', 486: 'busy', 603: 'declined' } as const;

/** One try to get somebody: the phones that are rung for it, of one extension or of several, of which one wins. */
export class Attempt {
  readonly to: Party;
  outcome: AttemptOutcome;
  readonly #options: AttemptOptions;
  #legDelegate: LegDelegate;
  #branches: Branch[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Phones of the second kind, by extension. */
  readonly #second = new Map<string, { devices: readonly Endpoint[]; timer: NodeJS.Timeout }>();
  #worstRefusal: 480 | 486 | 603 = 480;
  #later: readonly Endpoint[];
  readonly #inTurn: Endpoint[];
  /** It was a carrier that could or would not. */
  #carrierFailed = false;
  #over = false;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#legDelegate = options.legDelegate;
    this.to = options.to;
    this.outcome = options.outcome;
    this.#later = options.later ?? [];
    this.#inTurn = [...(options.inTurn ?? [])];
  }

  get legs(): SipLeg[] {
    return this.#branches.map((branch) => branch.leg);
  }

  get from(): Party {
    return this.#options.from;
  }

  /** Whether phones ring and none has answered. */
  get pending(): boolean {
    return !this.#over;
  }

  /** Whether a phone was called in for it and has not answered yet. */
  get claimed(): boolean {
    return this.#branches.some((branch) => branch.header !== undefined && branch.pending);
  }

  /** Moves to another call, ringing on. */
  handTo(legDelegate: LegDelegate, outcome: AttemptOutcome): void {
    this.#legDelegate = legDelegate;
    this.outcome = outcome;
    for (const { leg } of this.#branches) leg.delegate = legDelegate;
  }

  start(devices: readonly Endpoint[]): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#unanswered(), this.#options.ringTimeout ?? this.#options.board.ringTimeout);
    for (const device of devices) this.add(device);
    for (const member of this.#options.members ?? []) this.include(member);
    this.#goOn();
  }

  /** Rings somebody, too. Answers whether a phone of theirs rings. */
  include({ party, devices, later, ringTimeout }: Member): boolean {
    if (this.#over) return false;
    const [atOnce, afterwards] = devices.length > 0 ? [devices, later] : [later, []];
    for (const device of atOnce) this.add(device);
    if (afterwards.length > 0) this.#second.set(party.number, { devices: afterwards, timer: setTimeout(() => this.#ringSecond(party.number), ringTimeout) });
    if (!this.#branchesOf(party.number).some(({ pending }) => pending)) this.#ringSecond(party.number);
    return this.rings(party.number);
  }

  #ringSecond(extensionNumber: string): void {
    for (const device of this.#takeSecond(extensionNumber)) this.add(device);
  }

  #takeSecond(extensionNumber: string): readonly Endpoint[] {
    const second = this.#second.get(extensionNumber);
    clearTimeout(second?.timer);
    this.#second.delete(extensionNumber);
    return second?.devices ?? [];
  }

  #branchesOf(extensionNumber: string): Branch[] {
    return this.#branches.filter(({ leg }) => leg.party.number === extensionNumber);
  }

  /** Those that rang so far ring on. */
  #unanswered(): void {
    const later = this.#later;
    if (later.length === 0) return this.#fail('no-answer', 'pbx');
    this.#later = [];
    this.start(later);
  }

  /** Rings one more phone. `header`: it is called in and answers by itself; its refusal says nothing of the others. */
  add(device: Endpoint, header = this.#options.header): SipLeg | null {
    const { board, from, to, role } = this.#options;
    if (this.#over || !device.reachable) return null;
    if (board.full(device)) {
      this.#refusedWith(486);
      return null;
    }
    const branch: Branch = new Branch({
      device, from, to: device.party ?? (device.extensionNumber === to.number ? to : board.party(device.extensionNumber)), role,
      media: board.media,
      legDelegate: this.#legDelegate,
      delegate: {
        ringing: () => this.outcome.rings(),
        answered: (answer) => this.#answered(branch, answer),
        refused: (status) => this.#refused(branch, status),
      },
      ...(header === undefined ? {} : { header }),
    });
    this.#branches.push(branch);
    branch.ring().catch((error: unknown) => {
      board.log(`A phone could not be rung: ${String(error)}`);
      branch.cancel('cancelled');
      this.#refused(branch, 480);
    });
    return branch.leg;
  }

  /** The device's page was loaded anew: what rang on the old one rings again. */
  pageChanged(device: Endpoint): void {
    const stale = this.#branches.filter((branch) => branch.pending && branch.leg.device === device);
    for (const branch of stale) {
      branch.cancel('cancelled');
      this.add(device, branch.header);
    }
    if (stale.length > 0) this.outcome.changed();
  }

  #answered(branch: Branch, answer: string): void {
    if (this.#over) return branch.leg.hangUp();
    this.#end('answered-elsewhere', branch);
    this.outcome.answered(branch.leg, answer);
  }

  #refused(branch: Branch, status: number): void {
    if (this.#over) return;
    const { leg, header } = branch;
    if (leg.device.deviceId === null) {
      const reason = saidByCarrier(status, branch.rang);
      if (reason) return this.#fail(reason, 'callee');
      this.#carrierFailed = true;
    } else if (header === undefined || this.#options.header !== undefined) {
      this.#refusedWith(status);
      // 6xx is a no for all phones of the extension (RFC 3261 §16.7); 486 only says that this one is busy.
      if (status >= 600) this.#cancel(leg.party.number, 'cancelled');
      if (!this.rings(leg.party.number)) this.#ringSecond(leg.party.number);
    }
    this.#goOn();
    this.#tellRefused(leg.party.number);
  }

  #refusedWith(status: number): void {
    if (status >= 600) this.#worstRefusal = status === 600 ? 486 : 603;
    else if (status === 486 && this.#worstRefusal === 480) this.#worstRefusal = 486;
  }

  #tellRefused(extensionNumber: string): void {
    if (!this.#over && !this.rings(extensionNumber)) this.outcome.refused?.(extensionNumber);
  }

  /** Whether a phone of the extension rings for it, or will. */
  rings(extensionNumber: string): boolean {
    return this.#later.some((device) => device.extensionNumber === extensionNumber) || this.#branchesOf(extensionNumber).some(({ pending }) => pending);
  }

  /** Rings one of several extensions no more. */
  dismiss(extensionNumber: string, reason: CancelReason): void {
    if (this.#over) return;
    this.#cancel(extensionNumber, reason);
    this.#goOn();
  }

  #cancel(extensionNumber: string, reason: CancelReason): void {
    this.#later = this.#later.filter((device) => device.extensionNumber !== extensionNumber);
    this.#takeSecond(extensionNumber);
    for (const branch of this.#branchesOf(extensionNumber)) if (branch.header === this.#options.header) branch.cancel(reason);
  }

  /** Lets one of its phones go. */
  drop(leg: SipLeg): void {
    const branch = this.#branches.find((candidate) => candidate.leg === leg);
    branch?.cancel('cancelled');
    if (!leg.state.is('ended')) leg.hangUp();
    if (this.#over) return this.outcome.failed('hung-up', 'pbx');
    this.#goOn();
    this.#tellRefused(leg.party.number);
  }

  /** With the phones that are left, if there are any. */
  #goOn(): void {
    if (this.#over) return;
    if (this.#branches.some((branch) => branch.pending)) return this.outcome.changed();
    const line = this.#inTurn.shift();
    if (line) {
      this.add(line);
      return this.#goOn();
    }
    if (this.#later.length > 0) return this.#unanswered();
    if (this.#carrierFailed) return this.#fail('failed', 'pbx');
    this.#fail(refusals[this.#worstRefusal], 'callee');
  }

  #fail(reason: CallEndReason, by: EndedBy): void {
    if (this.#over) return;
    this.#end(reason === 'no-answer' ? 'no-answer' : 'cancelled');
    this.outcome.failed(reason, by);
  }

  #end(reason: CancelReason, winner?: Branch): void {
    this.#over = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const extensionNumber of [...this.#second.keys()]) this.#takeSecond(extensionNumber);
    for (const branch of this.#branches) if (branch !== winner) branch.cancel(reason);
  }

  /** Ends it without a word to whoever waits for its outcome, also when a phone has just answered. */
  cancel(reason: CancelReason): void {
    this.#end(reason);
    for (const leg of this.legs) if (!leg.state.is('ended')) leg.hangUp();
  }
}
