import type { Device } from '../sip/device.ts';
import { Branch } from './branch.ts';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import { onLost } from './lost.ts';
import { farSideOf } from './row.ts';

/** Legs of one call whose page has gone without a BYE: the others hear music until the device's next page takes them over. */
export class Absences {
  readonly #call: Call;
  /** Until when they are waited for, and how they are being called back. */
  readonly #gone = new Map<SipLeg, { timer: NodeJS.Timeout; branch: Branch | null }>();

  constructor(call: Call) {
    this.#call = call;
  }

  /** A leg's page has gone without a BYE: the others hear music, and the device has some time to come back. */
  leave(leg: SipLeg): void {
    const call = this.#call;
    if (leg.role === 'monitor') return call.depart(leg, 'lost', 'pbx');
    if (leg.state.is('dialling') && call.participants.includes(leg)) return call.end('cancelled', 'caller');
    if (leg.state.is('talking') && this.begin(leg)) this.#changed();
  }

  /** It was only silent: the same page is there again. */
  heardAgain(leg: SipLeg): void {
    if (!this.forget(leg)) return;
    leg.away = false;
    this.#changed();
  }

  /** The device's page was loaded anew: its old dialogs are gone with the old page. What it talked in goes on. */
  pageChanged(device: Device): void {
    for (const leg of this.#call.liveLegs) {
      if (leg.device !== device || !leg.state.is('talking')) continue;
      this.leave(leg);
      this.resume(leg);
    }
  }

  #changed(): void {
    this.#call.connect();
    this.#call.tell();
  }

  /** From now on the leg's device has some time to come back. Answers whether that is news. */
  begin(leg: SipLeg): boolean {
    if (this.#gone.has(leg)) return false;
    leg.away = true;
    const timer = setTimeout(() => onLost(this.#call, leg), this.#call.board.returnWithin);
    this.#gone.set(leg, { timer, branch: null });
    return true;
  }

  /** It was only silent, or is in this call no more. Answers whether it was waited for. */
  forget(leg: SipLeg): boolean {
    const gone = this.#gone.get(leg);
    clearTimeout(gone?.timer);
    gone?.branch?.cancel('cancelled');
    return this.#gone.delete(leg);
  }

  end(): void {
    for (const leg of [...this.#gone.keys()]) this.forget(leg);
  }

  /** Hands the leg to the device's new page, which answers by itself. */
  resume(leg: SipLeg): void {
    const gone = this.#gone.get(leg);
    if (!gone) return;
    gone.branch?.cancel('cancelled');
    const { board } = this.#call;
    const branch: Branch = new Branch({
      device: leg.device, from: farSideOf(this.#call, leg), to: leg.party, role: leg.role, media: board.media,
      legDelegate: this.#call.legDelegate,
      delegate: {
        ringing: () => undefined,
        answered: (answer) => this.#resumed(leg, branch, answer),
        // A page that says no ends the call; one that has gone in its turn is waited for like the one before.
        refused: () => leg.device.reachable && this.#call.depart(leg, 'lost', leg.role),
      },
      header: resumeHeader(leg, Math.round((board.now() - (this.#call.answeredAt ?? this.#call.startedAt)) / 1000)),
    });
    gone.branch = branch;
    branch.ring().catch((error: unknown) => {
      board.log(`A page could not take its call back: ${String(error)}`);
      branch.cancel('cancelled');
    });
  }

  #resumed(leg: SipLeg, branch: Branch, answer: string): void {
    const gone = this.#gone.get(leg);
    if (gone?.branch !== branch) return branch.leg.hangUp();
    clearTimeout(gone.timer);
    this.#gone.delete(leg);
    leg.end();
    this.#call.replace(leg, branch.leg);
    this.#call.takeAnswer(branch.leg, answer);
    this.#call.tell();
  }
}

/**
 * Tells a page that an INVITE is a call of the page before it, to be answered by itself: which side it is of, for how many
 * seconds the call has been answered, the SIP Call-ID it had, and whether it is held. A header of our own, which no phone
 * can send to another one: every INVITE to a page is made here.
 */
function resumeHeader(leg: SipLeg, age: number): string {
  return `X-Klapka-Resume: ${leg.role === 'caller' ? 'outgoing' : 'incoming'};age=${age};replaces=${leg.sipCallId}${leg.held ? ';held' : ''}`;
}
