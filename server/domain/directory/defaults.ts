import { defaultPermissions } from '@klapka/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { StoragePort } from '../../ports/storage.ts';
import { newId } from '../ids.ts';

const seeded = 'defaultsSeededAt';

/**
 * What a fresh gateway starts with: one group that everybody joins, and everyone sees everyone. Done once, so that an
 * administrator may delete either.
 */
export async function seedDefaults(storage: StoragePort, clock: Clock): Promise<void> {
  await storage.write(async (tx) => {
    if ((await tx.settings.get(seeded)) !== null) return;
    await tx.settings.setOnce(seeded, String(clock.now()));
    await tx.groups.insert({
      id: newId(), name: 'All extensions', managerKeys: [...defaultPermissions.manager], userKeys: [...defaultPermissions.user], everyone: true,
    });
    await tx.groups.setVisibility([{ id: newId(), effect: 'show', viewerKind: 'everyone', viewerId: '', targetKind: 'everyone', targetId: '' }]);
  });
}
