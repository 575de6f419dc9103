import type { Clock } from '../../ports/clock.ts';
import type { FilePort } from '../../ports/file.ts';
import type { StoragePort } from '../../ports/storage.ts';

/** An upload nobody sent is deleted after a day. */
const abandonedAfter = 24 * 3_600_000;
const perRound = 200;

/** Deletes abandoned uploads; answers how many. The row goes first: a crash in between leaves bytes, never a dead link. */
export async function sweepAbandonedFiles({ storage, files, clock }: { storage: StoragePort; files: FilePort; clock: Clock }): Promise<number> {
  const keys = await storage.write((tx) => tx.files.takeAbandoned(clock.now() - abandonedAfter, perRound));
  for (const key of keys) await files.remove(key);
  return keys.length;
}
