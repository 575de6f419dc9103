/** The little of a track that the phone touches. */
export class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label: string;
  enabled = true;
  readyState: 'live' | 'ended' = 'live';
  clones: FakeTrack[] = [];

  constructor(label = 'microphone') {
    super();
    this.label = label;
  }

  clone(): FakeTrack {
    const copy = new FakeTrack(this.label);
    this.clones.push(copy);
    return copy;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The device goes. */
  unplug(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

class FakeTransceiver {
  readonly receiver: { track: { kind: string }; getSynchronizationSources(): { timestamp: number }[] };
  /** When the far side's last picture came, ms since the epoch. */
  pictureAt: number | null = null;
  direction: RTCRtpTransceiverDirection;
  inserted: string[] = [];
  sender: { track: FakeTrack | null; replaceTrack(track: FakeTrack | null): Promise<void>; dtmf: unknown };

  constructor(kind: string, direction: RTCRtpTransceiverDirection) {
    this.receiver = { track: { kind }, getSynchronizationSources: () => (this.pictureAt === null ? [] : [{ timestamp: this.pictureAt }]) };
    this.direction = direction;
    const sender = {
      track: null as FakeTrack | null,
      replaceTrack: async (track: FakeTrack | null) => {
        sender.track = track;
      },
      dtmf: { canInsertDTMF: true, toneBuffer: '', insertDTMF: (tones: string) => this.inserted.push(tones) },
    };
    this.sender = sender;
  }
}

export interface FakePeerPlan {
  /** Gathers by itself: complete at once. Otherwise the test calls `candidate` and `complete`. */
  automatic: boolean;
}

/** A peer connection whose candidates and states come from the test. Strict about the order of descriptions. */
export class FakePeer extends EventTarget {
  readonly configuration: RTCConfiguration;
  signalingState: RTCSignalingState = 'stable';
  iceGatheringState: RTCIceGatheringState = 'new';
  iceConnectionState: RTCIceConnectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  currentLocalDescription: RTCSessionDescriptionInit | null = null;
  remote: string[] = [];
  restarts = 0;
  transceivers: FakeTransceiver[] = [];
  closed = false;
  #plan: FakePeerPlan;
  #pending: RTCSessionDescriptionInit | null = null;

  constructor(configuration: RTCConfiguration, plan: FakePeerPlan = { automatic: true }) {
    super();
    this.configuration = configuration;
    this.#plan = plan;
  }

  get transceiver(): FakeTransceiver {
    const found = this.transceivers[0];
    if (!found) throw new Error('No media line yet');
    return found;
  }

  addTransceiver(kind: string, init: { direction: RTCRtpTransceiverDirection } = { direction: 'sendrecv' }): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, init.direction);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  async createOffer(options?: { iceRestart?: boolean }): Promise<RTCSessionDescriptionInit> {
    if (options?.iceRestart) this.restarts += 1;
    return { type: 'offer', sdp: `offer ${this.transceiver.direction}${options?.iceRestart ? ' restart' : ''}` };
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    return { type: 'answer', sdp: `answer ${this.transceiver.direction}` };
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === 'rollback') {
      this.#expect('have-local-offer');
      this.signalingState = 'stable';
      return;
    }
    this.#expect(description.type === 'offer' ? 'stable' : 'have-remote-offer');
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    this.localDescription = description;
    if (description.type === 'answer') this.currentLocalDescription = description;
    else this.#pending = description;
    if (this.#plan.automatic) this.complete();
    else this.iceGatheringState = 'gathering';
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.#expect(description.type === 'offer' ? 'stable' : 'have-local-offer');
    this.remote.push(description.sdp ?? '');
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    if (description.type === 'answer') this.currentLocalDescription = this.#pending;
    if (this.transceivers.length === 0) this.transceivers.push(new FakeTransceiver('audio', 'recvonly'));
  }

  close(): void {
    this.closed = true;
    this.signalingState = 'closed';
  }

  candidate(type: RTCIceCandidateType): void {
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate: `candidate ${type}`, type } }));
  }

  complete(): void {
    queueMicrotask(() => {
      this.iceGatheringState = 'complete';
      this.dispatchEvent(new Event('icegatheringstatechange'));
    });
  }

  ice(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }

  #expect(state: RTCSignalingState): void {
    if (this.signalingState !== state) throw new DOMException(`In ${this.signalingState}, not ${state}`, 'InvalidStateError');
  }
}
