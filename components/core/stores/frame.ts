/** A hidden page draws no frames; a badge or a ringing must not wait for them. ms */
const hiddenDelay = 100;

/** Runs `task` before the next frame is drawn, in a hidden page soon, outside a page in a microtask. */
export function onFrame(task: () => void): void {
  if (typeof requestAnimationFrame === 'undefined') {
    queueMicrotask(task);
    return;
  }
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    task();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, hiddenDelay);
}
