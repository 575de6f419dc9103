import { randomBytes } from 'node:crypto';
import { Core, URI } from 'sip.js';
import { challenge, createNonce, deviceKey, sipDomain } from './auth.ts';
import type { Credentials } from './auth.ts';
import { inspect, silentLoggerFactory } from './inspect.ts';

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

interface Socket {
  id: number;
  nonce: string;
  /** A socket that proved its credentials once is not asked again: it dies with them. */
  authenticated: boolean;
  failures: number;
}

const maximumExpires = 600;
const minimumExpires = 30;
const maximumFailures = 5;

/** One registered phone: its SIP user agent lives as long as the device, its socket may change in the middle of a call. */
export class Device {
  readonly extensionNumber: string;
  readonly deviceId: string;
  readonly core: Core.UserAgentCore;
  readonly contact: URI;
  registration: Registration | null = null;
  #registeredAt = 0;
  #socket: Socket | null = null;
  #expiry: NodeJS.Timeout | null = null;
  readonly #credentials: Credentials;
  readonly #delegate: DeviceDelegate;
  readonly #dialled = new WeakMap<object, string>();

  constructor(extensionNumber: string, deviceId: string, credentials: Credentials, delegate: DeviceDelegate) {
    this.extensionNumber = extensionNumber;
    this.deviceId = deviceId;
    this.#credentials = credentials;
    this.#delegate = delegate;
    this.contact = new URI('sip', randomBytes(9).toString('hex'), sipDomain, undefined, { transport: 'ws' });
    this.core = this.#createCore();
  }

  #createCore(): Core.UserAgentCore {
    const contact = this.contact;
    const transport: Core.Transport = { protocol: 'WS', send: (message) => this.#send(message) };
    const configuration: Core.UserAgentCoreConfiguration = {
      aor: new URI('sip', this.extensionNumber, sipDomain),
      contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
      displayName: '',
      loggerFactory: silentLoggerFactory,
      hackViaTcp: false,
      routeSet: [],
      sipjsId: randomBytes(4).toString('hex'),
      supportedOptionTags: ['outbound'],
      supportedOptionTagsResponse: ['outbound'],
      userAgentHeaderFieldValue: 'Klapka',
      viaForceRport: false,
      viaHost: sipDomain,
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

  /** Whether it can be called now. */
  get reachable(): boolean {
    return this.registration !== null && this.#socket !== null;
  }

  /** A new socket of the device takes over from the one before; its calls stay. */
  adopt(socketId: number): void {
    const before = this.#socket;
    this.#socket = { id: socketId, nonce: createNonce(), authenticated: false, failures: 0 };
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
    const socket = this.#socket;
    if (socket?.id !== socketId) return;
    const inspected = inspect(data);
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
