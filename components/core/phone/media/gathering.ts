/** When an offer or answer is good enough to leave, in ms after gathering began. */
export const gatheringTimes = {
  /** After the first candidate that works through a NAT: others of its kind follow at once. */
  afterReflexive: 20,
  /** A STUN server that has not answered by now is slow or dead; host candidates carry the call, the PBX learns the rest from our checks. */
  withCandidate: 150,
  /** No candidate at all: send what there is. */
  atMost: 500,
} as const;

/**
 * Resolves at the first of: gathering complete; 20 ms after the first srflx or relay candidate; 150 ms with at least
 * one candidate; 500 ms. Waiting for "complete" would cost seconds with a STUN server that does not answer.
 */
export function gathered(peer: RTCPeerConnection, signal: AbortSignal, restarted = false): Promise<void> {
  // After a restart the state is still the old one until the browser has begun anew.
  if ((peer.iceGatheringState === 'complete' && !restarted) || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timers: ReturnType<typeof setTimeout>[] = [];
    const ended = new AbortController();
    let candidates = 0;
    let late = false;
    const done = () => {
      ended.abort();
      timers.forEach(clearTimeout);
      resolve();
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
        else if (candidate.type === 'srflx' || candidate.type === 'relay') after(gatheringTimes.afterReflexive, done);
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
