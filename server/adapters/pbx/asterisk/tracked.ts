import type { Call, CallEndReason, LegState } from '@klapka/protocol';
import { causeNoMedia, whyUnanswered } from './translate.ts';

export type EndedBy = NonNullable<Call['endedBy']>;

/** One side of a call: a phone's channel, and what became of it. */
export interface Channel {
  uniqueId: string;
  /** Names may be used again and change; the unique id does not. */
  name: string;
  endpoint: string;
  role: 'caller' | 'callee';
  state: LegState;
  /** Its phone put the other side on hold. Unknown for a call that was there before we were. */
  held: boolean | undefined;
  /** Its page has gone and may come back; until then the side counts, whatever becomes of the channel. */
  away: boolean;
  sipCallId?: string;
  /** Somebody has taken it. */
  wasUp?: true;
  cause: number;
}

export interface Tracked {
  id: string;
  from: string;
  to: string;
  channels: Channel[];
  startedAt: number;
  answeredAt: number | null;
  /** The caller's phone was called in for it, and is there before anybody answers. `to-pbx`: the PBX itself does. */
  calledIn: 'to-phone' | 'to-pbx' | null;
  /** Who left first: the phone that sent BYE or CANCEL, or we. */
  leaver: EndedBy | null;
  /** Why we ended it ourselves. */
  ours: CallEndReason | null;
  recording: 'on' | 'paused' | null;
}

export function live({ channels }: Tracked): Channel[] {
  return channels.filter(({ state }) => state !== 'ended');
}

/** Sides somebody is at now. */
export function present(call: Tracked): Channel[] {
  return live(call).filter(({ away }) => !away);
}

/** Whoever calls first, of those who can be heard: on the left of a recording. */
export function recordedSide(call: Tracked): Channel | null {
  return live(call).find(({ state }) => state === 'talking') ?? null;
}

export function whyEnded({ channels, answeredAt, calledIn, leaver, ours }: Tracked): { reason: CallEndReason; by: EndedBy | null } {
  if (ours === 'declined') return { reason: ours, by: 'callee' };
  if (ours === 'cancelled') return { reason: ours, by: 'caller' };
  if (ours !== null) return { reason: ours, by: leaver ?? 'pbx' };
  const silent = channels.find(({ cause }) => cause === causeNoMedia);
  if (silent) return { reason: 'lost', by: silent.role };
  if (answeredAt !== null) return { reason: 'hung-up', by: leaver };
  if (leaver === 'caller') return { reason: 'cancelled', by: 'caller' };
  const caller = channels.find(({ role }) => role === 'caller');
  // The phone that was called in did not come.
  if (calledIn !== null && caller?.wasUp !== true) return { reason: 'cancelled', by: 'caller' };
  return whyUnanswered(caller?.cause ?? 0);
}
