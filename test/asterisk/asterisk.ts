import type { TestProject } from 'vitest/node';
import { findAsterisk } from '../../scripts/asterisk/program.ts';
import { startAsterisk } from '../../scripts/asterisk/run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How the gateway is told of the Asterisk of this run: its environment. */
    asterisk: Record<string, string>;
    /** Where it takes calls of carriers, UDP on loopback. */
    asteriskSipPort: number;
  }
}

/** One Asterisk for all tests of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const asterisk = await startAsterisk(await findAsterisk());
  project.provide('asterisk', asterisk.settings);
  project.provide('asteriskSipPort', asterisk.sipPort);
  return () => asterisk.stop();
}
