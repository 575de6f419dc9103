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
    const timer = setTimeout(task, delay);
    timer.unref();
    signal?.addEventListener('abort', () => clearTimeout(timer), { once: true });
  },
};
