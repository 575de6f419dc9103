import type { Source } from '../media/methods.ts';

interface Hearing {
  id: string;
  holding: boolean;
}

/** What a party hears: the other one, or music while the other one has put it on hold. */
export function heardBy(listener: Hearing, other: Hearing): Source {
  if (listener.holding) return null;
  return other.holding ? { sound: 'hold-music' } : { legs: [other.id] };
}
