import {
  DigestAuthentication,
  IncomingRequestMessage,
  Levels,
  LoggerFactory,
  Parser,
  URI,
  UserAgentCore,
  getBody,
  type IncomingInviteRequest,
  type IncomingRegisterRequest,
  type Session,
} from 'sip.js/lib/core/index.js';
import type { SipTicket } from '@klapka/protocol';
import type { SocketFactory } from '../../../../components/core/phone/sip/transport.ts';
import { FakeSocket } from './fake-socket.ts';

const sdp = (content: string) => ({ contentDisposition: 'session', contentType: 'application/sdp', content });

/** One end of a call as the fake PBX sees it. */
export class PbxLeg {
  /** Offers of re-INVITEs, in order. */
  offers: string[] = [];
  ended: { how: 'bye' | 'cancel'; reason: string | undefined } | null = null;
  /** Status for the next re-INVITE instead of an answer. */
  refuseReinvite: number | null = null;
  dialog: Session | null = null;
  readonly number: string;
  readonly offer: string;
  #changed: () => void;

  constructor(number: string, offer: string, changed: () => void) {
    this.number = number;
    this.offer = offer;
    this.#changed = changed;
  }

  attach(dialog: Session): void {
    this.dialog = dialog;
    dialog.delegate = {
      onBye: (request) => {
        request.accept();
        this.over('bye', request.message.getHeader('reason'));
      },
      onInvite: (request) => {
        this.offers.push(getBody(request.message)?.content ?? '');
        if (this.refuseReinvite) request.reject({ statusCode: this.refuseReinvite });
        else request.accept({ statusCode: 200, body: sdp('pbx answer') });
        this.refuseReinvite = null;
        this.#changed();
      },
    };
  }

  over(how: 'bye' | 'cancel', reason: string | undefined): void {
    this.ended = { how, reason };
    this.#changed();
  }
}

/** An INVITE of the phone, waiting for the PBX's answer. */
export class IncomingLeg extends PbxLeg {
  readonly request: IncomingInviteRequest;

  constructor(request: IncomingInviteRequest, number: string, changed: () => void) {
    super(number, getBody(request.message)?.content ?? '', changed);
    this.request = request;
    request.delegate = {
      onCancel: () => {
        request.reject({ statusCode: 487 });
        this.over('cancel', undefined);
      },
    };
  }

  ring(early?: string, statusCode = early ? 183 : 180): void {
    this.request.progress({ statusCode, ...(early && { body: sdp(early) }) });
  }

  answer(description = 'pbx answer'): void {
    this.attach(this.request.accept({ statusCode: 200, body: sdp(description) }).session);
  }

  reject(statusCode: number, reason?: string): void {
    this.request.reject({ statusCode, ...(reason && { extraHeaders: [`Reason: ${reason}`] }) });
  }
}

/** A call of the PBX to the phone. */
export class OutgoingLeg extends PbxLeg {
  status = 0;
  answerSdp: string | null = null;
  cancel: (reason?: string) => void = () => undefined;
}

/**
 * A fake PBX: real SIP by sip.js's core on the far side of a fake WebSocket, in memory. It knows one phone, checks
 * digest passwords if told to, and leaves every answer to the test.
 */
export class FakePbx {
  sockets: FakeSocket[] = [];
  registers: { expires: number; contact: string; authorized: boolean }[] = [];
  invites: IncomingLeg[] = [];
  tickets = 0;
  /** Status for the next REGISTERs instead of 200. */
  refuseRegister: number | null = null;
  /** Sockets are refused while true. */
  unreachable = false;
  challenge = false;
  grantedSeconds = 120;
  ticketError: Error | null = null;
  speaksSip = true;

  #core: UserAgentCore | null = null;
  #contact: URI | null = null;
  #loggers = new LoggerFactory();
  #waiters = new Set<() => void>();

  constructor() {
    this.#loggers.builtinEnabled = false;
    this.#loggers.level = Levels.error;
  }

  /** Another one after a restart. */
  epoch = 'first';

  ticket = async (): Promise<SipTicket> => {
    if (this.ticketError) throw this.ticketError;
    if (!this.speaksSip) return { kind: 'none' };
    this.tickets += 1;
    return {
      kind: 'sip',
      url: 'ws://pbx.test/sip',
      ticket: `t${this.tickets}`,
      aor: '1001@pbx.test',
      username: '1001',
      password: 'secret',
      deviceId: '6f6e5f4a-0000-4000-8000-000000000001',
      iceServers: [],
      expiresAt: Date.now() + 600_000,
      epoch: this.epoch,
    };
  };

  createSocket: SocketFactory = (url, protocols) => {
    const socket = new FakeSocket(url, protocols, !this.unreachable);
    this.sockets.push(socket);
    // One user agent for the life of the PBX: dialogs outlive a socket, as in the real one.
    this.#core ??= this.#createCore();
    socket.onSent = (text) => this.#receive(text);
    this.#tell();
    return socket as unknown as WebSocket;
  };

  /** The socket in use. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('The phone has opened no socket');
    return socket;
  }

  /** Resolves as soon as `ready` holds; looked at after everything that happens to the PBX. */
  until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!ready()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }

  async nextInvite(): Promise<IncomingLeg> {
    const count = this.invites.length;
    await this.until(() => this.invites.length > count);
    const leg = this.invites[count];
    if (!leg) throw new Error('No INVITE');
    return leg;
  }

  /** Calls the phone. */
  call(number: string, name = '', offer: string | null = 'pbx offer', headers: string[] = []): OutgoingLeg {
    const core = this.#core;
    const contact = this.#contact;
    if (!core || !contact) throw new Error('The phone is not registered');
    const leg = new OutgoingLeg(number, offer ?? '', () => this.#tell());
    const from = new URI('sip', number, 'pbx.test');
    const to = new URI('sip', '1001', 'pbx.test');
    const message = core.makeOutgoingRequestMessage('INVITE', contact, from, to, { fromDisplayName: name }, ['Contact: <sip:pbx@pbx.test>', ...headers], offer === null ? undefined : sdp(offer));
    const request = core.invite(message, {
      onProgress: (response) => this.#status(leg, response.message.statusCode),
      onAccept: (response) => {
        response.ack();
        leg.answerSdp = getBody(response.message)?.content ?? null;
        leg.attach(response.session);
        this.#status(leg, 200);
      },
      onReject: (response) => this.#status(leg, response.message.statusCode),
    });
    leg.cancel = (reason) => request.cancel(undefined, reason ? { extraHeaders: [`Reason: ${reason}`] } : {});
    return leg;
  }

  #status(leg: OutgoingLeg, status: number | undefined): void {
    leg.status = status ?? 0;
    this.#tell();
  }

  #createCore(): UserAgentCore {
    const contact = new URI('sip', 'pbx', 'pbx.test');
    return new UserAgentCore(
      {
        aor: contact,
        contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => '<sip:pbx@pbx.test>' },
        displayName: '',
        loggerFactory: this.#loggers,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: 'fakep',
        supportedOptionTags: [],
        supportedOptionTagsResponse: [],
        userAgentHeaderFieldValue: 'fake',
        viaForceRport: false,
        viaHost: 'pbx.test',
        authenticationFactory: () => new DigestAuthentication(this.#loggers, undefined, '', ''),
        transportAccessor: () => ({ protocol: 'WS', send: async (text: string) => this.socket.deliver(text) }),
      },
      { onRegister: (request) => this.#onRegister(request), onInvite: (request) => this.#onInvite(request) },
    );
  }

  #dialled = new WeakMap<object, string>();

  #receive(text: string): void {
    const message = Parser.parseMessage(text, this.#loggers.getLogger('fake'));
    if (!message || !this.#core) throw new Error(`The phone sent something that is not SIP: ${text.slice(0, 80)}`);
    if (message instanceof IncomingRequestMessage) {
      // The core takes only requests for its own user; the dialled one is kept aside.
      if (message.ruri) this.#dialled.set(message, message.ruri.user ?? '');
      message.ruri = new URI('sip', 'pbx', 'pbx.test');
      this.#core.receiveIncomingRequestFromTransport(message);
    } else {
      this.#core.receiveIncomingResponseFromTransport(message);
    }
    this.#tell();
  }

  #onRegister(request: IncomingRegisterRequest): void {
    const { message } = request;
    const contact = message.getHeader('contact') ?? '';
    const authorized = message.hasHeader('authorization');
    if (this.challenge && !authorized) {
      request.reject({ statusCode: 401, extraHeaders: ['WWW-Authenticate: Digest realm="pbx.test", nonce="n1", qop="auth", algorithm=MD5'] });
      return;
    }
    const expires = Number(/expires=(\d+)/.exec(contact)?.[1] ?? 0);
    this.registers.push({ expires, contact, authorized });
    if (this.refuseRegister) {
      request.reject({ statusCode: this.refuseRegister });
      return;
    }
    const uri = /<sip:([^@]+)@([^;>]+)/.exec(contact);
    this.#contact = new URI('sip', uri?.[1] ?? '', uri?.[2] ?? '');
    const others = 'Contact: <sip:other@elsewhere.invalid>;expires=999';
    request.accept({ statusCode: 200, extraHeaders: [others, `Contact: ${contact.replace(/expires=\d+/, `expires=${Math.min(expires, this.grantedSeconds)}`)}`] });
  }

  #onInvite(request: IncomingInviteRequest): void {
    this.invites.push(new IncomingLeg(request, this.#dialled.get(request.message) ?? '', () => this.#tell()));
  }

  #tell(): void {
    for (const look of [...this.#waiters]) look();
  }
}
