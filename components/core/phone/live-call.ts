import type { CallEndReason, ErrorCode } from '@klapka/protocol';
import { MicrophoneError } from '../devices/microphone-error.ts';
import { canMove, moved } from './call-state.ts';
import { endReason, type SessionEnd } from './end-reason.ts';
import { openCamera } from './media/camera.ts';
import type { CallMedia } from './media/call-media.ts';
import type { Microphone } from './media/microphone.ts';
import type { Speaker } from './media/speaker.ts';
import { PhoneError, type CallPictures, type CallStat, type PhoneCall } from './phone-port.ts';
import { ReinviteError, type AnswerTime, type IncomingSession, type OutgoingSession, type SessionEvents } from './sip/session.ts';

export interface CallContext {
  microphone: Microphone;
  createSpeaker(): Speaker;
  onChange(): void;
  /** The far side of an outgoing call answered. */
  onAnswered(call: LiveCall): void;
  onError(code: ErrorCode, message: string): void;
  /** Runs when the phone is registered: at once, or after a lost socket was replaced. */
  whenRegistered(task: () => void): void;
  random(): number;
}

/** How long a call that is answered may be without audio before the person is told. */
const silentFor = 5_000;
/** How long the audio may take to come up, again after a restart, before the call is given up. */
const mediaTime = 8_000;
/** How long a call waits for its audio to come back; the PBX keeps the other side no longer. */
const lostAfter = 20_000;
/** How long a microphone that was replaced by another is spoken of. */
const noticeTime = 5_000;
const triesAfterGlare = 3;

/** One call: its picture, its SIP session and its audio, kept together. */
export class LiveCall implements SessionEvents {
  picture: PhoneCall;
  earlyMedia = false;
  /** Resolves when it is over. What was asked for shortly before may never be answered: a closed peer connection settles nothing. */
  readonly over: Promise<void>;

  #isOver!: () => void;
  #context: CallContext;
  #media: CallMedia;
  #speaker: Speaker;
  #session: OutgoingSession | IncomingSession | null = null;
  /** Our answer to the offer of an incoming call, made while it rings. */
  #answer: Promise<string> | null = null;
  #answered = false;
  /** Taken over from the page before: it has been answered, so it does not ring. */
  #resumed = false;
  #connected = false;
  #restarted = false;
  #mediaTimer: ReturnType<typeof setTimeout> | undefined;
  #silentTimer: ReturnType<typeof setTimeout> | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  /** Renegotiations wait for each other: one offer at a time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(picture: PhoneCall, media: CallMedia, context: CallContext) {
    this.picture = picture;
    this.over = new Promise((resolve) => (this.#isOver = resolve));
    this.#media = media;
    this.#context = context;
    this.#speaker = context.createSpeaker();
    media.listen({
      onRemoteStream: (stream) => this.#speaker.play(stream),
      onPictures: () => this.#look(),
      onConnected: () => this.#mediaConnected(),
      onBroken: () => this.#mediaBroken(),
    });
  }

  get ended(): boolean {
    return this.picture.state === 'ended';
  }

  /** Opens the microphone, waits for the offer, sends the INVITE. */
  async dial(offer: Promise<string>, invite: (sdp: string) => OutgoingSession): Promise<void> {
    const [sdp] = await this.#withMicrophone(offer);
    if (!this.ended) this.#session = invite(sdp);
  }

  /** Rings. The answer is made now, so that answering costs no gathering. */
  ring(session: IncomingSession, offer: string | null): void {
    this.#session = session;
    // An INVITE without an offer is not ours to make one for: the PBX never sends it.
    this.#answer = offer ? this.#media.answer(offer) : Promise.reject(new Error('An INVITE without an offer'));
    this.#answer.catch(() => undefined);
  }

  async answer(): Promise<void> {
    if (!canMove(this.picture, 'answering')) throw new PhoneError('CALL_GONE', 'This call cannot be answered');
    this.#show(moved(this.picture, 'answering', { error: null }));
    await this.#accept(Date.now());
  }

  /** Goes on with a call of the page before, as it was there; nobody is asked. `answeredAt`: ms since the epoch. */
  async resume(session: IncomingSession, offer: string | null, answeredAt: number): Promise<void> {
    const { muted, held } = this.picture;
    this.#resumed = true;
    this.#media.setMuted(muted);
    this.#media.setHeld(held);
    this.ring(session, offer);
    try {
      await this.#accept(answeredAt);
    } catch (error) {
      // Not to be kept waiting for: without a microphone there is nothing to come back with.
      session.hangUp(480);
      if (error instanceof PhoneError && error.code !== 'CALL_GONE') this.#context.onError(error.code, error.message);
    }
  }

  async #accept(answeredAt: number): Promise<void> {
    const session = this.#session;
    if (!this.#answer) throw new PhoneError('CALL_GONE', 'This call cannot be answered');
    const [sdp] = await this.#withMicrophone(this.#answer);
    if (this.ended || !session || !('accept' in session)) throw new PhoneError('CALL_GONE', 'The caller hung up');
    try {
      session.accept(sdp);
    } catch (error) {
      this.end('cancelled');
      throw new PhoneError('CALL_GONE', 'The caller hung up', { cause: error });
    }
    this.#answered = true;
    this.#talking(answeredAt);
  }

  /** Ends the call, whatever its state, as the person here wishes. */
  hangUp(status?: number): void {
    if (this.ended) return;
    const session = this.#session;
    const reason = this.picture.state === 'talking' ? 'hung-up' : this.picture.direction === 'outgoing' ? 'cancelled' : 'declined';
    this.end(reason);
    this.#context.whenRegistered(() => session?.hangUp(status));
  }

  end(reason: CallEndReason, error: ErrorCode | null = null): void {
    if (this.ended) return;
    clearTimeout(this.#mediaTimer);
    clearTimeout(this.#silentTimer);
    clearTimeout(this.#noticeTimer);
    clearTimeout(this.#lostTimer);
    this.#media.close();
    this.#speaker.stop();
    this.#context.microphone.release(this);
    this.#isOver();
    this.#show(moved(this.picture, 'ended', { endedAt: Date.now(), endReason: reason, holdPending: false, camera: false, pictures: false, error: error ?? this.picture.error }));
  }

  setMuted(muted: boolean): void {
    if (this.ended || this.picture.muted === muted) return;
    this.#media.setMuted(muted);
    this.#show({ ...this.picture, muted });
  }

  /** Resolves when the PBX agreed. */
  async setHeld(held: boolean): Promise<void> {
    if (this.picture.state !== 'talking') throw new PhoneError('CALL_GONE', 'Only a call in progress can be changed');
    await this.#inTurn(async () => {
      if (this.picture.held === held || this.ended) return;
      this.#show({ ...this.picture, holdPending: true });
      this.#media.setHeld(held);
      try {
        await this.#renegotiate(false);
        if (!this.ended) this.#show({ ...this.picture, held, holdPending: false });
      } catch (error) {
        this.#media.setHeld(!held);
        if (!this.ended) this.#show({ ...this.picture, holdPending: false });
        throw new PhoneError('PBX_UNAVAILABLE', 'The PBX did not agree to the change', { cause: error });
      }
    });
  }

  get pictures(): CallPictures {
    return this.#media.pictures;
  }

  /** Resolves when the PBX agreed. */
  async setCamera(on: boolean): Promise<void> {
    if (this.picture.state !== 'talking') throw new PhoneError('CALL_GONE', 'Only a call in progress can be changed');
    const track = on ? await openCamera() : null;
    // The device goes, or the person takes the permission back.
    track?.addEventListener('ended', () => void this.setCamera(false).catch(() => undefined));
    await this.#inTurn(async () => {
      if (this.ended) return track?.stop();
      this.#media.setCamera(track);
      try {
        await this.#renegotiate(false);
      } catch (error) {
        this.#media.setCamera(null);
        throw new PhoneError('PBX_UNAVAILABLE', 'The PBX did not agree to the change', { cause: error });
      } finally {
        this.#look();
      }
    });
  }

  sendDtmf(tones: string): void {
    const digits = tones.replace(/[^0-9A-D*#,]/gi, '');
    if (this.picture.state !== 'talking' || !digits) return;
    if (!this.#media.sendDtmf(digits)) return this.#context.onError('NOT_SUPPORTED', 'The PBX takes no digits in this call');
    this.#show({ ...this.picture, digits: this.picture.digits + digits });
  }

  report(): Promise<readonly CallStat[]> {
    return this.#media.report();
  }

  setSpeaker(id: string): void {
    this.#speaker.setDevice(id);
  }

  /** The socket is new: tell the PBX where we are, with a new path for the audio where the network changed. */
  regained(networkChanged: boolean): void {
    if (this.picture.state === 'talking') void this.#refresh(networkChanged);
  }

  socketLost(): void {
    this.#session?.giveUpReinvite();
  }

  /** A new path for the audio. */
  restart(): void {
    if (this.picture.state === 'talking') this.#context.whenRegistered(() => void this.#refresh(true));
  }

  onRinging(): void {
    if (canMove(this.picture, 'ringing')) this.#show(moved(this.picture, 'ringing'));
  }

  onAnswer(sdp: string, when: AnswerTime): void {
    // The first description is the answer; what a 200 repeats after a 183 is the same one (RFC 3261 §13.2.1).
    const first = !this.#answered;
    this.#answered = true;
    if (when === 'audible') this.earlyMedia = true;
    if (first) this.#inTurn(() => this.#media.setAnswer(sdp)).catch(() => this.#fail('INTERNAL', 'The answer of the PBX could not be used'));
    if (when !== 'answered') return;
    this.#talking(Date.now());
    this.#context.onAnswered(this);
  }

  onOffer(sdp: string): Promise<string> {
    return this.#media.answer(sdp);
  }

  onEnded(end: SessionEnd): void {
    this.end(endReason(end));
  }

  /** User of the microphone: it was replaced. */
  onTrack(track: MediaStreamTrack): void {
    void this.#media.setTrack(track);
    if (!this.picture.error) return;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => this.#show({ ...this.picture, error: null }), noticeTime);
  }

  /** User of the microphone: it is gone. */
  onLost({ code }: MicrophoneError): void {
    this.#show({ ...this.picture, error: code });
  }

  async #withMicrophone(description: Promise<string>): Promise<[string]> {
    try {
      const [sdp, track] = await Promise.all([description, this.#context.microphone.acquire(this)]);
      if (this.ended) track.stop();
      else await this.#media.setTrack(track);
      return [sdp];
    } catch (error) {
      if (this.ended) throw new PhoneError('CALL_GONE', 'The call ended meanwhile');
      const code = error instanceof MicrophoneError || error instanceof PhoneError ? error.code : 'INTERNAL';
      // An incoming call rings on: the person may give the permission and answer again.
      if (this.picture.direction === 'incoming' && !this.#resumed) this.#show(moved(this.picture, 'ringing', { error: code }));
      else this.end('failed', code);
      throw new PhoneError(code, 'The call could not be made ready', { cause: error });
    }
  }

  #talking(answeredAt: number): void {
    if (!canMove(this.picture, 'talking')) return;
    this.#show(moved(this.picture, 'talking', { answeredAt }));
    if (this.#connected) return;
    this.#mediaTimer = setTimeout(() => this.#mediaMissing(), mediaTime);
    this.#silentTimer = setTimeout(() => this.#show({ ...this.picture, error: 'NO_AUDIO' }), silentFor);
  }

  #mediaConnected(): void {
    this.#connected = true;
    clearTimeout(this.#silentTimer);
    if (this.picture.error === 'NO_AUDIO') this.#show({ ...this.picture, error: null });
    this.#restarted = false;
    clearTimeout(this.#mediaTimer);
    clearTimeout(this.#lostTimer);
    this.#lostTimer = undefined;
  }

  /** A new path is tried at once, and once more with every socket; what is dead for long is told to be so. */
  #mediaBroken(): void {
    this.#lostTimer ??= setTimeout(() => this.#giveUp('lost'), lostAfter);
    this.restart();
  }

  /** A SIP call without audio is no call: PBXes do not notice, so we must. */
  #mediaMissing(): void {
    if (this.#connected) return;
    if (this.#restarted) return this.#fail('NO_AUDIO', 'No audio could be exchanged with the PBX');
    this.#restarted = true;
    this.restart();
    this.#mediaTimer = setTimeout(() => this.#mediaMissing(), mediaTime);
  }

  #fail(code: ErrorCode, message: string): void {
    if (this.ended) return;
    this.#giveUp('failed', code);
    this.#context.onError(code, message);
  }

  #giveUp(reason: CallEndReason, code: ErrorCode | null = null): void {
    const session = this.#session;
    this.end(reason, code);
    this.#context.whenRegistered(() => session?.hangUp());
  }

  async #refresh(restart: boolean): Promise<void> {
    await this.#inTurn(() => this.#renegotiate(restart)).catch(() => undefined);
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #renegotiate(restart: boolean): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const session = this.#session;
      if (this.ended || !session) throw new ReinviteError(481);
      try {
        const offer = await this.#media.offer(restart);
        await this.#media.setAnswer(await session.reinvite(offer));
        return;
      } catch (error) {
        if (this.ended) throw error;
        await this.#media.rollback();
        const status = error instanceof ReinviteError ? error.status : 0;
        // RFC 5057 §5.1: these mean the dialog is gone, whoever ended it.
        if (status === 481 || status === 408) this.end('lost');
        if (status !== 491 || attempt === triesAfterGlare) throw error;
        await this.#pause();
      }
    }
  }

  /** RFC 3261 §14.1: after both sides offered at once, who made the call waits longer. */
  #pause(): Promise<void> {
    const least = this.picture.direction === 'outgoing' ? 2_100 : 0;
    return new Promise((resolve) => setTimeout(resolve, least + this.#context.random() * 1_900));
  }

  #look(): void {
    const { own, far } = this.#media.pictures;
    const [camera, pictures] = [own !== null, far !== null];
    if (!this.ended && (camera !== this.picture.camera || pictures !== this.picture.pictures)) this.#show({ ...this.picture, camera, pictures });
  }

  #show(picture: PhoneCall): void {
    this.picture = picture;
    this.#context.onChange();
  }
}
