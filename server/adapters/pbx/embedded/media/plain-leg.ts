import type { Socket } from 'node:dgram';
import { RtpPacket } from 'werift';
import type { AudioLeg } from './audio-leg.ts';
import type { PlainMedia } from './methods.ts';
import { OutStream } from './out-stream.ts';
import type { MediaFrame } from './out-stream.ts';
import { parsePlain, writePlainAnswer, writePlainOffer } from './plain-sdp.ts';
import type { PlainLocal, PlainRemote } from './plain-sdp.ts';
import { ReplayWindow } from './replay-window.ts';
import { Reports } from './rtcp.ts';
import type { Direction } from './sdp.ts';
import { isMedia, isRtcp } from './stun.ts';
import { plainAddress, sendTo } from './udp.ts';

export interface PlainLegOptions {
  socket: Socket;
  media: PlainMedia;
  now(): number;
  onFrame(frame: MediaFrame): void;
  onConnected(): void;
  onFailed(error: Error): void;
}

interface PeerAddress {
  address: string;
  port: number;
}

/** ms after which a sender that fell silent may be followed by one from another port. */
const latchedFor = 2_000;
/** ms; a phone may leave out what is silence, and has no page that says it goes. */
const longSilence = 60_000;
/** Packets in a row that seem old: its sender counts anew. */
const countsAnew = 25;

const isSame = (one: PeerAddress, other: PeerAddress): boolean => one.address === other.address && one.port === other.port;

/**
 * The audio of a desk phone or a carrier: RTP without encryption. It is sent back to where the other side's comes from
 * (symmetric, RFC 4961), which may be another port than it tells where a router stands between, but only of an address that may
 * be: a phone's is the one it registered from, whatever its description says, so that nobody has us send to a third one.
 */
export class PlainLeg implements AudioLeg {
  readonly quietAfter = longSilence;
  readonly #options: PlainLegOptions;
  readonly #out = new OutStream(Math.floor(Math.random() * 0xffffffff));
  readonly #reports = new Reports(this.#out.ssrc);
  readonly #sessionId = String(Date.now());
  #version = 0;
  #remote: PlainRemote | null = null;
  #latched: { from: PeerAddress; at: number } | null = null;
  #source: { ssrc: number; window: ReplayWindow; old: number } | null = null;
  #closed = false;
  #heardAt: number;

  constructor(options: PlainLegOptions) {
    this.#options = options;
    this.#heardAt = options.now();
    options.socket.on('message', (packet, { address, port }) => this.#receive(packet, { address: plainAddress(address), port }));
    options.socket.on('error', (error) => options.onFailed(error));
  }

  get direction(): Direction {
    return this.#remote?.direction ?? 'inactive';
  }

  get connected(): boolean {
    return this.#remote !== null;
  }

  /** One that says nothing because it holds or only listens is not gone. */
  get lastHeardAt(): number {
    return this.direction === 'sendrecv' ? this.#heardAt : this.#options.now();
  }

  #local(): PlainLocal {
    const { media, socket } = this.#options;
    return { sessionId: this.#sessionId, version: ++this.#version, address: media.address, port: socket.address().port };
  }

  answer(sdp: string): string {
    const remote = parsePlain(sdp);
    this.#accept(remote);
    return writePlainAnswer(this.#local(), remote);
  }

  offer(): string {
    return writePlainOffer(this.#local(), this.#remote);
  }

  acceptAnswer(sdp: string): void {
    this.#accept(parsePlain(sdp));
  }

  #accept(remote: PlainRemote): void {
    const known = this.#remote;
    this.#remote = remote;
    this.#heardAt = this.#options.now();
    if (known && !isSame(known, remote)) this.#latched = null;
    if (!known) queueMicrotask(() => this.#options.onConnected());
  }

  /** Where its audio comes from and ours goes. */
  get #host(): string {
    return this.#options.media.peer ?? this.#remote?.address ?? '';
  }

  #receive(packet: Buffer, from: PeerAddress): void {
    if (this.#closed || !this.#remote || from.address !== this.#host || packet.length < 12 || !isMedia(packet)) return;
    const now = this.#options.now();
    if (isRtcp(packet)) {
      this.#heardAt = now;
      return this.#reports.received(packet, now);
    }
    if (this.#latched && !isSame(this.#latched.from, from) && now - this.#latched.at < latchedFor) return;
    let rtp: RtpPacket;
    try {
      rtp = RtpPacket.deSerialize(packet);
    } catch {
      return;
    }
    if (!this.#isFresh(rtp.header.ssrc, rtp.header.sequenceNumber)) return;
    this.#latched = { from, at: now };
    this.#heard(rtp, this.#remote, now);
  }

  /** Nothing is signed here, so this keeps out what a network doubles, not who forges. */
  #isFresh(ssrc: number, sequence: number): boolean {
    if (this.#source?.ssrc !== ssrc) this.#source = { ssrc, window: new ReplayWindow(), old: 0 };
    const source = this.#source;
    if (!source.window.isFresh(sequence)) {
      if (++source.old < countsAnew) return false;
      source.window = new ReplayWindow();
    }
    source.old = 0;
    source.window.mark(sequence);
    return true;
  }

  #heard({ header, payload }: RtpPacket, remote: PlainRemote, now: number): void {
    this.#heardAt = now;
    const { payloadType, sequenceNumber: sequence, timestamp, marker, ssrc } = header;
    this.#reports.heard({ ssrc, sequence, timestamp }, payloadType === remote.pcmuPayloadType, now);
    const kind = payloadType === remote.pcmuPayloadType ? 'audio' : payloadType === remote.telephoneEventPayloadType ? 'telephone-event' : null;
    if (kind && payload.length > 0) this.#options.onFrame({ payload, sequence, timestamp, marker, kind });
  }

  play(source: object | string, frame: MediaFrame): void {
    const remote = this.#remote;
    if (!remote || this.#closed || remote.direction === 'sendonly' || remote.direction === 'inactive') return;
    const types = { pcmu: remote.pcmuPayloadType, telephoneEvent: remote.telephoneEventPayloadType };
    const header = this.#out.header(source, frame, types, this.#options.now());
    if (!header) return;
    this.#send(new RtpPacket(header, frame.payload).serialize(), this.#latched?.from ?? { address: this.#host, port: remote.port });
    this.#reports.sent(frame.payload.length);
  }

  report(): void {
    if (!this.#remote || this.#closed) return;
    const now = this.#options.now();
    const report = this.#reports.next(now, this.#out.timeAt(now));
    if (report) this.#send(report, { address: this.#host, port: this.#remote.rtcpPort });
  }

  #send(packet: Buffer, to: PeerAddress): void {
    sendTo(this.#options.socket, packet, to);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.socket.close();
  }
}
