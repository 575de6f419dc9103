import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { root } from '../../scripts/lib/root.ts';
import { buildStorybook, serveFolder } from '../../scripts/lib/storybook.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built Storybook is served. */
    storybook: string;
  }
}

/** Once for all files of the project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(root, '.cache/storybook-test');
  await buildStorybook(folder);
  const { origin, stop } = await serveFolder(folder);
  project.provide('storybook', origin);
  return stop;
}
