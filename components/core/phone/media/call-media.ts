import type { CallPictures, CallStat } from '../phone-port.ts';
import { gathered } from './gathering.ts';

export interface MediaOptions {
  iceServers: RTCIceServer[];
  certificate: RTCCertificate | null;
  createPeer: (configuration: RTCConfiguration) => RTCPeerConnection;
}

export interface MediaEvents {
  onRemoteStream(stream: MediaStream): void;
  /** The far side's pictures came or stopped. */
  onPictures(): void;
  onConnected(): void;
  /** The path broke: ICE failed, or was disconnected for two seconds. */
  onBroken(): void;
}

const disconnectedFor = 2_000;
/** How often pictures are looked for, ms; so long without one there are none. A PBX passes on pictures but not that somebody stopped sending them. */
const lookEvery = 500;
const stillFor = 1_500;

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
 * The media of one call: one peer connection, one audio line, and one for pictures once somebody has a camera on. It is offered and answered without a track, so that
 * candidates are gathered while the microphone opens; the track is put in when it is there, without renegotiation.
 */
export class CallMedia {
  #options: MediaOptions;
  #peer: RTCPeerConnection;
  #peerGone = new AbortController();
  #transceiver: RTCRtpTransceiver | null = null;
  #track: MediaStreamTrack | null = null;
  #camera: MediaStreamTrack | null = null;
  /** The far side's pictures, while they come. */
  #seen: MediaStreamTrack | null = null;
  #eye: ReturnType<typeof setInterval> | undefined;
  #events: MediaEvents | null = null;
  #muted = false;
  #held = false;
  #closed = new AbortController();
  #brokenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MediaOptions) {
    this.#options = options;
    this.#peer = this.#open();
  }

  get closed(): boolean {
    return this.#closed.signal.aborted;
  }

  listen(events: MediaEvents): void {
    this.#events = events;
  }

  /** An offer ready to be sent. `restart` gathers anew, for a network that changed. */
  offer(restart = false): Promise<string> {
    return this.#described(() => this.#offer(restart));
  }

  /** The answer to an offer of the other side, ready to be sent. */
  answer(sdp: string): Promise<string> {
    return this.#described(() => this.#answer(sdp));
  }

  async setAnswer(sdp: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
  }

  get pictures(): CallPictures {
    return { own: this.#camera, far: this.#seen };
  }

  /** Takes effect for the far side with the next offer. */
  setCamera(track: MediaStreamTrack | null): void {
    this.#camera?.stop();
    this.#camera = track;
  }

  async #offer(restart: boolean): Promise<boolean> {
    if (!this.#transceiver) {
      this.#transceiver = this.#peer.addTransceiver('audio', { direction: 'sendrecv' });
      preferCodecs(this.#transceiver);
      await this.#putTrack();
    }
    if (this.#camera && !this.#video) this.#peer.addTransceiver('video');
    await this.#direct();
    const gathers = restart || !this.#peer.currentLocalDescription;
    const description = await this.#peer.createOffer({ iceRestart: restart });
    return this.#describe(description, gathers, restart);
  }

  async #answer(sdp: string): Promise<boolean> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp });
    const first = !this.#peer.currentLocalDescription;
    this.#transceiver ??= this.#peer.getTransceivers()[0] ?? null;
    if (this.#transceiver) {
      if (first) preferCodecs(this.#transceiver);
      await this.#putTrack();
    }
    await this.#direct();
    return this.#describe(await this.#peer.createAnswer(), first);
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

  /** Plain objects, so that another tab can be told them. */
  async report(): Promise<readonly CallStat[]> {
    const all: CallStat[] = [];
    (await this.#peer.getStats()).forEach((stat: CallStat) => all.push({ ...stat }));
    return all;
  }

  close(): void {
    if (this.closed) return;
    this.#closed.abort();
    clearTimeout(this.#brokenTimer);
    clearInterval(this.#eye);
    this.#track?.stop();
    this.#camera?.stop();
    this.#shut();
  }

  #open(): RTCPeerConnection {
    const { iceServers, certificate, createPeer } = this.#options;
    // No candidate pool: the description is set as soon as the peer connection is there, and gathering begins with it.
    const peer = createPeer({ iceServers, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', ...(certificate && { certificates: [certificate] }) });
    const { signal } = this.#peerGone;
    peer.addEventListener('track', ({ track, streams }) => track.kind === 'audio' && this.#events?.onRemoteStream(streams[0] ?? new MediaStream([track])), { signal });
    peer.addEventListener('iceconnectionstatechange', () => this.#watch(), { signal });
    return peer;
  }

  #shut(): void {
    this.#peerGone.abort();
    this.#peer.close();
  }

  /**
   * Makes a description and reads it. A browser in the middle of a change of its network may gather nothing, and then
   * never does: a first description without any candidate is made once more by a new peer connection.
   */
  async #described(make: () => Promise<boolean>): Promise<string> {
    const first = !this.#peer.localDescription;
    if (!(await make()) && first && !this.closed) {
      this.#shut();
      this.#peerGone = new AbortController();
      this.#transceiver = null;
      this.#peer = this.#open();
      await make();
    }
    const description = this.#peer.localDescription;
    if (this.closed || !description) throw new DOMException('The call was closed', 'AbortError');
    return description.sdp;
  }

  /** False where nothing was gathered though it should have been. */
  async #describe(made: RTCSessionDescriptionInit, gathers: boolean, restarted = false): Promise<boolean> {
    // Listening starts before there can be anything to hear.
    const found = gathers ? gathered(this.#peer, this.#closed.signal, { servers: this.#options.iceServers.length > 0, restarted }) : true;
    await this.#peer.setLocalDescription(made);
    return found;
  }

  get #video(): RTCRtpTransceiver | undefined {
    return this.#peer.getTransceivers().find(({ receiver }) => receiver.track.kind === 'video');
  }

  /** What each line carries now. Who waits sees nothing: the camera's light stays on, and goes on with the call. */
  async #direct(): Promise<void> {
    const video = this.#video;
    if (this.#transceiver) this.#transceiver.direction = this.#held ? 'sendonly' : 'sendrecv';
    if (!video) return;
    this.#eye ??= setInterval(() => this.#look(), lookEvery);
    video.direction = this.#held ? 'inactive' : this.#camera ? 'sendrecv' : 'recvonly';
    await video.sender.replaceTrack(this.#camera);
  }

  #look(): void {
    const receiver = this.#video?.receiver;
    const [source] = receiver?.getSynchronizationSources() ?? [];
    const seen = receiver && source && performance.timeOrigin + performance.now() - source.timestamp < stillFor ? receiver.track : null;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#events?.onPictures();
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
