import { findAsterisk } from '../../scripts/asterisk/program.ts';

/** Before the first file: those that run side by side would all fetch one where there is none yet. */
export default async function setup(): Promise<void> {
  await findAsterisk();
}
