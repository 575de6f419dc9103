import { gathered } from './gathering.ts';

export interface MediaOptions {
  iceServers: RTCIceServer[];
  certificate: RTCCertificate | null;
  createPeer: (configuration: RTCConfiguration) => RTCPeerConnection;
}

export interface MediaEvents {
  onRemoteStream(stream: MediaStream): void;
  onConnected(): void;
  /** The path broke: ICE failed, or was disconnected for two seconds. */
  onBroken(): void;
}

const disconnectedFor = 2_000;

/** Only one kind of media line, and its codecs in our order: what the embedded PBX speaks first, then as the browser likes. */
function preferCodecs(transceiver: RTCRtpTransceiver): void {
  const known = typeof RTCRtpReceiver === 'undefined' ? null : RTCRtpReceiver.getCapabilities('audio');
  if (!known || typeof transceiver.setCodecPreferences !== 'function') return;
  // Telephone events at 8 kHz only: PBXes that match codecs by name alone would pick the 48 kHz one and hear no digit.
  const usable = known.codecs.filter((codec) => codec.mimeType.toLowerCase() !== 'audio/telephone-event' || codec.clockRate === 8000);
  const isPcmu = (codec: RTCRtpCodec) => codec.mimeType.toLowerCase() === 'audio/pcmu';
  transceiver.setCodecPreferences([...usable.filter(isPcmu), ...usable.filter((codec) => !isPcmu(codec))]);
}

/**
 * The audio of one call: one peer connection, one audio line. It is offered and answered without a track, so that
 * candidates are gathered while the microphone opens; the track is put in when it is there, without renegotiation.
 */
export class CallMedia {
  #peer: RTCPeerConnection;
  #servers: boolean;
  #transceiver: RTCRtpTransceiver | null = null;
  #track: MediaStreamTrack | null = null;
  #events: MediaEvents | null = null;
  #muted = false;
  #held = false;
  #closed = new AbortController();
  #brokenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MediaOptions) {
    this.#servers = options.iceServers.length > 0;
    this.#peer = options.createPeer({
      iceServers: options.iceServers,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      iceCandidatePoolSize: 1,
      ...(options.certificate && { certificates: [options.certificate] }),
    });
    const { signal } = this.#closed;
    this.#peer.addEventListener('track', (event) => this.#events?.onRemoteStream(event.streams[0] ?? new MediaStream([event.track])), { signal });
    this.#peer.addEventListener('iceconnectionstatechange', () => this.#watch(), { signal });
  }

  get closed(): boolean {
    return this.#closed.signal.aborted;
  }

  listen(events: MediaEvents): void {
    this.#events = events;
  }

  /** An offer ready to be sent. `restart` gathers anew, for a network that changed. */
  async offer(restart = false): Promise<string> {
    if (!this.#transceiver) {
      this.#transceiver = this.#peer.addTransceiver('audio', { direction: 'sendrecv' });
      preferCodecs(this.#transceiver);
      await this.#putTrack();
    }
    this.#transceiver.direction = this.#held ? 'sendonly' : 'sendrecv';
    const gathers = restart || !this.#peer.currentLocalDescription;
    const description = await this.#peer.createOffer({ iceRestart: restart });
    return this.#describe(description, gathers, restart);
  }

  async setAnswer(sdp: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
  }

  /** The answer to an offer of the other side, ready to be sent. */
  async answer(sdp: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp });
    this.#transceiver ??= this.#peer.getTransceivers()[0] ?? null;
    if (this.#transceiver) {
      this.#transceiver.direction = this.#held ? 'sendonly' : 'sendrecv';
      if (!this.#peer.currentLocalDescription) preferCodecs(this.#transceiver);
      await this.#putTrack();
    }
    return this.#describe(await this.#peer.createAnswer(), true);
  }

  /** Takes back an offer that was refused. */
  async rollback(): Promise<void> {
    if (this.#peer.signalingState === 'have-local-offer') await this.#peer.setLocalDescription({ type: 'rollback' });
  }

  async setTrack(track: MediaStreamTrack): Promise<void> {
    this.#track?.stop();
    this.#track = track;
    this.#applySending();
    await this.#putTrack();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#applySending();
  }

  /** Takes effect for the far side with the next offer; our own voice stops now. */
  setHeld(held: boolean): void {
    this.#held = held;
    this.#applySending();
  }

  /** Sends RFC 4733 events; false where the PBX did not agree to them. */
  sendDtmf(tones: string): boolean {
    const dtmf = this.#transceiver?.sender.dtmf;
    if (!dtmf?.canInsertDTMF) return false;
    dtmf.insertDTMF(dtmf.toneBuffer + tones, 100, 70);
    return true;
  }

  close(): void {
    if (this.closed) return;
    this.#closed.abort();
    clearTimeout(this.#brokenTimer);
    this.#track?.stop();
    this.#peer.close();
  }

  async #describe(made: RTCSessionDescriptionInit, gathers: boolean, restart = false): Promise<string> {
    // Listening starts before there can be anything to hear.
    const candidates = gathers ? gathered(this.#peer, this.#closed.signal, { servers: this.#servers, restarted: restart }) : null;
    await this.#peer.setLocalDescription(made);
    await candidates;
    const description = this.#peer.localDescription;
    if (this.closed || !description) throw new DOMException('The call was closed', 'AbortError');
    return description.sdp;
  }

  #applySending(): void {
    if (this.#track) this.#track.enabled = !this.#muted && !this.#held;
  }

  async #putTrack(): Promise<void> {
    if (!this.#transceiver || !this.#track || this.#transceiver.sender.track === this.#track) return;
    await this.#transceiver.sender.replaceTrack(this.#track);
  }

  #watch(): void {
    const state = this.#peer.iceConnectionState;
    clearTimeout(this.#brokenTimer);
    if (state === 'connected' || state === 'completed') this.#events?.onConnected();
    if (state === 'failed') this.#events?.onBroken();
    if (state === 'disconnected') this.#brokenTimer = setTimeout(() => this.#events?.onBroken(), disconnectedFor);
  }
}
