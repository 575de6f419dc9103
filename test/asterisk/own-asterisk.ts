import { afterAll } from 'vitest';
import { findAsterisk } from '../../scripts/asterisk/program.ts';
import { startAsterisk } from '../../scripts/asterisk/run.ts';

/** The one of the test file that imports this: files run side by side, and each provisions what it needs. */
export const asterisk = await startAsterisk(await findAsterisk());

afterAll(() => asterisk.stop());
