import { createHash } from 'node:crypto';
import {
  CipherContext,
  DtlsClient,
  DtlsServer,
  HashAlgorithm,
  NamedCurveAlgorithm,
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  RtpPacket,
  SignatureAlgorithm,
  SrtcpSession,
  SrtpSession,
  keyLength,
  saltLength,
} from 'werift';
import type { RtpHeader, SrtpProfile } from 'werift';
import { ignoreRepeatedVerify } from './client-handshake.ts';
import { ReplayWindow } from './replay-window.ts';
import { ServerHandshake } from './server-handshake.ts';

export interface Certificate {
  certPem: string;
  keyPem: string;
  signatureHash: { hash: number; signature: number };
  /** SHA-256, upper-case hex with colons. */
  fingerprint: string;
}

const profiles: SrtpProfile[] = [ProtectionProfileAeadAes128Gcm, ProtectionProfileAes128CmHmacSha1_80];

/** One ECDSA certificate for the life of the worker: making one costs more than a handshake. */
export async function createCertificate(): Promise<Certificate> {
  const signatureHash = { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 };
  const made = await CipherContext.createSelfSignedCertificateWithKey(signatureHash, NamedCurveAlgorithm.secp256r1_23);
  const der = Buffer.from(made.certPem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  return { ...made, fingerprint: (hex.match(/../g) ?? []).join(':') };
}

export interface DtlsSrtpOptions {
  certificate: Certificate;
  role: 'server' | 'client';
  /** SHA-256 the other side's certificate must have; lower-case hex without colons. */
  remoteFingerprint: string;
  send(packet: Buffer): void;
  onConnected(): void;
  onFailed(error: Error): void;
  onRtp(packet: RtpPacket): void;
  onRtcp(compound: Buffer): void;
}

const maximumSources = 8;
/** Header and source, the index, the shortest tag. */
const minimumSrtcp = 8 + 4 + 10;

/** The DTLS handshake of one leg and the SRTP session that comes out of it. */
export class DtlsSrtp {
  readonly #options: DtlsSrtpOptions;
  readonly #dtls: DtlsServer | DtlsClient;
  readonly #transport: { onData: (packet: Buffer, from: [string, number]) => void };
  readonly #handshake: ServerHandshake | null;
  readonly #windows = new Map<number, ReplayWindow>();
  #srtp: SrtpSession | null = null;
  #srtcp: SrtcpSession | null = null;
  readonly #rtcpIndexes = new Map<number, number>();
  #closed = false;

  constructor(options: DtlsSrtpOptions) {
    this.#options = options;
    const deliver = (record: Buffer): void => this.#transport.onData(record, ['', 0]);
    const handshake = options.role === 'server' ? new ServerHandshake({ deliver, send: (packet) => options.send(packet) }) : null;
    const transport = {
      type: 'ice',
      address: { address: '', port: 0, family: 'IPv4' },
      closed: false,
      onData: (): void => undefined,
      send: (packet: Buffer): Promise<void> => {
        if (handshake) handshake.send(packet);
        else options.send(packet);
        return Promise.resolve();
      },
      close: (): Promise<void> => Promise.resolve(),
    };
    this.#transport = transport;
    this.#handshake = handshake;
    const { certPem: cert, keyPem: key, signatureHash } = options.certificate;
    const common = { cert, key, signatureHash: signatureHash as never, transport, srtpProfiles: profiles, extendedMasterSecret: true };
    this.#dtls = options.role === 'server' ? new DtlsServer({ ...common, certificateRequest: true }) : new DtlsClient(common);
    if (options.role === 'client') ignoreRepeatedVerify(this.#dtls);
    this.#dtls.onConnect.once(() => this.#connected());
    this.#dtls.onError.subscribe((error) => this.#fail(error));
  }

  /** A client speaks first; a server waits. */
  start(): void {
    if (this.#dtls instanceof DtlsClient) this.#dtls.connect().catch((error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))));
  }

  get ready(): boolean {
    return this.#srtp !== null;
  }

  receiveDtls(packet: Buffer): void {
    if (this.#closed) return;
    if (this.#handshake) this.#handshake.receive(packet);
    else this.#transport.onData(packet, ['', 0]);
  }

  #fail(error: Error): void {
    if (!this.#closed) this.#options.onFailed(error);
  }

  #connected(): void {
    if (this.#closed) return;
    this.#handshake?.complete();
    const certificate = this.#dtls.remoteCertificate;
    const actual = certificate && createHash('sha256').update(certificate).digest('hex');
    const profile = this.#dtls.srtp.srtpProfile;
    if (actual !== this.#options.remoteFingerprint) return this.#fail(new Error('The certificate is not the one that was announced'));
    if (!profile) return this.#fail(new Error('No common SRTP profile'));
    const keys = this.#dtls.extractSessionKeys(keyLength(profile), saltLength(profile));
    const { localKey: localMasterKey, localSalt: localMasterSalt, remoteKey: remoteMasterKey, remoteSalt: remoteMasterSalt } = keys;
    const session = { profile, keys: { localMasterKey, localMasterSalt, remoteMasterKey, remoteMasterSalt } };
    this.#srtp = new SrtpSession(session);
    this.#srtcp = new SrtcpSession(session);
    this.#options.onConnected();
  }

  /** Drops what is forged, malformed or seen before; whatever passes is handed on. */
  receiveSrtp(packet: Buffer): void {
    if (!this.#srtp || this.#closed) return;
    const sequence = packet.readUInt16BE(2);
    const source = packet.readUInt32BE(8);
    const window = this.#windows.get(source);
    if (window && !window.isFresh(sequence)) return;
    let rtp: RtpPacket;
    try {
      rtp = RtpPacket.deSerialize(this.#srtp.decrypt(packet));
    } catch {
      return;
    }
    this.#mark(source, sequence, window);
    this.#options.onRtp(rtp);
  }

  #mark(source: number, sequence: number, known: ReplayWindow | undefined): void {
    const window = known ?? new ReplayWindow();
    window.mark(sequence);
    if (known) return;
    this.#windows.set(source, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > maximumSources && oldest !== undefined) this.#windows.delete(oldest);
  }

  /** As `receiveSrtp`. A report that is late is worth nothing, so only a higher index than the last one counts (RFC 3711 §3.4). */
  receiveSrtcp(packet: Buffer): void {
    if (!this.#srtcp || this.#closed || packet.length < minimumSrtcp) return;
    const behind = this.#srtcp.config.profile === ProtectionProfileAes128CmHmacSha1_80 ? 14 : 4;
    const index = packet.readUInt32BE(packet.length - behind) & 0x7fffffff;
    const source = packet.readUInt32BE(4);
    if (index <= (this.#rtcpIndexes.get(source) ?? -1)) return;
    let compound: Buffer;
    try {
      compound = this.#srtcp.decrypt(packet);
    } catch {
      return;
    }
    this.#rtcpIndexes.delete(source);
    this.#rtcpIndexes.set(source, index);
    const [oldest] = this.#rtcpIndexes.keys();
    if (this.#rtcpIndexes.size > maximumSources && oldest !== undefined) this.#rtcpIndexes.delete(oldest);
    this.#options.onRtcp(compound);
  }

  sendRtcp(compound: Buffer): void {
    if (this.#srtcp && !this.#closed) this.#options.send(this.#srtcp.encrypt(compound));
  }

  sendRtp(header: RtpHeader, payload: Buffer): void {
    if (!this.#srtp || this.#closed) return;
    this.#options.send(this.#srtp.encrypt(payload, header));
  }

  close(): void {
    if (this.#closed) return;
    // The closing alert goes out first: it tells the browser at once.
    this.#dtls.close();
    this.#closed = true;
  }
}
