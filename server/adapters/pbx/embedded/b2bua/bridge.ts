import type { MonitorMode } from '@klapka/protocol';
import type { Source } from '../media/methods.ts';

interface Voice {
  id: string;
  /** Put the others on hold, or has gone: nobody hears it, and it hears nobody. */
  holding: boolean;
}

export interface Bridge {
  participants: readonly Voice[];
  monitors: readonly { id: string; beside: string; mode: MonitorMode }[];
  /** What somebody hears who is alone: ringing, music on a slot, a number the PBX answers itself. */
  alone: Source;
}

/** Who hears whom in one call, by the listener's id. */
export function hearing({ participants, monitors, alone }: Bridge): Map<string, Source> {
  const present = participants.filter(({ holding }) => !holding).map(({ id }) => id);
  const sources = new Map<string, Source>();
  for (const { id, holding } of participants) {
    const voices = [...present.filter((other) => other !== id), ...heardMonitors(monitors, id)];
    if (holding) sources.set(id, null);
    else if (participants.length === 1) sources.set(id, voices.length > 0 ? { legs: voices } : alone);
    // Nobody is there but those who hold.
    else sources.set(id, voices.length > 0 ? { legs: voices } : { sound: 'hold-music' });
  }
  for (const { id } of monitors) sources.set(id, present.length > 0 ? { legs: present } : null);
  return sources;
}

function heardMonitors(monitors: Bridge['monitors'], listener: string): string[] {
  return monitors.filter(({ beside, mode }) => mode === 'barge' || (mode === 'whisper' && beside === listener)).map(({ id }) => id);
}
