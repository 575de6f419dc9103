import { randomUUID } from 'node:crypto';
import { Core, URI } from 'sip.js';
import type { SipCredentials } from '../../../server/ports/pbx.ts';
import { PhoneCall } from './call.ts';
import { PhoneMedia } from './media.ts';
import { connectWire } from './wire.ts';
import type { PhoneSide, Wire } from './wire.ts';

const silent = new Core.LoggerFactory();
silent.builtinEnabled = false;

export interface PhoneOptions {
  deviceId?: string;
  /** What it speaks, in Hz. */
  tone?: number;
  credentials?: SipCredentials;
}

/** A phone for tests of a PbxPort: SIP by sip.js's core over an in-memory socket, media by werift. */
export class TestPhone {
  readonly extensionNumber: string;
  readonly deviceId: string;
  readonly tone: number;
  readonly core: Core.UserAgentCore;
  readonly #pbx: PhoneSide;
  readonly #contact: URI;
  readonly #registerCallId = randomUUID();
  #registerCseq = 1;
  #credentials: SipCredentials | null;
  wire: Wire;
  readonly calls: PhoneCall[] = [];
  readonly #waiting: ((call: PhoneCall) => void)[] = [];
  readonly #unclaimed: PhoneCall[] = [];

  constructor(pbx: PhoneSide, extensionNumber: string, options: PhoneOptions = {}) {
    this.#pbx = pbx;
    this.extensionNumber = extensionNumber;
    this.deviceId = options.deviceId ?? randomUUID();
    this.tone = options.tone ?? 440;
    this.#credentials = options.credentials ?? null;
    this.#contact = new URI('sip', randomUUID().slice(0, 8), 'phone.invalid', undefined, { transport: 'ws' });
    this.wire = this.#connect();
    this.core = this.#createCore();
  }

  #connect(): Wire {
    const wire = connectWire(this.#pbx, this.extensionNumber, this.deviceId);
    wire.onMessage = (message) => this.receive(message);
    return wire;
  }

  #createCore(): Core.UserAgentCore {
    const transport: Core.Transport = {
      protocol: 'WS',
      send: (message) => {
        this.wire.send(message);
        return Promise.resolve();
      },
    };
    const contact = this.#contact;
    return new Core.UserAgentCore(
      {
        aor: new URI('sip', this.extensionNumber, 'klapka.invalid'),
        contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
        displayName: '',
        loggerFactory: silent,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: randomUUID().slice(0, 5),
        supportedOptionTags: ['outbound'],
        supportedOptionTagsResponse: ['outbound'],
        userAgentHeaderFieldValue: 'Test phone',
        viaForceRport: false,
        viaHost: 'phone.invalid',
        authenticationFactory: () => new Core.DigestAuthentication(silent, undefined, this.#credentials?.username ?? '', this.#credentials?.password ?? ''),
        transportAccessor: () => transport,
      },
      { onInvite: (request) => this.#invited(request) },
    );
  }

  receive(data: string): void {
    const message = Core.Parser.parseMessage(data, silent.getLogger('phone'));
    if (message instanceof Core.IncomingRequestMessage) this.core.receiveIncomingRequestFromTransport(message);
    else if (message) this.core.receiveIncomingResponseFromTransport(message);
  }

  /** Resolves with the final status of REGISTER. */
  async register(expires = 300, number = this.extensionNumber): Promise<number> {
    this.#credentials ??= await this.#pbx.sipCredentials(this.extensionNumber, this.deviceId);
    const address = new URI('sip', number, 'klapka.invalid');
    const registrar = new URI('sip', '', 'klapka.invalid');
    const options = { callId: this.#registerCallId, cseq: this.#registerCseq };
    this.#registerCseq += 2;
    const header = `Contact: <${this.#contact.toString()}>;+sip.instance="<urn:uuid:${this.deviceId}>";reg-id=1;expires=${expires}`;
    const message = this.core.makeOutgoingRequestMessage('REGISTER', registrar, address, address, options, [header]);
    return new Promise((resolve) => {
      const done = ({ message: { statusCode } }: Core.IncomingResponse): void => resolve(statusCode ?? 0);
      this.core.register(message, { onAccept: done, onReject: done });
    });
  }

  /** A new socket of the same page, as after a lost network. */
  async reconnect(): Promise<number> {
    this.wire.drop();
    this.#credentials = await this.#pbx.sipCredentials(this.extensionNumber, this.deviceId);
    this.wire = this.#connect();
    return this.register();
  }

  async dial(number: string, from = this.extensionNumber, headers: readonly string[] = []): Promise<PhoneCall> {
    const media = new PhoneMedia(this.tone);
    return this.#dial(number, from, media, await media.offer(), headers);
  }

  /** The PBX has to offer in its 200, the answer goes with the ACK. */
  dialWithoutOffer(number: string): PhoneCall {
    return this.#dial(number, this.extensionNumber, new PhoneMedia(this.tone), null);
  }

  #dial(number: string, from: string, media: PhoneMedia, offer: string | null, more: readonly string[] = []): PhoneCall {
    const target = new URI('sip', encodeURIComponent(number), 'klapka.invalid');
    const body = offer === null ? undefined : { contentDisposition: 'session', contentType: 'application/sdp', content: offer };
    const headers = [`Contact: <${this.#contact.toString()}>`, ...more];
    const message = this.core.makeOutgoingRequestMessage('INVITE', target, new URI('sip', from, 'klapka.invalid'), target, {}, headers, body);
    const call = this.#remember(new PhoneCall(media, message.callId, `<${this.#contact.toString()}>`));
    call.dial(this.core, message);
    return call;
  }

  #invited(request: Core.IncomingInviteRequest): void {
    const call = this.#remember(new PhoneCall(new PhoneMedia(this.tone), request.message.callId, `<${this.#contact.toString()}>`));
    call.receive(request);
    const waiting = this.#waiting.shift();
    if (waiting) waiting(call);
    else this.#unclaimed.push(call);
  }

  #remember(call: PhoneCall): PhoneCall {
    this.calls.push(call);
    return call;
  }

  /** The next incoming call, which rings already. */
  nextCall(): Promise<PhoneCall> {
    const call = this.#unclaimed.shift();
    return call ? Promise.resolve(call) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Like a closed tab: no BYE, no more packets. */
  async vanish(): Promise<void> {
    this.wire.drop();
    await Promise.all(this.calls.map((call) => call.media.close()));
  }

  async dispose(): Promise<void> {
    await this.vanish();
    this.core.dispose();
  }
}

/** The first calls the second, which answers; both phones are registered. */
export async function talk(caller: TestPhone, callee: TestPhone): Promise<{ caller: PhoneCall; callee: PhoneCall }> {
  const dialled = await caller.dial(callee.extensionNumber);
  const ringing = await callee.nextCall();
  await ringing.answer();
  await Promise.all([dialled.answered, ringing.answered]);
  return { caller: dialled, callee: ringing };
}
