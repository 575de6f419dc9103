/** Time as a dependency, so that a test can hold it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once after `delay` ms, unless the signal is aborted before. Does not keep the process alive. */
  after(delay: number, task: () => void, signal?: AbortSignal): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, task, signal) {
    if (signal?.aborted) return;
    const stop = (): void => clearTimeout(timer);
    const timer = setTimeout(() => {
      // A signal may live as long as the process.
      signal?.removeEventListener('abort', stop);
      task();
    }, delay);
    timer.unref();
    signal?.addEventListener('abort', stop, { once: true });
  },
};
