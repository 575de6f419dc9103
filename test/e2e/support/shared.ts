import { afterAll, beforeAll } from 'vitest';

export type Part = { stop(): Promise<void> } | { close(): Promise<void> };

/**
 * What all tests of a file (or of a `describe`) use: started before them, in the order of the calls, and ended after them,
 * the last first. Returns how to get at it; before the tests there is nothing to get.
 */
export function shared<Started extends Part>(start: () => Promise<Started>): () => Started {
  let part: Started | undefined;
  beforeAll(async () => {
    part = await start();
  });
  afterAll(() => part && endOf(part));
  return () => {
    if (!part) throw new Error('Used before the tests began, or it did not start');
    return part;
  };
}

export const endOf = (part: Part): Promise<void> => ('stop' in part ? part.stop() : part.close());
