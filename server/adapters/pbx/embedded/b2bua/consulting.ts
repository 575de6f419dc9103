import type { Party } from '@klapka/protocol';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { Call } from './call.ts';
import type { LegRole, SipLeg } from './leg.ts';
import type { Destination } from './switchboard.ts';
import { gone, moveMonitors } from './transfer.ts';

export interface ConsultOptions {
  open(from: Party, to: Party): Call;
  /** Nobody was reached; who asked is back. */
  notReached(asker: SipLeg): void;
}

/** Who asks leaves the other side with music and calls a number. */
export function consult(waiting: Call, asker: SipLeg, destination: Destination, { open, notReached }: ConsultOptions): void {
  if (!waiting.state.is('answered') || waiting.parked || waiting.participants.length !== 2 || waiting.consultation) throw gone();
  if (destination.kind === 'unknown' || destination.kind === 'forbidden') throw new PbxError('UNKNOWN_NUMBER', 'The number leads nowhere');
  const asking = open(asker.party, destination.party);
  waiting.consultation = asking.consultation = new Consultation(waiting, asking, asker, notReached);
  move(waiting, asking, asker, 'caller');
  waiting.connect();
  waiting.tell();
  asking.reach(destination);
}

function move(from: Call, to: Call, leg: SipLeg, role: LegRole): void {
  from.give(leg);
  moveMonitors(from, to, leg);
  leg.role = role;
  to.take(leg);
}

/**
 * Two calls of somebody who asks before they send the other side on. Hanging up gives the others to each other; where the second call
 * ends in another way, who asks is back in the first.
 */
export class Consultation {
  readonly #waiting: Call;
  readonly #asking: Call;
  readonly #number: string;
  readonly #role: LegRole;
  readonly #notReached: (asker: SipLeg) => void;
  #cancelled = false;
  #over = false;

  constructor(waiting: Call, asking: Call, asker: SipLeg, notReached: (asker: SipLeg) => void) {
    this.#waiting = waiting;
    this.#asking = asking;
    this.#number = asker.device.extensionNumber;
    this.#role = asker.role;
    this.#notReached = notReached;
  }

  /** Another leg when their page was loaded anew; none when somebody has taken them out of it. */
  get #asker(): SipLeg | undefined {
    return this.#asking.participants.find(({ role, device }) => role === 'caller' && device.extensionNumber === this.#number);
  }

  /** Whether somebody waits in this call, and was not sent elsewhere. */
  holds(call: Call): boolean {
    return !this.#over && call === this.#waiting && call.state.is('answered') && call.participants.length === 1 && !call.parked && !call.visit;
  }

  asks(legId: string): boolean {
    return this.#asker?.id === legId;
  }

  /** Who asks has thought better of it. */
  cancel(): void {
    this.#cancelled = true;
    this.#asking.end('cancelled', 'caller');
  }

  /** A leg goes away by itself. Answers whether that was who asks, and everything is done. */
  left(call: Call, leg: SipLeg, gone: boolean): boolean {
    const [held] = this.#waiting.participants;
    if (call !== this.#asking || leg !== this.#asker || !held || !this.holds(this.#waiting)) return false;
    this.#end();
    if (call.conference) {
      this.#waiting.end('hung-up', 'caller');
      return false;
    }
    call.release(leg, { gone });
    this.#connect(held, leg.party);
    return true;
  }

  /** Who waits gets whom they were asked for. */
  #connect(held: SipLeg, by: Party): void {
    const [waiting, asking] = [this.#waiting, this.#asking];
    const [asked] = asking.participants;
    const { main, visit } = asking;
    waiting.isolate(held);
    if (asked) {
      move(asking, waiting, asked, 'callee');
      waiting.to = asked.party;
      asking.end('transferred', 'pbx');
      waiting.connect();
      waiting.tell();
    } else if (main?.pending && !visit) {
      asking.main = null;
      asking.attempts.delete(main);
      asking.end('transferred', 'pbx');
      waiting.takeOver(main, { by });
    } else {
      asking.end('transferred', 'pbx');
      waiting.reach(waiting.board.destination(asking.to.number, { by: by.number }), { sentOn: { by } });
    }
  }

  /** One of the two calls ends. */
  ending(call: Call): void {
    const waits = this.holds(this.#waiting);
    if (this.#over) return;
    this.#end();
    if (call !== this.#asking || !waits) return;
    const asker = this.#asker;
    if (!asker) return this.#waiting.end('hung-up', 'pbx');
    move(this.#asking, this.#waiting, asker, this.#role);
    this.#waiting.connect();
    this.#waiting.tell();
    if (this.#asking.answeredAt === null && !this.#cancelled) this.#notReached(asker);
  }

  /** Who asks may have been taken out of the second call: nobody comes back then. */
  follow(): void {
    if (!this.#over && !this.#asking.ended && !this.#asker && this.holds(this.#waiting)) this.#waiting.end('hung-up', 'pbx');
  }

  #end(): void {
    this.#over = true;
    this.#waiting.consultation = this.#asking.consultation = null;
  }
}
