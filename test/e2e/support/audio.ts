/** What a page's far side sounds like. */
export interface Heard {
  /** The loudest frequency, Hz. */
  pitch: number;
  /** Its level, dBFS. */
  level: number;
  /** Levels at the frequencies asked for, dBFS. */
  levels: number[];
}

/** The instruments `installAudio` leaves in a page. */
export interface AudioPage {
  heard(pitches: number[]): Heard | null;
  /** What this page itself sends to its speakers, now; null where nothing was begun since `listenAnew`. */
  played(): Heard | null;
  /** When the far side was first heard after `listenAnew`, ms since the epoch. */
  firstHeard: number | null;
  listenAnew(): void;
  peers: RTCPeerConnection[];
  sipSockets: WebSocket[];
  microphones: MediaStreamTrack[];
  /** Name of the DOMException the microphone is refused with. */
  microphoneError: string | null;
  /** Laid over every peer connection's configuration. */
  peerConfiguration: RTCConfiguration;
}

declare global {
  interface Window {
    audio: AudioPage;
  }
}

/**
 * Runs in the page before its own scripts: the microphone becomes a tone, and every far side is analysed. It replaces
 * `getUserMedia` and wraps `RTCPeerConnection` and `WebSocket`; the product under test knows nothing of it.
 */
export function installAudio(options: { tone: number; peerConfiguration: RTCConfiguration; keepMicrophone: boolean }): void {
  let context: AudioContext | null = null;
  const sound = () => (context ??= new AudioContext());
  const spectra: AnalyserNode[] = [];
  const waves: AnalyserNode[] = [];
  const speakers: AnalyserNode[] = [];
  const measure = (spectrum: AnalyserNode, pitches: number[]): Heard => {
    const levels = new Float32Array(spectrum.frequencyBinCount);
    spectrum.getFloatFrequencyData(levels);
    const width = spectrum.context.sampleRate / spectrum.fftSize;
    let loudest = 1;
    for (let bin = 1; bin < levels.length; bin += 1) if ((levels[bin] ?? -200) > (levels[loudest] ?? -200)) loudest = bin;
    // The loudest of three bins: a tone between two of them is in both.
    const at = (pitch: number) => Math.max(-200, ...[-1, 0, 1].map((step) => levels[Math.round(pitch / width) + step] ?? -200));
    return { pitch: loudest * width, level: Math.max(-200, levels[loudest] ?? -200), levels: pitches.map(at) };
  };
  const audio: AudioPage = {
    firstHeard: null,
    peers: [],
    sipSockets: [],
    microphones: [],
    microphoneError: null,
    peerConfiguration: options.peerConfiguration,
    listenAnew() {
      audio.firstHeard = null;
      waves.length = 0;
      speakers.length = 0;
    },
    played() {
      const all = speakers.map((speaker) => measure(speaker, []));
      return all.toSorted((a, b) => b.level - a.level)[0] ?? null;
    },
    heard(pitches) {
      const all = spectra.slice(-4).map((spectrum) => measure(spectrum, pitches));
      // Several calls, of which one speaks.
      return all.toSorted((a, b) => b.level - a.level)[0] ?? null;
    },
  };
  window.audio = audio;

  // What is led to the speakers is led to an instrument, too.
  const { connect } = AudioNode.prototype as { connect: (this: AudioNode, target: AudioNode | AudioParam, ...more: number[]) => AudioNode };
  Object.assign(AudioNode.prototype, {
    connect(this: AudioNode, target: AudioNode | AudioParam, ...more: number[]): AudioNode {
      if (target === this.context.destination) {
        const speaker = new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
        connect.call(this, speaker);
        speakers.push(speaker);
      }
      return connect.call(this, target, ...more);
    },
  });

  const listen = (stream: MediaStream) => {
    const source = sound().createMediaStreamSource(stream);
    const spectrum = new AnalyserNode(sound(), { fftSize: 8192, smoothingTimeConstant: 0 });
    const wave = new AnalyserNode(sound(), { fftSize: 512 });
    source.connect(spectrum);
    source.connect(wave);
    spectra.push(spectrum);
    waves.push(wave);
  };
  const samples = new Float32Array(512);
  setInterval(() => {
    if (audio.firstHeard !== null) return;
    for (const wave of waves) {
      wave.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.02)) audio.firstHeard = performance.timeOrigin + performance.now();
    }
  }, 4);

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, ...audio.peerConfiguration });
      audio.peers.push(this);
      this.addEventListener('track', ({ track, streams }) => track.kind === 'audio' && listen(streams[0] ?? new MediaStream([track])));
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      if (protocols?.includes('sip')) audio.sipSockets.push(this);
    }
  };
  if (options.keepMicrophone || !navigator.mediaDevices) return;
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    // The camera is the browser's own.
    if (constraints?.video) return ask(constraints);
    if (audio.microphoneError) throw new DOMException('Not today', audio.microphoneError);
    const tone = new OscillatorNode(sound(), { frequency: options.tone });
    const microphone = new MediaStreamAudioDestinationNode(sound());
    tone.connect(new GainNode(sound(), { gain: 0.5 })).connect(microphone);
    tone.start();
    audio.microphones.push(...microphone.stream.getAudioTracks());
    return microphone.stream;
  };
}
