import { createHash } from 'node:crypto';
import { URI } from 'sip.js';
import type { Core } from 'sip.js';
import type { PlainMedia } from '../../media/methods.ts';
import { challenge, ha1Of, isProof, parseDigest } from '../auth.ts';
import type { Device, DeviceLink } from '../device.ts';
import type { Inspected } from '../inspect.ts';
import { AddressLimiter } from '../rate-limit.ts';
import type { Address } from './glance.ts';
import { Nonces } from './nonces.ts';
import type { Correspondent, UdpTransport } from './transport.ts';

export interface DeskDelegate {
  now(): number;
  /** Null: no desk phone of this extension may register. */
  password(extensionNumber: string): string | null;
  /** A phone that has proved who it is. `send` rejects by throwing. */
  open(extensionNumber: string, deviceId: string, link: DeviceLink, send: (message: string) => void): Device;
  /** Ours, as a phone there reaches it: for SIP and for audio. */
  addressFor(peer: string): Promise<{ sip: string; port: number; media: string }>;
}

interface Phone extends Correspondent {
  device: Device;
  source: Address;
  media: PlainMedia;
}

/** Phones of one extension at once. */
const maximumPhones = 10;
/** Wrong passwords of one address: ten, and one more every ten seconds; above that it is not heard for a minute. */
const guesses = { rate: 0.1, burst: 10 };
const deafFor = 60_000;
/** A desk phone has one connection for its whole life. */
const only = 0;

const keyOf = ({ address, port }: Address): string => `${address} ${port}`;

/**
 * Phones on desks: registered by digest with their extension's number and password, then known by where they registered from.
 * Nothing proves a sender over UDP but its digest, so every call is asked for one, and one answer is good once.
 */
export class DeskPhones {
  readonly #delegate: DeskDelegate;
  readonly #transport: UdpTransport;
  readonly #nonces = new Nonces();
  readonly #guesses = new AddressLimiter(guesses);
  readonly #deaf = new Map<string, number>();
  readonly #phones = new Map<string, Phone>();

  constructor(transport: UdpTransport, delegate: DeskDelegate) {
    this.#transport = transport;
    this.#delegate = delegate;
  }

  /** Whether a phone has registered from there. */
  knows(from: Address): boolean {
    return this.#from(from).length > 0;
  }

  #from(from: Address): Phone[] {
    return [...this.#phones.values()].filter(({ source }) => keyOf(source) === keyOf(from));
  }

  /** A request outside any dialog. Answers whose phone it is from, once that is known. */
  receive(message: Core.IncomingRequestMessage, from: Address): Correspondent | null {
    const number = message.from.uri.user ?? '';
    if (this.#isDeaf(from)) return null;
    if (message.method === 'REGISTER') {
      this.#register(message, number, from);
      return null;
    }
    const phone = this.#caller(message, number, from);
    if (!phone) this.#transport.refuse(message, 403);
    else if (message.method !== 'INVITE' || this.#proves(message, number, from)) {
      // Its CANCEL may come before anything else is said.
      queueMicrotask(() => phone.take({ kind: 'request', message }));
      return phone;
    }
    return null;
  }

  /** Of several phones behind one port, that with the same Contact. */
  #caller(message: Core.IncomingRequestMessage, number: string, from: Address): Phone | null {
    const own = this.#from(from).filter(({ device }) => device.extensionNumber === number);
    const contact = contactOf(message);
    return own.find(({ device }) => device.registration?.contact.user === contact?.user) ?? own[0] ?? null;
  }

  #isDeaf({ address }: Address): boolean {
    const until = this.#deaf.get(address);
    if (until === undefined) return false;
    if (until > this.#delegate.now()) return true;
    this.#deaf.delete(address);
    return false;
  }

  #proves(message: Core.IncomingRequestMessage, number: string, { address }: Address): boolean {
    const registers = message.method === 'REGISTER';
    const now = this.#delegate.now();
    const ask = (stale: boolean): false => {
      const header = `${registers ? 'WWW' : 'Proxy'}-Authenticate: ${challenge(this.#nonces.create(address, now), stale)}`;
      this.#transport.refuse(message, registers ? 401 : 407, [header]);
      return false;
    };
    const fields = parseDigest(message.getHeader(registers ? 'authorization' : 'proxy-authorization') ?? '');
    if (!fields) return ask(false);
    const nonce = fields.get('nonce') ?? '';
    if (this.#nonces.check(nonce, address, now) !== 'good') return ask(true);
    const password = this.#delegate.password(number);
    // The same work for an extension there is not, so that nobody learns which there are.
    const proof = isProof(fields, ha1Of(number, password ?? ''), message.method);
    if (password !== null && proof && fields.get('username') === number) return this.#nonces.use(nonce, fields.get('nc') ?? '', now) || ask(true);
    if (!this.#guesses.take(address, now)) this.#deaf.set(address, now + deafFor);
    this.#transport.refuse(message, 403);
    return false;
  }

  #register(message: Core.IncomingRequestMessage, number: string, from: Address): void {
    if (message.to.uri.user !== number) this.#transport.refuse(message, 403);
    else if (this.#proves(message, number, from)) {
      this.#bind(message, number, from).catch(() => this.#transport.refuse(message, 500));
    }
  }

  async #bind(message: Core.IncomingRequestMessage, number: string, from: Address): Promise<void> {
    const contact = contactOf(message);
    const known = contact ? this.#phones.get(deviceIdOf(message, number, contact)) : this.#from(from).find(({ device }) => device.extensionNumber === number);
    if (known) {
      known.source = from;
      known.media.peer = from.address;
      return known.take({ kind: 'request', message });
    }
    const others = [...this.#phones.values()].filter(({ device }) => device.extensionNumber === number).length;
    if (!contact || others >= maximumPhones) return this.#transport.refuse(message, contact ? 403 : 200);
    const { sip, port, media } = await this.#delegate.addressFor(from.address);
    this.#add(number, deviceIdOf(message, number, contact), from, { host: sip, port, media }).take({ kind: 'request', message });
  }

  #add(number: string, deviceId: string, source: Address, ours: { host: string; port: number; media: string }): Phone {
    const media: PlainMedia = { address: ours.media, peer: source.address };
    const link: DeviceLink = { kind: 'desk', protocol: 'UDP', host: ours.host, port: ours.port, plainMedia: media };
    const phone: Phone = {
      source,
      media,
      device: this.#delegate.open(number, deviceId, link, (text) => this.#transport.send(phone, text, phone.source)),
      speaksFrom: ({ address }) => address === phone.source.address,
      take: (inspected: Inspected) => phone.device.take(inspected),
    };
    phone.device.adopt(only, true);
    this.#phones.set(deviceId, phone);
    this.#transport.join(phone.device.contact.user ?? '', phone);
    return phone;
  }

  /** It is registered no more, and has no call. */
  forget(device: Device): void {
    this.#phones.delete(device.deviceId);
    this.#transport.leave(device.contact.user ?? '');
  }
}

function contactOf(message: Core.IncomingRequestMessage): URI | null {
  if (message.getHeader('contact')?.trim() === '*') return null;
  const contact = message.parseHeader('contact') as { uri?: unknown } | undefined;
  return contact?.uri instanceof URI ? contact.uri : null;
}

/** The same for the same phone, also after it was restarted, where it says which one it is (RFC 5626 §4.1). */
function deviceIdOf(message: Core.IncomingRequestMessage, number: string, contact: URI): string {
  const instance = /;\s*\+sip\.instance="<([^">]{1,100})>"/i.exec(message.getHeader('contact') ?? '')?.[1];
  return createHash('sha256').update(`${number} ${instance ?? `${contact.user}@${contact.host}:${contact.port ?? ''}`}`).digest('base64url').slice(0, 22);
}
