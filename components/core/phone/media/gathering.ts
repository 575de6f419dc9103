/** When an offer or answer is good enough to leave, in ms after gathering began. */
export const gatheringTimes = {
  /** After the first candidate of the best kind to be had: others of its kind follow at once. */
  afterBest: 20,
  /** A STUN server that has not answered by now is slow or dead; host candidates carry the call, the PBX learns the rest from our checks. */
  withCandidate: 150,
  /** No candidate at all: send what there is. */
  atMost: 500,
} as const;

export interface GatheringOptions {
  /** STUN or TURN servers are configured. Without them there is nothing better to come than a host candidate. */
  servers: boolean;
  /** An ICE restart: the state is still the old one until the browser has begun anew. */
  restarted?: boolean;
}

/**
 * Resolves at the first of: gathering complete; 20 ms after the first srflx or relay candidate (or the first of any kind
 * where no server is configured); 150 ms with at least one candidate; 500 ms. Waiting for "complete" costs some 130 ms
 * in Chromium, and seconds with a STUN server that does not answer. What is gathered later still takes part: the PBX
 * learns it from the checks it receives (peer-reflexive candidates, RFC 8445 §7.3.1.3). False where all that time
 * brought neither a candidate nor an end.
 */
export function gathered(peer: RTCPeerConnection, signal: AbortSignal, { servers, restarted = false }: GatheringOptions): Promise<boolean> {
  if ((peer.iceGatheringState === 'complete' && !restarted) || signal.aborted) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timers: ReturnType<typeof setTimeout>[] = [];
    const ended = new AbortController();
    let candidates = 0;
    let late = false;
    const done = () => {
      ended.abort();
      timers.forEach(clearTimeout);
      resolve(candidates > 0 || signal.aborted || peer.iceGatheringState === 'complete');
    };
    const after = (delay: number, task: () => void) => timers.push(setTimeout(task, delay));

    signal.addEventListener('abort', done, { signal: ended.signal });
    peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && done(), { signal: ended.signal });
    peer.addEventListener(
      'icecandidate',
      ({ candidate }) => {
        if (!candidate?.candidate) return;
        candidates += 1;
        if (late) done();
        else if (!servers || candidate.type === 'srflx' || candidate.type === 'relay') after(gatheringTimes.afterBest, done);
      },
      { signal: ended.signal },
    );
    after(gatheringTimes.withCandidate, () => {
      late = true;
      if (candidates > 0) done();
    });
    after(gatheringTimes.atMost, done);
  });
}
