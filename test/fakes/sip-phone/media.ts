import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader } from 'werift';
import type { RTCRtpTransceiver, RtpPacket } from 'werift';
import { ignoreRepeatedVerify } from '../../../server/adapters/pbx/embedded/media/client-handshake.ts';
import { Ear, fromUlaw, toneFrame } from './tones.ts';

const telephoneEvent = 101;
/** Height of a sample that is more than noise. */
const audible = 500;
const digits = '0123456789*#ABCD';
/** DTLS, and not STUN or RTP (RFC 7983). */
const isHandshake = ([first = 0]: Buffer): boolean => first >= 20 && first <= 63;

/** A browser's side of the media: full ICE, DTLS, SRTP; speaks a tone and listens. */
export class PhoneMedia {
  readonly ear = new Ear();
  readonly pc: RTCPeerConnection;
  readonly #transceiver: RTCRtpTransceiver;
  readonly #onHeard = new Set<() => void>();
  readonly #digits: string[] = [];
  readonly #seenEvents = new Set<number>();
  #timer: NodeJS.Timeout | null = null;
  #frame = 0;
  #sequence = 0;
  #released: { resolve(): void; after: number } | null = null;
  #event: { digit: number; start: number; packet: number } | null = null;
  #kept: Buffer[] | null = null;
  #gap: { since: number; longest: number } | null = null;
  tone: number;
  sending = true;
  framesHeard = 0;
  /** Frame of its own time in which something was last to be heard. */
  lastHeardAt = 0;
  framesSent = 0;

  constructor(tone: number) {
    this.tone = tone;
    this.pc = new RTCPeerConnection({
      iceServers: [],
      // Of an address of either kind it may speak by the one and have been heard first by the other, which Asterisk takes for somebody else.
      iceUseIpv6: false,
      codecs: {
        audio: [
          new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8000, channels: 1, payloadType: 0 }),
          new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8000, channels: 1, payloadType: telephoneEvent, parameters: '0-16' }),
        ],
      },
    });
    this.#transceiver = this.pc.addTransceiver('audio', { direction: 'sendrecv' });
    this.#shakeHands();
    this.pc.connectionStateChange.subscribe((state) => {
      if (state === 'connected') this.#start();
    });
  }

  /** As browsers do: a hello that comes before our own ICE is through counts, since the next one would come a second later. */
  #shakeHands(): void {
    const { dtlsTransport } = this.#transceiver;
    const { onData } = dtlsTransport.iceTransport.connection;
    const early: Buffer[] = [];
    const { unSubscribe } = onData.subscribe((data) => {
      if (isHandshake(data)) early.push(data);
    });
    dtlsTransport.onStateChange.subscribe((state) => {
      if (state !== 'connecting') return;
      unSubscribe();
      // Its DTLS socket is there as soon as whoever hears of this is through.
      queueMicrotask(() => {
        if (dtlsTransport.dtls) ignoreRepeatedVerify(dtlsTransport.dtls);
        for (const data of early) onData.execute(data);
      });
    });
  }

  async offer(options?: { iceRestart: boolean }): Promise<string> {
    await this.pc.setLocalDescription(await this.pc.createOffer(options));
    return this.pc.localDescription?.sdp ?? '';
  }

  async answer(offer: string): Promise<string> {
    await this.pc.setRemoteDescription({ type: 'offer', sdp: offer });
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    return this.pc.localDescription?.sdp ?? '';
  }

  async accept(answer: string): Promise<void> {
    await this.pc.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  /** werift's peer connection gathers anew for a restart but leaves starting the new checks to its user. */
  restarted(): void {
    this.#transceiver.dtlsTransport.iceTransport.start().catch(() => undefined);
  }

  set direction(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive') {
    this.#transceiver.setDirection(direction);
    this.sending = direction === 'sendrecv' || direction === 'sendonly';
  }

  /** The raw encrypted path, for sending forged and repeated packets. */
  get path(): { send(packet: Buffer): Promise<void> } {
    return this.#transceiver.dtlsTransport.iceTransport.connection;
  }

  #start(): void {
    if (this.#timer) return;
    this.#transceiver.dtlsTransport.onRtp.subscribe((packet) => this.#heard(packet));
    const started = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      const due = Math.min(sent + 5, Math.floor((performance.now() - started) / 20));
      for (; sent < due; sent++) this.#speak();
      for (const listener of [...this.#onHeard]) listener();
      sent = Math.max(sent, Math.floor((performance.now() - started) / 20));
    }, 20);
  }

  #speak(): void {
    const frame = this.#frame++;
    if (!this.sending) return;
    if (this.#event) return this.#speakEvent(frame);
    this.framesSent++;
    if (this.#released && this.framesSent >= this.#released.after) this.#released.resolve();
    this.#sendRtp(0, frame * 160, toneFrame(this.tone, frame), false);
  }

  #sendRtp(payloadType: number, timestamp: number, payload: Buffer, marker: boolean): void {
    const header = new RtpHeader({ payloadType, timestamp: timestamp >>> 0, sequenceNumber: this.#sequence++ & 0xffff, marker, ssrc: this.#transceiver.sender.ssrc });
    void this.#transceiver.dtlsTransport.sendRtp(payload, header);
  }

  /** A packet of the test's own making between the others. */
  sendPacket(payloadType: number, timestamp: number, payload: Buffer): void {
    this.#sendRtp(payloadType, timestamp, payload, false);
  }

  /** RFC 4733 §2.5: 100 ms of packets with one timestamp, the last one three times with the end bit. */
  press(digit: string): void {
    this.#event = { digit: digits.indexOf(digit), start: this.#frame, packet: 0 };
  }

  /** The same, until it is over and the phone speaks again, or has no call any more. */
  async pressed(digit: string): Promise<void> {
    this.press(digit);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#released = { resolve, after: this.framesSent + 4 };
    await promise;
  }

  #speakEvent(frame: number): void {
    const event = this.#event;
    if (!event) return;
    const end = event.packet >= 5;
    const payload = Buffer.from([event.digit, (end ? 0x80 : 0) | 10, 0, 0]);
    payload.writeUInt16BE((frame - event.start + 1) * 160, 2);
    this.#sendRtp(telephoneEvent, event.start * 160, payload, event.packet === 0);
    event.packet++;
    if (event.packet > 7) this.#event = null;
  }

  #heard(packet: RtpPacket): void {
    const { payloadType, timestamp } = packet.header;
    if (payloadType === telephoneEvent) this.#heardEvent(timestamp, packet.payload);
    if (payloadType === 0) {
      this.framesHeard++;
      this.ear.hear(packet.payload);
      this.#kept?.push(packet.payload);
      if (packet.payload.some((byte) => Math.abs(fromUlaw(byte)) > audible)) this.#heardVoice();
    }
    for (const listener of [...this.#onHeard]) listener();
  }

  /** 20 ms each, of its own time. */
  get frames(): number {
    return this.#frame;
  }

  #heardVoice(): void {
    this.lastHeardAt = this.#frame;
    const now = performance.now();
    if (this.#gap) this.#gap = { since: now, longest: Math.max(this.#gap.longest, now - this.#gap.since) };
  }

  /** From now on: every byte that is heard. */
  keep(): () => Buffer {
    const kept: Buffer[] = [];
    this.#kept = kept;
    return () => Buffer.concat(kept);
  }

  /** From now on: how long at most nothing was to be heard, in ms. */
  watchGaps(): () => number {
    this.#gap = { since: performance.now(), longest: 0 };
    return () => this.#gap?.longest ?? 0;
  }

  #heardEvent(timestamp: number, payload: Buffer): void {
    if (this.#seenEvents.has(timestamp)) return;
    this.#seenEvents.add(timestamp);
    this.#digits.push(digits[payload[0] ?? 0] ?? '?');
  }

  get digitsHeard(): string {
    return this.#digits.join('');
  }

  /** Resolves as soon as the condition holds after a packet; rejects after `timeout` ms. */
  until(condition: () => boolean, timeout: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`Not within ${timeout} ms: ${what}`));
      }, timeout);
      const done = (): void => {
        clearTimeout(timer);
        this.#onHeard.delete(check);
      };
      this.#onHeard.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    this.#released?.resolve();
    if (this.#timer) clearInterval(this.#timer);
    await this.pc.close();
  }
}
