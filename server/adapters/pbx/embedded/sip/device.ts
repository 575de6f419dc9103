import { randomBytes } from 'node:crypto';
import { Core, URI } from 'sip.js';
import type { DeviceKind, Party } from '@klapka/protocol';
import type { PlainMedia } from '../media/methods.ts';
import { challenge, createNonce, deviceKey, sipDomain } from './auth.ts';
import type { Credentials } from './auth.ts';
import { addressOf, nameOf } from './endpoint.ts';
import type { Endpoint, Invitation } from './endpoint.ts';
import { inspect, silentLoggerFactory } from './inspect.ts';
import type { Inspected } from './inspect.ts';

export interface Registration {
  /** Where in-dialog and new requests to the phone go. */
  contact: URI;
  /** Call-ID of the REGISTER: the same one again means the same page, another one a page that was loaded anew. */
  callId: string;
  expiresAt: number;
}

export interface DeviceDelegate {
  now(): number;
  send(socketId: number, message: string): void;
  closeSocket(socketId: number, code: number, reason: string): void;
  authenticated(socketId: number): void;
  registered(device: Device, pageChanged: boolean): void;
  unregistered(device: Device): void;
  invited(device: Device, request: Core.IncomingInviteRequest, dialled: string): void;
}

/** How a phone is reached: over a WebSocket by a page, over UDP by a phone on a desk. */
export interface DeviceLink {
  kind: DeviceKind;
  protocol: 'WS' | 'UDP';
  /** Host, with a port where it has one, that its requests and our Contact name. */
  host: string;
  port?: number;
  /** Null: by WebRTC. */
  plainMedia: PlainMedia | null;
}

const webLink: DeviceLink = { kind: 'web', protocol: 'WS', host: sipDomain, plainMedia: null };

interface Socket {
  id: number;
  nonce: string;
  /** A socket that proved its credentials once is not asked again: it dies with them. */
  authenticated: boolean;
  failures: number;
}

/** Calls one phone may have at once; a person handles two, a flood wants thousands. */
const maximumCalls = 8;
const maximumExpires = 600;
const minimumExpires = 30;
const maximumFailures = 5;

/** One registered phone: its SIP user agent lives as long as the device, its socket may change in the middle of a call. */
export class Device implements Endpoint {
  readonly extensionNumber: string;
  readonly deviceId: string;
  readonly core: Core.UserAgentCore;
  readonly contact: URI;
  readonly link: DeviceLink;
  readonly party = null;
  readonly patience = null;
  readonly group = this;
  readonly maximumCalls = maximumCalls;
  registration: Registration | null = null;
  #registeredAt = 0;
  #socket: Socket | null = null;
  #expiry: NodeJS.Timeout | null = null;
  readonly #credentials: Credentials;
  readonly #delegate: DeviceDelegate;
  readonly #dialled = new WeakMap<object, string>();

  constructor(extensionNumber: string, deviceId: string, credentials: Credentials, delegate: DeviceDelegate, link = webLink) {
    this.extensionNumber = extensionNumber;
    this.deviceId = deviceId;
    this.#credentials = credentials;
    this.#delegate = delegate;
    this.link = link;
    this.contact = new URI('sip', randomBytes(9).toString('hex'), link.host, link.port, link.protocol === 'WS' ? { transport: 'ws' } : {});
    this.core = this.#createCore();
  }

  #createCore(): Core.UserAgentCore {
    const contact = this.contact;
    const { protocol, host, port } = this.link;
    const transport: Core.Transport = { protocol, send: (message) => this.#send(message) };
    const configuration: Core.UserAgentCoreConfiguration = {
      aor: new URI('sip', this.extensionNumber, sipDomain),
      contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
      displayName: '',
      loggerFactory: silentLoggerFactory,
      hackViaTcp: false,
      routeSet: [],
      sipjsId: randomBytes(4).toString('hex'),
      supportedOptionTags: protocol === 'WS' ? ['outbound'] : [],
      supportedOptionTagsResponse: protocol === 'WS' ? ['outbound'] : [],
      userAgentHeaderFieldValue: 'Klapka',
      viaForceRport: protocol === 'UDP',
      viaHost: port === undefined ? host : `${host}:${port}`,
      authenticationFactory: () => undefined,
      transportAccessor: () => transport,
    };
    return new Core.UserAgentCore(configuration, {
      onInvite: (request) => this.#delegate.invited(this, request, this.#dialled.get(request.message) ?? ''),
      onRegister: (request) => this.#register(request),
      onMessage: (request) => void request.reject({ statusCode: 405 }),
      onSubscribe: (request) => void request.reject({ statusCode: 489 }),
      onRefer: (request) => void request.reject({ statusCode: 405 }),
    });
  }

  get key(): string {
    return deviceKey(this.extensionNumber, this.deviceId);
  }

  get socketId(): number | null {
    return this.#socket?.id ?? null;
  }

  get registeredAt(): number {
    return this.#registeredAt;
  }

  abandon(): void {
    // Whether a phone is there says its registration.
  }

  get connected(): boolean {
    return this.#socket !== null;
  }

  get reachable(): boolean {
    return this.registration !== null && this.connected;
  }

  get plainMedia(): PlainMedia | null {
    return this.link.plainMedia;
  }

  invitation(from: Party, to: Party): Invitation | null {
    if (!this.registration) return null;
    // A desk phone calls back what it is told, so it is told where we are.
    const domain = this.link.port === undefined ? this.link.host : `${this.link.host}:${this.link.port}`;
    return { target: this.registration.contact, from: addressOf(from.number, domain), fromName: nameOf(from), to: addressOf(to.number, domain), headers: [] };
  }

  /** A new socket of the device takes over from the one before; its calls stay. `authenticated`: whoever hands its requests on has their proof. */
  adopt(socketId: number, authenticated = false): void {
    const before = this.#socket;
    this.#socket = { id: socketId, nonce: createNonce(), authenticated, failures: 0 };
    if (before) this.#delegate.closeSocket(before.id, 1000, 'Replaced by a newer socket');
    if (before) this.unregister();
  }

  drop(socketId: number): void {
    if (this.#socket?.id !== socketId) return;
    this.#socket = null;
    this.unregister();
  }

  close(code: number, reason: string): void {
    if (this.#socket) this.#delegate.closeSocket(this.#socket.id, code, reason);
    this.#socket = null;
    this.unregister();
  }

  dispose(): void {
    this.close(1001, 'The device was removed');
    this.core.dispose();
  }

  unregister(): void {
    if (this.#expiry) clearTimeout(this.#expiry);
    this.#expiry = null;
    if (!this.registration) return;
    this.registration = null;
    this.#delegate.unregistered(this);
  }

  /** One frame from this device's socket. */
  receive(socketId: number, data: string): void {
    if (this.#socket?.id === socketId) this.take(inspect(data));
  }

  /** As `receive`, of what was inspected already. */
  take(inspected: Inspected): void {
    const socket = this.#socket;
    if (!socket) return;
    if (inspected.kind === 'drop') return;
    if (inspected.kind === 'response') return this.core.receiveIncomingResponseFromTransport(inspected.message);
    if (inspected.kind === 'refuse') {
      const { message, status, reason, headers } = inspected;
      this.#refuse(message, status, headers, reason);
      return;
    }
    const { message } = inspected;
    if (this.#mayPass(socket, message)) this.#pass(message);
  }

  #pass(message: Core.IncomingRequestMessage): void {
    this.#dialled.set(message, message.ruri?.user ?? '');
    // The core takes only requests to its own address, so it is told they all are; sips and tel stay refused (416).
    if (message.ruri?.scheme === 'sip') message.ruri = this.contact;
    this.core.receiveIncomingRequestFromTransport(message);
  }

  #refuse(message: Core.IncomingRequestMessage, statusCode: number, extraHeaders: string[] = [], reasonPhrase?: string): false {
    this.core.replyStateless(message, { statusCode, extraHeaders, ...(reasonPhrase === undefined ? {} : { reasonPhrase }) });
    return false;
  }

  /** Identity first (403), then proof (401, 407). Requests inside a dialog can only be this device's own. */
  #mayPass(socket: Socket, message: Core.IncomingRequestMessage): boolean {
    const { method } = message;
    if (method === 'ACK' || method === 'CANCEL' || message.toTag) return true;
    if (message.from.uri.user !== this.extensionNumber) return this.#refuse(message, 403);
    if (method === 'REGISTER' && message.to.uri.user !== this.extensionNumber) return this.#refuse(message, 403);
    if (method !== 'REGISTER' && method !== 'INVITE') return true;
    return socket.authenticated || this.#authenticate(socket, message);
  }

  #authenticate(socket: Socket, message: Core.IncomingRequestMessage): boolean {
    const registers = message.method === 'REGISTER';
    const header = message.getHeader(registers ? 'authorization' : 'proxy-authorization');
    if (header === undefined) {
      return this.#refuse(message, registers ? 401 : 407, [`${registers ? 'WWW' : 'Proxy'}-Authenticate: ${challenge(socket.nonce)}`]);
    }
    if (this.#credentials.verify(header, message.method, socket.nonce, this.key, this.#delegate.now())) {
      socket.authenticated = true;
      this.#delegate.authenticated(socket.id);
      return true;
    }
    this.#refuse(message, 403);
    socket.failures++;
    if (socket.failures >= maximumFailures) this.close(1008, 'Too many wrong credentials');
    return false;
  }

  #register(request: Core.IncomingRegisterRequest): void {
    const { message } = request;
    const raw = message.getHeader('contact');
    const expires = Number(/;\s*expires=(\d+)/i.exec(raw ?? '')?.[1] ?? message.getHeader('expires') ?? maximumExpires);
    const contact = raw === '*' ? undefined : (message.parseHeader('contact') as { uri: URI } | undefined);
    if (raw === '*' || expires === 0) {
      request.accept({ statusCode: 200 });
      this.unregister();
      return;
    }
    if (!(contact?.uri instanceof URI) || !Number.isFinite(expires)) {
      request.reject({ statusCode: 400 });
      return;
    }
    const granted = Math.min(maximumExpires, Math.max(minimumExpires, expires));
    // Told before it is confirmed: a phone that hears 200 finds the gateway knowing of it.
    this.#bind(contact.uri, message.callId, granted);
    request.accept({ statusCode: 200, extraHeaders: [`Contact: <${contact.uri.toString()}>;expires=${granted}`] });
  }

  #bind(contact: URI, callId: string, granted: number): void {
    const pageChanged = this.#lastCallId !== null && this.#lastCallId !== callId;
    const fresh = this.registration === null;
    if (fresh) this.#registeredAt = this.#delegate.now();
    this.#lastCallId = callId;
    this.registration = { contact, callId, expiresAt: this.#delegate.now() + granted * 1000 };
    if (this.#expiry) clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.unregister(), granted * 1000);
    this.#expiry.unref();
    if (fresh || pageChanged) this.#delegate.registered(this, pageChanged);
  }

  #lastCallId: string | null = null;

  #send(message: string): Promise<void> {
    if (!this.#socket) return Promise.reject(new Core.TransportError('The device has no socket'));
    this.#delegate.send(this.#socket.id, message);
    return Promise.resolve();
  }
}
