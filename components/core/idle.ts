/** ms; a page that is never idle gets there all the same. */
const patience = 2000;

/** Runs `task` once the page has painted and has nothing better to do. */
export function whenIdle(task: () => void, signal: AbortSignal): void {
  const run = (): void => {
    if (!signal.aborted) task();
  };
  if (typeof requestIdleCallback === 'undefined') setTimeout(run, 50);
  else requestIdleCallback(run, { timeout: patience });
}
