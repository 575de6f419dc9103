import { glanceAt } from './glance.ts';
import type { Address, Glance } from './glance.ts';

/** RFC 3261 §17.1.1.1, ms. */
const t1 = 500;
const t2 = 4_000;
/** How long a transaction is repeated and remembered: timers B, D, F, H and J. */
export const transactionTime = 64 * t1;
/** An INVITE may ring this long until its final answer. */
const longestInvite = 10 * 60_000;
const sweepInterval = 4_000;

interface Sent<Owner> {
  owner: Owner;
  timer: NodeJS.Timeout | null;
  callId: string;
  /** To be said again when the final answer to an INVITE is: it has not come. */
  acknowledgement: { text: string; to: Address } | null;
  interval: number;
  forgetAt: number;
}

interface Received<Owner> {
  owner: Owner | null;
  answer: { text: string; to: Address } | null;
  /** We said 100 to it: the INVITE is being worked on. */
  trying: boolean;
  timer: NodeJS.Timeout | null;
  forgetAt: number;
}

const requestKey = ({ branch, method }: Glance): string => `${branch} ${method}`;
/** Whose transaction it is (§17.2.3), and from where: nobody else is told its answers. */
const serverKey = ({ branch, sentBy }: Glance, method: string, address: string): string => `${branch} ${sentBy} ${method} ${address}`;

export interface RepetitionOptions {
  send(text: string, to: Address): void;
  now(): number;
}

/**
 * What a network that loses packets takes beside the transactions of sip.js, which knows reliable transports alone: requests
 * are repeated until they are answered (timers A and E), refusals of an INVITE until they are acknowledged (G); repeated
 * requests get the same answer again and repeated refusals the same ACK (D, I, J, K), without being parsed. That 200 to INVITE
 * is repeated until its ACK, and its ACK whenever it is, sip.js does itself.
 */
export class Repetition<Owner> {
  readonly #options: RepetitionOptions;
  readonly #sent = new Map<string, Sent<Owner>>();
  readonly #received = new Map<string, Received<Owner>>();
  #sweptAt = 0;

  constructor(options: RepetitionOptions) {
    this.#options = options;
  }

  /** Sends a message of this owner, and again as long as its kind asks for. */
  send(owner: Owner, text: string, to: Address): void {
    const glance = glanceAt(text);
    this.#options.send(text, to);
    if (!glance) return;
    this.#sweep();
    if (glance.status !== null) this.#answering(glance, text, to);
    else if (glance.method === 'ACK') this.#acknowledging(glance, text, to);
    else this.#asking(owner, glance, text, to);
  }

  #asking(owner: Owner, glance: Glance, text: string, to: Address): void {
    const now = this.#options.now();
    const invites = glance.method === 'INVITE';
    const entry: Sent<Owner> = { owner, timer: null, callId: glance.callId, acknowledgement: null, interval: t1, forgetAt: now + (invites ? longestInvite : transactionTime) };
    const until = now + transactionTime;
    const again = (): void => {
      entry.timer = null;
      if (this.#options.now() >= until) return;
      this.#options.send(text, to);
      // Timer A doubles on and on, timer E up to T2.
      entry.interval = invites ? entry.interval * 2 : Math.min(t2, entry.interval * 2);
      entry.timer = setTimeout(again, entry.interval);
    };
    entry.timer = setTimeout(again, entry.interval);
    this.#sent.set(requestKey(glance), entry);
  }

  #acknowledging({ branch }: Glance, text: string, to: Address): void {
    const invite = this.#sent.get(`${branch} INVITE`);
    if (invite) invite.acknowledgement = { text, to };
  }

  #answering(glance: Glance, text: string, to: Address): void {
    const entry = this.#received.get(serverKey(glance, glance.method, to.address));
    if (!entry) return;
    const { status } = glance;
    entry.answer = { text, to };
    if (status === 100) entry.trying = true;
    if (status === null || status < 200) {
      entry.forgetAt = this.#options.now() + longestInvite;
      return;
    }
    const until = this.#options.now() + transactionTime;
    entry.forgetAt = until;
    if (glance.method !== 'INVITE' || status < 300 || !entry.trying || entry.timer) return;
    // Timer G. A refusal without a 100 before is stateless (§8.2.7): a forged sender is not sent ten of them.
    let interval = t1;
    const again = (): void => {
      entry.timer = null;
      if (this.#options.now() >= until) return;
      this.#options.send(text, to);
      interval = Math.min(t2, interval * 2);
      entry.timer = setTimeout(again, interval);
    };
    entry.timer = setTimeout(again, interval);
  }

  /** Who sent the request this answers; null where nobody did, or it was answered before. */
  answered(glance: Glance): Owner | null {
    const entry = this.#sent.get(requestKey(glance));
    const { status, method } = glance;
    if (!entry || status === null) return null;
    if (status >= 200 || method === 'INVITE') this.#stop(entry);
    else entry.interval = t2;
    if (method !== 'INVITE' && status >= 200) this.#sent.delete(requestKey(glance));
    if (method !== 'INVITE' || status < 200) return entry.owner;
    entry.forgetAt = this.#options.now() + transactionTime;
    if (status < 300 || !entry.acknowledgement) return entry.owner;
    this.#options.send(entry.acknowledgement.text, entry.acknowledgement.to);
    return null;
  }

  /** Says nothing more of a dialog that nobody has answered: whoever comes back later has not to hear of it. A late answer still counts. */
  abandon(callId: string): void {
    for (const entry of this.#sent.values()) if (entry.callId === callId) this.#stop(entry);
  }

  /** Whether a request is new; one that is not gets the answer it got before. */
  isNew(glance: Glance, from: Address): boolean {
    this.#sweep();
    if (glance.method === 'ACK') {
      const invite = this.#received.get(serverKey(glance, 'INVITE', from.address));
      if (invite) this.#stop(invite);
      return true;
    }
    const key = serverKey(glance, glance.method, from.address);
    const known = this.#received.get(key);
    if (known?.answer) this.#options.send(known.answer.text, known.answer.to);
    if (known) return false;
    this.#received.set(key, { owner: null, answer: null, trying: false, timer: null, forgetAt: this.#options.now() + transactionTime });
    return true;
  }

  /** Whose the request is from now on: CANCEL and ACK find it. */
  own(glance: Glance, from: Address, owner: Owner): void {
    const entry = this.#received.get(serverKey(glance, glance.method, from.address));
    if (entry) entry.owner = owner;
  }

  /** Whose the INVITE is that this CANCEL or ACK belongs to. */
  ownerOf(glance: Glance, from: Address): Owner | null {
    return this.#received.get(serverKey(glance, 'INVITE', from.address))?.owner ?? null;
  }

  #stop(entry: { timer: NodeJS.Timeout | null }): void {
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = null;
  }

  #sweep(): void {
    const now = this.#options.now();
    if (now - this.#sweptAt < sweepInterval) return;
    this.#sweptAt = now;
    for (const table of [this.#sent, this.#received]) {
      for (const [key, entry] of table) {
        if (entry.forgetAt > now) continue;
        this.#stop(entry);
        table.delete(key);
      }
    }
  }

  close(): void {
    for (const table of [this.#sent, this.#received]) {
      for (const entry of table.values()) this.#stop(entry);
      table.clear();
    }
  }
}
