import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { StoragePort } from '../../ports/storage.ts';
import type { EventHub } from '../events.ts';
import { newId } from '../ids.ts';

const revision = 'directoryRevision';
/** ms; the query reads one row by its key. */
const lookEvery = 2000;

/** Tells a running gateway that another process changed accounts, extensions, queues or chat buttons. */
export async function announceChange(storage: StoragePort): Promise<void> {
  await storage.write((tx) => tx.settings.set(revision, newId()));
}

/** Looks for changes by another process, such as `npm run admin`, and tells everybody to read again. */
export async function watchChanges({ storage, clock, events, logger }: { storage: StoragePort; clock: Clock; events: EventHub; logger: Logger }, signal: AbortSignal): Promise<void> {
  let known = await storage.read.settings.get(revision);
  const look = async (): Promise<void> => {
    const now = await storage.read.settings.get(revision);
    if (now === known) return;
    known = now;
    events.publish('permissions:changed', { accountIds: null });
    events.publish('directory:changed', {});
    events.publish('telephony:changed', {});
    events.publish('channels:changed', {});
  };
  const again = (): void => clock.after(lookEvery, () => {
    look().catch((error: unknown) => logger.warn({ err: error }, 'changes by another process could not be looked for')).finally(again);
  }, signal);
  again();
}
