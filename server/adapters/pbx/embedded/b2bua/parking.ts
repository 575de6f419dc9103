import type { Core } from 'sip.js';
import type { Call as CallRow } from '@klapka/protocol';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { Device } from '../sip/device.ts';
import type { Call } from './call.ts';
import { Inbound } from './inbound.ts';
import type { SipLeg } from './leg.ts';
import { parkingSlots } from './slots.ts';
import type { Destination } from './switchboard.ts';
import { gone } from './transfer.ts';

/** Calls that wait on slots, with music, until they are retrieved or their time is over. */
export class Parking {
  readonly #calls = new Map<string, { call: Call; timer: NodeJS.Timeout }>();
  /** Where a number leads now. */
  readonly #destination: (number: string) => Destination;

  constructor(destination: (number: string) => Destination) {
    this.#destination = destination;
  }

  /** What waits on a slot for this phone: nobody is retrieving it, and it is not the phone's own. */
  at(slot: string, device: Device): Call | null {
    const call = this.#calls.get(slot)?.call;
    return call && !call.claimed && !call.participants.some((leg) => leg.device === device) ? call : null;
  }

  park(call: Call, leg: SipLeg, by: string, wanted?: string): string {
    const { board } = call;
    if (!call.state.is('answered') || call.participants.length !== 2 || !call.participants.includes(leg)) throw gone();
    const slot = this.#slot(wanted);
    call.isolate(leg);
    const since = board.now();
    call.parked = { slot, by: board.party(by), since, until: since + board.parkTimeout };
    call.parking = this;
    this.#calls.set(slot, { call, timer: setTimeout(() => this.#recall(call, by), board.parkTimeout) });
    call.connect();
    call.tell();
    return slot;
  }

  #slot(wanted: string | undefined): string {
    if (wanted !== undefined && this.#calls.has(wanted)) throw new PbxError('ALREADY_TAKEN', 'Somebody waits on this slot');
    const slot = parkingSlots.find((candidate) => (wanted === undefined ? !this.#calls.has(candidate) : candidate === wanted));
    if (slot === undefined) throw new PbxError('NOT_FOUND', 'There is no such slot, or none is free');
    return slot;
  }

  /** It waits no more. */
  leave(call: Call): CallRow['parked'] {
    const { parked } = call;
    if (!parked) return undefined;
    clearTimeout(this.#calls.get(parked.slot)?.timer);
    this.#calls.delete(parked.slot);
    call.parked = undefined;
    call.parking = null;
    call.claimed = false;
    return parked;
  }

  /** Nobody came: it rings whoever parked it. A retrieval that is under way goes first. */
  #recall(call: Call, by: string): void {
    if (call.claimed) return;
    this.leave(call);
    call.reach(this.#destination(by));
  }

  /** A claim came to nothing: it waits on, or rings its parker where its time was over meanwhile. */
  #unclaim(call: Call): void {
    call.claimed = false;
    if (call.parked && call.board.now() >= call.parked.until) this.#recall(call, call.parked.by.number);
  }

  /** A phone has dialled the slot. */
  async retrieve(call: Call, request: Core.IncomingInviteRequest, device: Device): Promise<void> {
    call.claimed = true;
    const leg = call.newLeg('callee', device, request.message.callId);
    const inbound = new Inbound(request, leg, () => inbound.refuse(487));
    try {
      await inbound.describe();
    } catch (error) {
      call.board.log(`The description of who retrieves was refused: ${String(error)}`);
      inbound.refuse(488);
    }
    if (call.ended) inbound.refuse(404);
    else if (!inbound.pending) this.#unclaim(call);
    else {
      inbound.accept();
      this.#connect(call, leg);
      call.connect();
      call.tell();
    }
  }

  /** Calls a phone in for a call on a slot. */
  pickUp(call: Call, device: Device): void {
    call.claimed = true;
    const to = call.board.party(device.extensionNumber);
    const attempt = call.ringBeside({ from: call.from, to, role: 'callee', header: 'X-Klapka-Answer: incoming' }, [device], (leg, answer) => {
      call.settle(attempt, leg);
      this.#connect(call, leg);
      call.takeAnswer(leg, answer);
      call.tell();
    }, () => this.#unclaim(call));
  }

  #connect(call: Call, leg: SipLeg): void {
    this.leave(call);
    call.to = leg.party;
    call.participants.push(leg);
    leg.state.advance('talking');
  }
}
