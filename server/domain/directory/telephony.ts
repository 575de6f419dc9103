import { Telephony } from '@klapka/protocol';
import type { Repositories } from '../../ports/storage.ts';

const key = 'telephony';

/** Settings of all phones; what nobody has set is as it comes. */
export async function telephonyOf({ settings }: Repositories): Promise<Telephony> {
  const kept = await settings.get(key);
  return Telephony.parse(kept === null ? {} : JSON.parse(kept));
}

export async function keepTelephony({ settings }: Repositories, telephony: Telephony): Promise<void> {
  await settings.set(key, JSON.stringify(telephony));
}
