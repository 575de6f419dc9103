import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Core, URI } from 'sip.js';
import type { Party } from '@klapka/protocol';
import type { PbxTrunkState } from '../../../../../ports/pbx.ts';
import type { PbxTrunk } from '../../../../../ports/pbx-plan.ts';
import { addressOf } from '../endpoint.ts';
import type { Endpoint, Invitation } from '../endpoint.ts';
import { silentLoggerFactory } from '../inspect.ts';
import type { Inspected } from '../inspect.ts';
import { AddressList } from './addresses.ts';
import type { Address } from './glance.ts';
import type { Correspondent, UdpTransport } from './transport.ts';

export interface TrunkDelegate {
  now(): number;
  addressFor(peer: string): Promise<{ sip: string; port: number; media: string }>;
  changed(state: PbxTrunkState): void;
  /** Whether it is an extension's number: nobody outside has one, whatever they say. */
  isInside(number: string): boolean;
  /** A call of this line, to this number of ours. */
  invited(line: TrunkLine, request: Core.IncomingInviteRequest, number: string): void;
  log(message: string): void;
}

/** ms */
const keepAlive = { up: 25_000, down: 5_000, patience: 5_000 };
/** ms a carrier may take for its first word on a call. */
const firstWord = 4_000;
const registrationSeconds = 300;
const anonymous = 'anonymous';

interface Link {
  core: Core.UserAgentCore;
  contact: URI;
  media: string;
}

/** A carrier: says OPTIONS to it to know whether it is there, registers where it has to, and takes and makes calls with it. */
export class Trunk implements Correspondent {
  readonly plan: PbxTrunk;
  readonly #transport: UdpTransport;
  readonly #delegate: TrunkDelegate;
  readonly #token = randomBytes(9).toString('hex');
  readonly #listed: AddressList;
  readonly #host: string;
  readonly #port: number;
  /** Of its server, best first. */
  #addresses: string[] = [];
  /** Where the other side of a dialog is, where that is not the server. */
  readonly #elsewhere = new Map<string, Address>();
  readonly #dialled = new WeakMap<object, string>();
  #link: Link | null = null;
  #timer: NodeJS.Timeout | null = null;
  #registeredUntil = 0;
  #closed = false;
  #state: PbxTrunkState['state'] = 'unknown';

  constructor(plan: PbxTrunk, transport: UdpTransport, delegate: TrunkDelegate) {
    this.plan = plan;
    this.#transport = transport;
    this.#delegate = delegate;
    this.#listed = new AddressList(plan.addresses);
    const [host = '', port = '5060'] = plan.server.split(':');
    this.#host = host;
    this.#port = Number(port);
  }

  get state(): PbxTrunkState['state'] {
    return this.#state;
  }

  start(): void {
    void this.#look();
  }

  /** Whether it is its server itself that speaks from there. */
  isServer({ address, port }: Address): boolean {
    return port === this.#port && this.#addresses.includes(address);
  }

  isContact(user: string): boolean {
    return user === this.#token;
  }

  speaksFrom({ address }: Address): boolean {
    return this.#addresses.includes(address) || this.#listed.has(address);
  }

  take(inspected: Inspected): void {
    const core = this.#link?.core;
    if (inspected.kind === 'response') core?.receiveIncomingResponseFromTransport(inspected.message);
    if (inspected.kind === 'request') this.#pass(inspected.message);
  }

  /** A request outside any dialog. */
  receive(message: Core.IncomingRequestMessage, from: Address): void {
    if (message.method === 'REGISTER') return this.#transport.refuse(message, 403);
    if (!this.isServer(from)) this.#remember(message.callId, from);
    this.#pass(message);
  }

  #pass(message: Core.IncomingRequestMessage): void {
    const { core, contact } = this.#link ?? {};
    if (!core || !contact) return;
    const user = message.ruri?.user ?? '';
    // A carrier we have registered with calls our Contact, and says in To which number it means.
    this.#dialled.set(message, user === this.#token ? (message.to.uri.user ?? '') : user);
    if (message.ruri?.scheme === 'sip') message.ruri = contact;
    core.receiveIncomingRequestFromTransport(message);
  }

  #remember(callId: string, from: Address): void {
    this.#elsewhere.set(callId, from);
    const [oldest] = this.#elsewhere.keys();
    if (this.#elsewhere.size > 2 * this.plan.maximumCalls + 10 && oldest !== undefined) this.#elsewhere.delete(oldest);
  }

  /** A line for one call to this number, as it is sent to the carrier; null while nothing is known of it. */
  line(party: Party, sent: string, callerId: string | null): TrunkLine | null {
    const link = this.#link;
    return link && new TrunkLine(this, link, party, () => this.#invitation(sent, callerId));
  }

  abandon(callId: string): void {
    this.#transport.abandon(callId);
  }

  #invitation(sent: string, callerId: string | null): Invitation {
    const caller = callerId ?? this.plan.callerId;
    const from = addressOf(caller ?? this.plan.username ?? anonymous, this.plan.server);
    const target = addressOf(sent, this.plan.server);
    // RFC 3325: who calls, for a carrier that trusts us, whatever it makes of From.
    return { target, from, fromName: '', to: target, headers: caller === null ? [] : [`P-Asserted-Identity: <${from.toString()}>`] };
  }

  async #look(): Promise<void> {
    this.#timer = null;
    try {
      this.#addresses = isIP(this.#host) === 0 ? (await lookup(this.#host, { all: true })).map(({ address }) => address) : [this.#host];
      if (this.#closed) return;
      this.#link ??= await this.#connect(this.#addresses[0] ?? this.#host);
      if (this.#closed) return;
      const there = this.plan.registers ? await this.#register() : await this.#asks();
      this.#tell(there ? 'up' : 'down');
    } catch (error) {
      this.#delegate.log(`The server of a trunk was not found: ${error instanceof Error ? error.name : 'unknown'}`);
      this.#tell('down');
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), this.#state === 'up' ? keepAlive.up : keepAlive.down);
  }

  async #connect(peer: string): Promise<Link> {
    const ours = await this.#delegate.addressFor(peer);
    const contact = new URI('sip', this.#token, ours.sip, ours.port);
    const transport: Core.Transport = { protocol: 'UDP', send: (text) => this.#send(text) };
    const { username, password } = this.plan;
    const core = new Core.UserAgentCore(
      {
        aor: new URI('sip', username ?? this.#token, this.#host),
        contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
        displayName: '',
        loggerFactory: silentLoggerFactory,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: randomBytes(4).toString('hex'),
        supportedOptionTags: [],
        supportedOptionTagsResponse: [],
        userAgentHeaderFieldValue: 'Klapka',
        viaForceRport: true,
        viaHost: `${ours.sip}:${ours.port}`,
        authenticationFactory: () => (username === null || password === null ? undefined : new Core.DigestAuthentication(silentLoggerFactory, undefined, username, password)),
        transportAccessor: () => transport,
      },
      {
        onInvite: (request) => this.#invited(request),
        onRegister: (request) => void request.reject({ statusCode: 403 }),
        onMessage: (request) => void request.reject({ statusCode: 405 }),
        onSubscribe: (request) => void request.reject({ statusCode: 489 }),
        onRefer: (request) => void request.reject({ statusCode: 405 }),
      },
    );
    this.#transport.join(this.#token, this);
    return { core, contact, media: ours.media };
  }

  #send(text: string): Promise<void> {
    const server = { address: this.#addresses[0] ?? this.#host, port: this.#port };
    const callId = /^call-id: *(\S+)/im.exec(text)?.[1];
    this.#transport.send(this, text, (callId === undefined ? undefined : this.#elsewhere.get(callId)) ?? server);
    return Promise.resolve();
  }

  #invited(request: Core.IncomingInviteRequest): void {
    const link = this.#link;
    const number = this.#dialled.get(request.message) ?? '';
    if (!link) return void request.reject({ statusCode: 503 });
    const caller = callerOf(request.message);
    const party = this.#delegate.isInside(caller.number) ? { number: anonymous } : caller;
    this.#delegate.invited(new TrunkLine(this, link, party, () => null), request, number);
  }

  /** Whether it answers OPTIONS, whatever it says. */
  #asks(): Promise<boolean> {
    const message = this.#outgoing('OPTIONS', addressOf('', this.plan.server));
    return this.#answerTo((delegate) => void this.#link?.core.request(message, delegate)).then((status) => status !== null && status !== 408 && status !== 503);
  }

  async #register(): Promise<boolean> {
    const now = this.#delegate.now();
    // Between two registrations it is asked whether it is still there.
    if (now < this.#registeredUntil) return this.#asks();
    const message = this.#outgoing('REGISTER', addressOf('', this.plan.server), [`Contact: <${this.#link?.contact.toString() ?? ''}>;expires=${registrationSeconds}`]);
    let granted = registrationSeconds;
    const status = await this.#answerTo((delegate) => void this.#link?.core.register(message, {
      ...delegate,
      onAccept: (response) => {
        granted = Number(/;\s*expires=(\d+)/i.exec(response.message.getHeader('contact') ?? '')?.[1] ?? response.message.getHeader('expires') ?? registrationSeconds);
        delegate.onAccept(response);
      },
    }));
    if (status !== 200) return false;
    this.#registeredUntil = now + Math.max(30, granted) * 800;
    return true;
  }

  #outgoing(method: string, target: URI, headers: string[] = []): Core.OutgoingRequestMessage {
    const own = addressOf(this.plan.username ?? this.#token, this.plan.server);
    const message = this.#link?.core.makeOutgoingRequestMessage(method, new URI('sip', '', target.host, target.port), own, own, {}, headers);
    if (!message) throw new Error('The trunk has no way out');
    return message;
  }

  /** The status of what is asked; null where nothing comes in time. */
  #answerTo(ask: (delegate: { onAccept(response: Core.IncomingResponse): void; onReject(response: Core.IncomingResponse): void }) => void): Promise<number | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), keepAlive.patience);
      const done = ({ message: { statusCode } }: Core.IncomingResponse): void => {
        clearTimeout(timer);
        resolve(statusCode ?? null);
      };
      ask({ onAccept: done, onReject: done });
    });
  }

  #tell(state: 'up' | 'down'): void {
    if (this.#closed || this.#state === state) return;
    this.#state = state;
    if (state === 'down') this.#registeredUntil = 0;
    this.#delegate.changed({ id: this.plan.id, state, since: this.#delegate.now() });
  }

  /** No call begins on it any more; those that go on do. */
  retire(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  dispose(): void {
    this.retire();
    this.#transport.leave(this.#token);
    this.#link?.core.dispose();
  }
}

/** One call with a carrier. */
export class TrunkLine implements Endpoint {
  readonly trunk: Trunk;
  readonly extensionNumber = '';
  readonly deviceId = null;
  readonly reachable = true;
  readonly connected = true;
  readonly patience = firstWord;
  /** What is counted together. */
  readonly group: Trunk;
  readonly core: Core.UserAgentCore;
  readonly contact: URI;
  readonly plainMedia: { address: string; peer: null };
  readonly party: Party;
  readonly #invitation: () => Invitation | null;

  constructor(trunk: Trunk, { core, contact, media }: Link, party: Party, invitation: () => Invitation | null) {
    this.trunk = trunk;
    this.group = trunk;
    this.core = core;
    this.contact = contact;
    this.plainMedia = { address: media, peer: null };
    this.party = party;
    this.#invitation = invitation;
  }

  abandon(sipCallId: string): void {
    this.trunk.abandon(sipCallId);
  }

  get maximumCalls(): number {
    return this.trunk.plan.maximumCalls;
  }

  invitation(): Invitation | null {
    return this.#invitation();
  }
}

const longestName = 100;

/** Who calls: as the carrier asserts it (RFC 3325), else as the caller says. */
function callerOf(message: Core.IncomingRequestMessage): Party {
  const asserted = /(?:"([^"]*)"\s*)?<(?:sip:|tel:)([^@;>]{1,64})/i.exec(message.getHeader('p-asserted-identity') ?? '');
  const told = decoded(asserted?.[2] ?? message.from.uri.user ?? '');
  const number = /^\+?[0-9*#]{1,32}$/.test(told) ? told : anonymous;
  const name = (asserted?.[1] || message.from.displayName || '').trim().slice(0, longestName);
  return name === '' || name === number ? { number } : { number, name };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
