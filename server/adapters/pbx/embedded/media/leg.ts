import type { Socket } from 'node:dgram';
import type { RtpPacket } from 'werift';
import type { AudioLeg } from './audio-leg.ts';
import { DtlsSrtp } from './dtls-srtp.ts';
import type { Certificate } from './dtls-srtp.ts';
import { IceLite } from './ice-lite.ts';
import type { PeerAddress } from './ice-lite.ts';
import { OutStream } from './out-stream.ts';
import type { MediaFrame } from './out-stream.ts';
import { Reports } from './rtcp.ts';
import { SdpError, parseAudio, writeAnswer, writeOffer } from './sdp.ts';
import type { Direction, LocalAudio, RemoteAudio } from './sdp.ts';
import { isDtls, isMedia, isRtcp, isStun } from './stun.ts';
import { plainAddress, sendTo } from './udp.ts';

export interface MediaLegOptions {
  id: string;
  socket: Socket;
  addresses: string[];
  certificate: Certificate;
  quietAfter: number;
  now(): number;
  onFrame(frame: MediaFrame): void;
  onConnected(): void;
  /** The handshake failed, or an error that would otherwise have been nobody's. */
  onFailed(error: Error): void;
}

const maximumEarlyPackets = 8;

/** The media of one leg: a UDP socket, ICE-lite, DTLS-SRTP, and the stream the phone hears. */
export class MediaLeg implements AudioLeg {
  readonly id: string;
  readonly #options: MediaLegOptions;
  readonly #ice = new IceLite();
  readonly #out: OutStream;
  readonly #reports: Reports;
  readonly #sessionId = String(Date.now());
  readonly #localPort: number;
  #version = 0;
  #remote: RemoteAudio | null = null;
  #dtls: DtlsSrtp | null = null;
  /** A fast phone's ClientHello overtakes its SIP answer; without it the handshake would wait for a retransmission. */
  #early: Buffer[] = [];
  #closed = false;
  lastHeardAt: number;

  constructor(options: MediaLegOptions) {
    this.id = options.id;
    this.#options = options;
    this.#out = new OutStream(Math.floor(Math.random() * 0xffffffff));
    this.#reports = new Reports(this.#out.ssrc);
    this.#localPort = options.socket.address().port;
    this.lastHeardAt = options.now();
    options.socket.on('message', (packet, from) => this.#guard(() => this.#receive(packet, { address: plainAddress(from.address), port: from.port })));
    options.socket.on('error', (error) => options.onFailed(error));
  }

  get direction(): Direction {
    return this.#remote?.direction ?? 'inactive';
  }

  get quietAfter(): number {
    return this.#options.quietAfter;
  }

  get connected(): boolean {
    return this.#dtls?.ready ?? false;
  }

  #local(): LocalAudio {
    return {
      sessionId: this.#sessionId,
      version: ++this.#version,
      addresses: this.#options.addresses,
      port: this.#localPort,
      ufrag: this.#ice.local.ufrag,
      password: this.#ice.local.password,
      fingerprint: this.#options.certificate.fingerprint,
      ssrc: this.#out.ssrc,
    };
  }

  /** Answers a first offer or a later one; new ICE credentials in it restart ICE, DTLS and SRTP go on. */
  answer(sdp: string): string {
    const remote = parseAudio(sdp);
    this.#accept(remote);
    return writeAnswer(this.#local(), remote);
  }

  offer(): string {
    return writeOffer(this.#local(), this.#remote);
  }

  acceptAnswer(sdp: string): void {
    this.#accept(parseAudio(sdp));
  }

  #accept(remote: RemoteAudio): void {
    const known = this.#remote;
    if (known && known.fingerprint !== remote.fingerprint) throw new SdpError('A call cannot change its certificate');
    if (known && known.ufrag !== remote.ufrag) this.#ice.restart();
    this.#ice.setRemote(remote.ufrag);
    this.#remote = remote;
    if (!known) this.#startDtls(remote);
  }

  #startDtls(remote: RemoteAudio): void {
    const dtls = new DtlsSrtp({
      certificate: this.#options.certificate,
      role: remote.setup === 'passive' ? 'client' : 'server',
      remoteFingerprint: remote.fingerprint,
      send: (packet) => this.#send(packet),
      onConnected: () => this.#options.onConnected(),
      onFailed: (error) => this.#options.onFailed(error),
      onRtp: (packet) => this.#heard(packet),
      onRtcp: (compound) => this.#reports.received(compound, this.#options.now()),
    });
    this.#dtls = dtls;
    for (const packet of this.#early.splice(0)) dtls.receiveDtls(packet);
    if (this.#ice.target) dtls.start();
  }

  #receive(packet: Buffer, from: PeerAddress): void {
    if (this.#closed) return;
    if (isStun(packet)) return this.#receiveCheck(packet, from);
    if (!this.#ice.knows(from)) return;
    if (isDtls(packet)) {
      if (this.#dtls) this.#dtls.receiveDtls(packet);
      else if (this.#early.length < maximumEarlyPackets) this.#early.push(Buffer.from(packet));
    } else if (isMedia(packet)) {
      if (isRtcp(packet)) this.#dtls?.receiveSrtcp(packet);
      else this.#dtls?.receiveSrtp(packet);
    }
  }

  #receiveCheck(packet: Buffer, from: PeerAddress): void {
    const first = this.#ice.target === null;
    const answer = this.#ice.receive(packet, from, this.#options.now());
    if (!answer) return;
    sendTo(this.#options.socket, answer, from);
    // A phone that only listens is alive as long as it checks its path.
    if (this.direction === 'recvonly' || this.direction === 'inactive') this.lastHeardAt = this.#options.now();
    if (first && this.#ice.target) this.#dtls?.start();
  }

  #heard(packet: RtpPacket): void {
    const { header, payload } = packet;
    this.lastHeardAt = this.#options.now();
    const remote = this.#remote;
    if (!remote) return;
    const arrival = { ssrc: header.ssrc, sequence: header.sequenceNumber, timestamp: header.timestamp };
    this.#reports.heard(arrival, header.payloadType === remote.pcmuPayloadType, this.lastHeardAt);
    if (payload.length === 0) return;
    const kind = header.payloadType === remote.pcmuPayloadType ? 'audio' : header.payloadType === remote.telephoneEventPayloadType ? 'telephone-event' : null;
    if (!kind) return;
    this.#options.onFrame({ payload, sequence: header.sequenceNumber, timestamp: header.timestamp, marker: header.marker, kind });
  }

  play(source: object | string, frame: MediaFrame): void {
    const remote = this.#remote;
    if (!remote || !this.connected || this.#closed) return;
    if (remote.direction === 'sendonly' || remote.direction === 'inactive') return;
    const types = { pcmu: remote.pcmuPayloadType, telephoneEvent: remote.telephoneEventPayloadType };
    const header = this.#out.header(source, frame, types, this.#options.now());
    if (!header) return;
    this.#dtls?.sendRtp(header, frame.payload);
    this.#reports.sent(frame.payload.length);
  }

  report(): void {
    if (!this.connected) return;
    const now = this.#options.now();
    const report = this.#reports.next(now, this.#out.timeAt(now));
    if (report) this.#dtls?.sendRtcp(report);
  }

  #send(packet: Buffer): void {
    const target = this.#ice.target;
    if (target && !this.#closed) sendTo(this.#options.socket, packet, target);
  }

  /** One leg's trouble stays its own. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onFailed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#guard(() => this.#dtls?.close());
    this.#closed = true;
    this.#options.socket.close();
  }
}
