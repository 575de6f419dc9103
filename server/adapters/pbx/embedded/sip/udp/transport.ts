import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { Core } from 'sip.js';
import { plainAddress, sendTo } from '../../media/udp.ts';
import { inspect } from '../inspect.ts';
import type { Inspected } from '../inspect.ts';
import { AddressLimiter, TokenBucket, limits } from '../rate-limit.ts';
import { glanceAt, stamped, wayBack } from './glance.ts';
import type { Address, Glance } from './glance.ts';
import { Repetition } from './repetition.ts';

/** A desk phone or a carrier. */
export interface Correspondent {
  /** Whether a message of one of its dialogs may come from there. */
  speaksFrom(from: Address): boolean;
  take(message: Inspected): void;
}

/** Who is at an address; decides what happens to requests outside any dialog. */
export interface Reception {
  /** How much may come from there: nothing from strangers. */
  standing(from: Address): 'phone' | 'carrier' | 'stranger' | 'nobody';
  /** A request that belongs to no dialog and no transaction. Answers whose it is from then on; null where nobody's. */
  receive(message: Core.IncomingRequestMessage, from: Address, glance: Glance): Correspondent | null;
}

export interface UdpOptions {
  host: string;
  port: number;
  now(): number;
  reception: Reception;
  log(message: string): void;
}

/** Mentions of what is dropped, so that the log is no flood either. */
const complaints = { rate: 1 / 60, burst: 3 };

/**
 * SIP over UDP. Everything is measured, counted and matched to what was said before, before any of it is parsed: who is not on
 * a list is not answered, an answer counts only to what was asked, a repetition gets what it got before.
 */
export class UdpTransport {
  readonly #options: UdpOptions;
  readonly #repetition: Repetition<Correspondent>;
  readonly #strangers: TokenBucket;
  readonly #limiters = { phone: new AddressLimiter(limits.phone), carrier: new AddressLimiter(limits.carrier), stranger: new AddressLimiter(limits.stranger) };
  readonly #complaints: TokenBucket;
  /** By the user of our Contact: requests within dialogs, and of a carrier we have registered with. */
  readonly #byContact = new Map<string, Correspondent>();
  #socket: Socket | null = null;

  constructor(options: UdpOptions) {
    this.#options = options;
    const now = options.now();
    this.#strangers = new TokenBucket(limits.strangers.rate, limits.strangers.burst, now);
    this.#complaints = new TokenBucket(complaints.rate, complaints.burst, now);
    this.#repetition = new Repetition({ now: options.now, send: (text, to) => this.#transmit(text, to) });
  }

  /** Rejects where the address is not free or not ours. Answers the port. */
  async open(): Promise<number> {
    const { host, port } = this.#options;
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: 1024 * 1024 });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    socket.on('error', (error) => this.#options.log(`SIP over UDP: ${error.message}`));
    socket.on('message', (data, { address, port: from }) => this.#arrived(data, { address: plainAddress(address), port: from }));
    this.#socket = socket;
    return socket.address().port;
  }

  close(): void {
    this.#repetition.close();
    this.#socket?.close();
    this.#socket = null;
  }

  /** Requests to this user are the correspondent's. */
  join(contactUser: string, correspondent: Correspondent): void {
    this.#byContact.set(contactUser, correspondent);
  }

  leave(contactUser: string): void {
    this.#byContact.delete(contactUser);
  }

  /** Sends a request to where the correspondent is, and an answer to where its request came from. */
  send(correspondent: Correspondent, text: string, to: Address | null): void {
    const target = text.startsWith('SIP/2.0 ') ? answerAddress(text) : to;
    if (target) this.#repetition.send(correspondent, text, target);
  }

  /** Gives up what was asked in this dialog. */
  abandon(callId: string): void {
    this.#repetition.abandon(callId);
  }

  /** Answers a request without keeping anything of it but the answer (RFC 3261 §8.2.7). */
  refuse(message: Core.IncomingRequestMessage, statusCode: number, extraHeaders: string[] = [], reasonPhrase?: string): void {
    const { message: text } = Core.constructOutgoingResponse(message, { statusCode, extraHeaders, ...(reasonPhrase === undefined ? {} : { reasonPhrase }) });
    const to = answerAddress(text);
    if (to) this.#repetition.send(nobody, text, to);
  }

  #transmit(text: string, to: Address): void {
    if (this.#socket) sendTo(this.#socket, Buffer.from(text), to);
  }

  #arrived(data: Buffer, from: Address): void {
    try {
      this.#receive(data, from);
    } catch (error) {
      this.#options.log(`A datagram was not understood: ${error instanceof Error ? error.name : 'unknown'}`);
    }
  }

  #receive(data: Buffer, from: Address): void {
    const now = this.#options.now();
    const standing = this.#options.reception.standing(from);
    if (standing === 'nobody') return;
    if (!this.#mayCome(standing, from, now) || data.length > limits.datagramBytes) return this.#complain(now);
    const text = data.toString();
    // RFC 5626 §3.5.1 and what phones make of it: keeps a router's way open.
    if (data.length < 8 && text.trim() === '') {
      if (text === '\r\n\r\n') this.#transmit('\r\n', from);
      return;
    }
    const glance = glanceAt(text);
    if (!glance) return;
    if (glance.status !== null) this.#response(text, glance, from);
    else this.#request(text, glance, from);
  }

  #mayCome(standing: 'phone' | 'carrier' | 'stranger', from: Address, now: number): boolean {
    if (standing === 'phone') return this.#limiters.phone.take(`${from.address} ${from.port}`, now);
    return this.#limiters[standing].take(from.address, now) && (standing === 'carrier' || this.#strangers.take(now));
  }

  #complain(now: number): void {
    if (this.#complaints.take(now)) this.#options.log('SIP over UDP: too many or too long messages from an address are dropped');
  }

  #response(text: string, glance: Glance, from: Address): void {
    const correspondent = this.#repetition.answered(glance);
    if (correspondent?.speaksFrom(from)) correspondent.take(inspect(text));
  }

  #request(text: string, glance: Glance, from: Address): void {
    const { method } = glance;
    if (!this.#repetition.isNew(glance, from)) return;
    const known = method === 'ACK' || method === 'CANCEL' ? this.#repetition.ownerOf(glance, from) : null;
    const correspondent = known ?? this.#byContact.get(glance.user) ?? null;
    if (correspondent && !correspondent.speaksFrom(from)) return;
    // What nobody began ends nothing.
    if (method === 'ACK' && !correspondent) return;
    const inspected = inspect(stamped(text, from));
    if (inspected.kind === 'refuse') this.refuse(inspected.message, inspected.status, inspected.headers, inspected.reason);
    else if (inspected.kind === 'request') this.#hand(inspected, correspondent, glance, from);
  }

  #hand(inspected: Inspected & { kind: 'request' }, correspondent: Correspondent | null, glance: Glance, from: Address): void {
    const { message } = inspected;
    const inside = message.toTag !== undefined || message.method === 'CANCEL' || message.method === 'ACK';
    if (correspondent && inside) {
      this.#repetition.own(glance, from, correspondent);
      correspondent.take(inspected);
    } else if (inside) this.refuse(message, 481);
    else {
      const taken = this.#options.reception.receive(message, from, glance);
      if (taken) this.#repetition.own(glance, from, taken);
    }
  }
}

/** Whose answers are that no phone or carrier gives. */
const nobody: Correspondent = { speaksFrom: () => false, take: () => undefined };

/** Our answers carry the Via we have stamped. */
function answerAddress(text: string): Address | null {
  const address = /^via:[^\r\n,]*;received=([^\s;,]+)/im.exec(text)?.[1];
  const port = Number(/^via:[^\r\n,]*;rport=(\d+)/im.exec(text)?.[1]);
  if (address === undefined) return null;
  return port > 0 ? { address, port } : wayBack(text, { address, port: 5060 });
}
