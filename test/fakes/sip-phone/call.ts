import type { Core } from 'sip.js';
import type { PhoneMedia } from './media.ts';

export interface CallEnd {
  /** `bye` and `cancel` come from the PBX, `refused` is a final answer, `local` what the phone itself did. */
  how: 'bye' | 'cancel' | 'refused' | 'local';
  status?: number;
  /** Header Reason, as received. */
  reason?: string;
}

const body = (content: string): Core.Body => ({ contentDisposition: 'session', contentType: 'application/sdp', content });

/** One call of the test phone, from its side. */
export class PhoneCall {
  readonly media: PhoneMedia;
  readonly sipCallId: string;
  readonly #contact: string;
  readonly #ringing = Promise.withResolvers<void>();
  readonly #answered = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<CallEnd>();
  /** Against the rules: an offer in a 200 is acknowledged without an answer. */
  acknowledgesEmpty = false;
  #session: Core.Session | null = null;
  #outgoing: Core.OutgoingInviteRequest | null = null;
  #incoming: Core.IncomingInviteRequest | null = null;

  constructor(media: PhoneMedia, sipCallId: string, contact: string) {
    this.media = media;
    this.sipCallId = sipCallId;
    this.#contact = contact;
    this.#answered.promise.catch(() => undefined);
    this.#ringing.promise.catch(() => undefined);
  }

  /** 180 was received. */
  get ringing(): Promise<void> {
    return this.#ringing.promise;
  }

  /** Answered on both sides; rejects if it never will be. */
  get answered(): Promise<void> {
    return this.#answered.promise;
  }

  get ended(): Promise<CallEnd> {
    return this.#ended.promise;
  }

  get from(): string {
    return this.#incoming?.message.from.uri.user ?? '';
  }

  get fromName(): string {
    return this.#incoming?.message.from.displayName ?? '';
  }

  /** What the PBX says of a call that it hands over. */
  get resumes(): string {
    return this.#incoming?.message.getHeader('x-klapka-resume') ?? '';
  }

  /** How the PBX calls this phone in, as what: it has to answer by itself. */
  get answers(): string {
    return this.#incoming?.message.getHeader('x-klapka-answer') ?? '';
  }

  /** Header fields of ours in the INVITE, whatever they say. */
  get ownHeaders(): string[] {
    return Object.keys(this.#incoming?.message.headers ?? {}).filter((name) => /^x-klapka-/i.test(name));
  }

  dial(core: Core.UserAgentCore, message: Core.OutgoingRequestMessage): void {
    this.#outgoing = core.invite(message, {
      onProgress: () => this.#ringing.resolve(),
      onAccept: (response) => {
        this.#attach(response.session);
        const agreed = message.body ? this.#acceptAnswer(response) : this.#answerOffer(response);
        agreed.then(() => this.#answered.resolve(), (error: unknown) => this.#answered.reject(error));
      },
      onReject: ({ message: { statusCode, headers } }) => this.#end({ how: 'refused', ...(statusCode === undefined ? {} : { status: statusCode }), ...reasonOf(headers) }),
    });
  }

  async #acceptAnswer(response: Core.AckableIncomingResponseWithSession): Promise<void> {
    response.ack();
    await this.media.accept(response.message.body);
  }

  /** The 200 has the offer, because the INVITE had none. */
  async #answerOffer(response: Core.AckableIncomingResponseWithSession): Promise<void> {
    const answer = await this.media.answer(response.message.body);
    response.ack(this.acknowledgesEmpty ? {} : { body: body(answer) });
  }

  receive(request: Core.IncomingInviteRequest): void {
    this.#incoming = request;
    request.delegate = { onCancel: (message) => {
      request.reject({ statusCode: 487 });
      this.#end({ how: 'cancel', ...reasonOf(message.headers) });
    } };
    request.trying();
    request.progress({ statusCode: 180 });
  }

  async answer(): Promise<void> {
    const request = this.#incoming;
    if (!request) throw new Error('Only an incoming call can be answered');
    const answer = await this.media.answer(request.message.body);
    this.#attach(request.accept({ statusCode: 200, body: body(answer) }).session);
  }

  /** 603: no for all phones of the extension. 486: this one is busy. */
  decline(statusCode: 603 | 486 | 480 = 603): void {
    this.#incoming?.reject({ statusCode });
    this.#end({ how: 'local' });
  }

  cancel(): void {
    this.#outgoing?.cancel();
  }

  hangUp(): void {
    this.#session?.bye();
    this.#end({ how: 'local' });
  }

  /** Sends a re-INVITE; resolves with the PBX's answer. */
  async renegotiate(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive', options?: { iceRestart: boolean }): Promise<string> {
    this.media.direction = direction;
    const offer = await this.media.offer(options);
    const answered = Promise.withResolvers<string>();
    this.#session?.invite(
      {
        onAccept: (response) => {
          response.ack();
          answered.resolve(response.message.body);
        },
        onReject: (response) => answered.reject(new Error(`re-INVITE refused with ${response.message.statusCode}`)),
      },
      { body: body(offer), extraHeaders: [`Contact: ${this.#contact}`] },
    );
    const sdp = await answered.promise;
    await this.media.accept(sdp);
    if (options?.iceRestart) this.media.restarted();
    return sdp;
  }

  /** A re-INVITE that asks the PBX for an offer. */
  async askForOffer(): Promise<void> {
    const answered = Promise.withResolvers<void>();
    const answer = (response: Core.AckableIncomingResponseWithSession): void => void this.#answerOffer(response).then(() => answered.resolve(), (error: unknown) => answered.reject(error));
    this.#session?.invite(
      { onAccept: answer, onReject: (response) => answered.reject(new Error(`re-INVITE refused with ${response.message.statusCode}`)) },
      { extraHeaders: [`Contact: ${this.#contact}`] },
    );
    await answered.promise;
  }

  /** Asks the PBX to send the other side on; resolves with the status it answers. */
  refer(number: string): Promise<number> {
    return new Promise((resolve) => {
      const done = ({ message: { statusCode } }: Core.IncomingResponse): void => resolve(statusCode ?? 0);
      this.#session?.refer({ onAccept: done, onReject: done }, { extraHeaders: [`Refer-To: <sip:${number}@klapka.invalid>`, `Contact: ${this.#contact}`] });
    });
  }

  hold(): Promise<string> {
    return this.renegotiate('sendonly');
  }

  resume(): Promise<string> {
    return this.renegotiate('sendrecv');
  }

  /** Resolves when at least half of what is heard is this tone. A lost packet of the handshake alone costs 1, 2 and then 4 s. */
  hears(frequency: number, timeout = 8000): Promise<void> {
    const { ear } = this.media;
    ear.forget();
    return this.media.until(() => ear.share(frequency) > 0.5, timeout, `${frequency} Hz heard`);
  }

  /** Resolves when all of these are heard at once, and none of those. */
  hearsAll(frequencies: readonly number[], not: readonly number[] = [], timeout = 8000): Promise<void> {
    const { ear } = this.media;
    ear.forget();
    const heard = (): boolean => frequencies.every((frequency) => ear.share(frequency) > 0.6 / frequencies.length) && not.every((frequency) => ear.share(frequency) < 0.05);
    return this.media.until(heard, timeout, `${frequencies.join(', ')} Hz heard${not.length > 0 ? `, and not ${not.join(', ')} Hz` : ''}`);
  }

  /** Resolves when nothing was to be heard for a while, whether packets come or not. */
  hearsNothing(timeout = 8000): Promise<void> {
    const { media } = this;
    const from = media.frames;
    return media.until(() => media.frames - Math.max(from, media.lastHeardAt) > 25, timeout, 'silence heard');
  }

  /** Presses a key and lets it go. */
  async presses(key: string): Promise<void> {
    await this.media.pressed(key);
  }

  #attach(session: Core.Session): void {
    this.#session = session;
    session.delegate = {
      // Before, a called phone may not hang up (RFC 3261 §15).
      onAck: () => this.#answered.resolve(),
      onBye: (request) => {
        request.accept();
        this.#end({ how: 'bye', ...reasonOf(request.message.headers) });
      },
    };
  }

  #end(end: CallEnd): void {
    this.#ended.resolve(end);
    this.#answered.reject(new Error(`The call ended: ${JSON.stringify(end)}`));
    this.#ringing.reject(new Error(`The call ended: ${JSON.stringify(end)}`));
    void this.media.close();
  }
}

function reasonOf(headers: Record<string, { raw: string }[]>): { reason?: string } {
  const raw = headers['Reason']?.[0]?.raw;
  return raw === undefined ? {} : { reason: raw };
}
