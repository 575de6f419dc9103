import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../server/ports/clock.ts';

describe('the system’s clock', () => {
  it('leaves nothing at a signal that outlives the timer', async () => {
    const { signal } = new AbortController();
    await new Promise<void>((resolve) => systemClock.after(1, resolve, signal));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('runs nothing whose signal is aborted before', async () => {
    const stopped = new AbortController();
    const ran: string[] = [];
    systemClock.after(1, () => ran.push('stopped'), stopped.signal);
    stopped.abort();
    systemClock.after(1, () => ran.push('never'), stopped.signal);
    await new Promise<void>((resolve) => systemClock.after(20, resolve));
    expect(ran).toEqual([]);
  });
});
