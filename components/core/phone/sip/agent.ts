import {
  DigestAuthentication,
  Grammar,
  IncomingRequestMessage,
  Levels,
  LoggerFactory,
  Parser,
  URI,
  UserAgentCore,
  type IncomingInviteRequest,
  type OutgoingInviteRequestDelegate,
  type OutgoingInviteRequest,
  type OutgoingRegisterRequest,
  type OutgoingRequestDelegate,
} from 'sip.js/lib/core/index.js';
import type { SipTransport } from './transport.ts';

export interface Credentials {
  /** `user@domain` */
  aor: string;
  username: string;
  password: string;
  deviceId: string;
}

export const sdpType = 'application/sdp';

/**
 * The user agent of this page on sip.js's core: dialogs, transactions and digest authentication are the library's.
 * Its `api` layer is left out: it brings its own media and sockets along, which the core does without.
 */
export class SipAgent {
  #core: UserAgentCore;
  #loggers = new LoggerFactory();
  #viaHost = `${token(12)}.invalid`;
  #contactUri: URI;
  #aor: URI;
  #credentials: Credentials;
  #register = { callId: token(22), fromTag: token(10), cseq: 1 };

  constructor(credentials: Credentials, transport: SipTransport, onInvite: (request: IncomingInviteRequest) => void) {
    this.#loggers.builtinEnabled = false;
    this.#loggers.level = Levels.error;
    this.#credentials = credentials;
    const aor = Grammar.URIParse(`sip:${credentials.aor}`);
    if (!aor) throw new Error('The PBX gave no usable address');
    this.#aor = aor;
    const contact = new URI('sip', token(8), this.#viaHost, undefined, { transport: 'ws' });
    this.#contactUri = contact;
    this.#core = new UserAgentCore(
      {
        aor,
        contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
        displayName: '',
        loggerFactory: this.#loggers,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: token(5),
        supportedOptionTags: ['outbound'],
        supportedOptionTagsResponse: ['outbound'],
        userAgentHeaderFieldValue: 'Klapka',
        viaForceRport: false,
        viaHost: this.#viaHost,
        authenticationFactory: () => new DigestAuthentication(this.#loggers, undefined, this.#credentials.username, this.#credentials.password),
        transportAccessor: () => transport,
      },
      { onInvite },
    );
  }

  /** Where the PBX reaches this page, for requests in which sip.js's core does not say so itself. */
  get contactHeader(): string {
    return `Contact: <${this.#contactUri.toString()}>`;
  }

  get contactUser(): string {
    return this.#contactUri.user ?? '';
  }

  /** Later requests sign with these; they come fresh with every ticket. */
  renew(credentials: Credentials): void {
    this.#credentials = credentials;
  }

  /** A message from the socket. Answers to nobody, and requests without their five headers, are dropped. */
  receive(text: string): void {
    const message = Parser.parseMessage(text, this.#loggers.getLogger('sip'));
    if (!message || !['from', 'to', 'call_id', 'cseq', 'via'].every((name) => message.hasHeader(name))) return;
    if (message instanceof IncomingRequestMessage) this.#core.receiveIncomingRequestFromTransport(message);
    else if (message.via.host === this.#viaHost) this.#core.receiveIncomingResponseFromTransport(message);
  }

  register(expires: number, delegate: OutgoingRequestDelegate): OutgoingRegisterRequest {
    const registrar = this.#aor.clone();
    registrar.user = undefined;
    // RFC 3261 §10.2: one Call-ID and a rising CSeq for all registrations of a phone; RFC 5626 names the device.
    const contact = `${this.contactHeader};reg-id=1;+sip.instance="<urn:uuid:${this.#credentials.deviceId}>";expires=${expires}`;
    const request = this.#core.makeOutgoingRequestMessage('REGISTER', registrar, this.#aor, this.#aor, { ...this.#register }, [contact]);
    const sent = this.#core.register(request, delegate);
    // A challenge makes sip.js send the request again with the next number.
    this.#register.cseq += 2;
    return sent;
  }

  /** Sends an INVITE with an offer; the Call-ID is the caller's, who shows the call before its offer is made. */
  invite(number: string, callId: string, sdp: string, delegate: OutgoingInviteRequestDelegate): OutgoingInviteRequest {
    // sip.js decodes and encodes the user part again when it writes it.
    const target = new URI('sip', encodeURIComponent(number), this.#aor.host, this.#aor.port);
    const body = { contentDisposition: 'session', contentType: sdpType, content: sdp };
    const request = this.#core.makeOutgoingRequestMessage('INVITE', target, this.#aor, target, { callId }, [this.contactHeader], body);
    return this.#core.invite(request, delegate);
  }

  dispose(): void {
    this.#core.dispose();
  }
}

/** Unguessable enough for tags and Call-IDs (RFC 3261 §19.3 wants 32 bits). */
export function token(length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet[byte % alphabet.length]).join('');
}
