import type { Clock } from '../../../ports/clock.ts';
import type { PbxEvent } from '../../../ports/pbx.ts';
import type { PbxListeners } from '../../../ports/pbx-listeners.ts';

/** ms until what Asterisk has done is waited for no longer. */
const eventTime = 2_000;

/** Resolves when something is told, or that takes too long. */
export function told(listeners: PbxListeners, clock: Clock, wanted: (event: PbxEvent) => boolean): Promise<void> {
  const watching = new AbortController();
  return new Promise<void>((resolve) => {
    listeners.add((event) => {
      if (wanted(event)) resolve();
    }, watching.signal);
    clock.after(eventTime, resolve, watching.signal);
  }).then(() => watching.abort());
}
