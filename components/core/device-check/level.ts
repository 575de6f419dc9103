export interface Listening {
  context: AudioContext;
  track: MediaStreamTrack;
  /** ms */
  within: number;
  /** 0–1 on a scale of loudness, not of amplitude. */
  onLevel(level: number): void;
  signal: AbortSignal;
}

/** Quieter than this is the noise of a room or a muted device; somebody who speaks reaches −40 and more. dB of full scale. */
const silence = -55;
const quietest = -70;
/** How often it is looked, ms, and for how many looks something must be heard: a click of the cable is no voice. */
const every = 50;
const looks = 6;

/** Whether the microphone hears something: at once when it does, after `within` when it does not. */
export function heard({ context, track, within, onLevel, signal }: Listening): Promise<boolean> {
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loud = 0;
  return new Promise<boolean>((resolve) => {
    const clock = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const level = decibels(samples);
      onLevel(Math.min(1, Math.max(0, (level - quietest) / -quietest)));
      if (level > silence) loud += 1;
      if (loud >= looks) done(true);
    }, every);
    const timer = setTimeout(() => done(false), within);
    const stop = (): void => done(false);
    signal.addEventListener('abort', stop, { once: true });
    const done = (result: boolean): void => {
      clearInterval(clock);
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      source.disconnect();
      onLevel(0);
      resolve(result);
    };
  });
}

/** Root mean square, in dB of full scale. */
export function decibels(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 20 * Math.log10(Math.sqrt(sum / samples.length) || 1e-6);
}
