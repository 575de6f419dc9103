import type { Call, CallEndReason, CallPlace, Leg, LegState, MonitorMode, Party } from '@klapka/protocol';
import { causeNoMedia, whyUnanswered } from './translate.ts';

export type EndedBy = NonNullable<Call['endedBy']>;

/** One side of a call: a phone's channel, and what became of it. */
export interface Channel {
  uniqueId: string;
  /** Names may be used again and change; the unique id does not. */
  name: string;
  endpoint: string;
  role: Leg['role'];
  state: LegState;
  /** Its phone put the other side on hold. Unknown for a call that was there before we were. */
  held: boolean | undefined;
  /** Its page has gone and may come back; until then the side counts, whatever becomes of the channel. */
  away: boolean;
  /** It was there before we were: nobody remembers what was done with it. */
  found?: boolean;
  /** Called in by us, and not answered yet: the call does not depend on it. */
  pending?: boolean;
  /** Nobody is told of it: it is to stand in another one's place. */
  hidden?: boolean;
  /** Rings on its own, in no application of whoever dialled it: what becomes of it is the gateway's to see. */
  loose?: boolean;
  /** We let nobody hear it. */
  muted?: boolean;
  /** Of a monitor. */
  mode?: MonitorMode;
  /** Of a monitor: the leg it is beside. */
  beside?: string;
  sipCallId?: string;
  /** Who is at its far end, at a carrier. Absent: its extension. */
  outsider?: Party;
  /** What it was asked for by, where that is not its own unique id: a carrier is dialled by another channel. */
  askedBy?: string;
  /** Somebody has taken it. */
  wasUp?: boolean;
  cause: number;
}

export interface Tracked {
  id: string;
  from: string;
  to: string;
  /** An answered call that is sent on rings again. */
  state: 'ringing' | 'answered';
  /** Who takes part, is rung or listens, now. */
  channels: Channel[];
  /** Sides that were let go, and say nothing any more of how the call ends. */
  past: Channel[];
  /** Asterisk's `Linkedid` of its channels: a new channel with one of them is of this call. */
  readonly linkedIds: Set<string>;
  startedAt: number;
  answeredAt: number | null;
  /** The caller is on the phone already, so whoever is called is told last that both can talk. */
  waits: boolean;
  /** The caller's phone was called in for it. `to-pbx`: the PBX itself answers. */
  calledIn: 'to-phone' | 'to-pbx' | null;
  /** Who left first: the phone that sent BYE or CANCEL, or we. */
  leaver: EndedBy | null;
  /** Why we ended it ourselves. */
  ours: CallEndReason | null;
  /** Something is being done with it, or a phone is called in for it: whoever comes second is refused. */
  claimed: boolean;
  conference?: boolean;
  recording: 'on' | 'paused' | null;
  outside?: 'in' | 'out';
  /** Whoever calls from outside. */
  caller?: Party;
  /** Names are put in when it is told. */
  at?: CallPlace;
  via?: CallPlace;
  /** `by`: an extension. */
  parked?: { slot: string; by: string; since: number; until: number };
  /** Who is rung where nobody of those who ring takes it; empty: nobody. */
  returnTo?: string;
  /** `by`: an extension. */
  sentOn?: { by: string; note?: string };
}

/** Whose doing it is what this leg does; a monitor's is nobody's. */
export function sideOf({ role }: Pick<Channel, 'role'>): EndedBy {
  return role === 'monitor' ? 'pbx' : role;
}

export function live({ channels }: Tracked): Channel[] {
  return channels.filter(({ state }) => state !== 'ended');
}

/** Sides that talk, or wait for somebody: neither who is rung nor who listens. */
export function participants(call: Tracked): Channel[] {
  return live(call).filter(({ role, state, pending }) => role !== 'monitor' && pending !== true && (role === 'caller' || state === 'talking'));
}

/** Two or more are on the phone with each other. */
export function isTalk(call: Tracked): boolean {
  return call.state === 'answered' && !call.parked && participants(call).length >= 2;
}

/** Sides whose being there keeps the call going. */
export function present(call: Tracked): Channel[] {
  return participants(call).filter(({ away }) => !away);
}

/** Phones that ring for whoever waits, and are not called in by us. */
export function rung(call: Tracked): Channel[] {
  return live(call).filter(({ role, state, pending }) => role === 'callee' && state !== 'talking' && pending !== true);
}

/** Whoever calls first, of those who can be heard: on the left of a recording. */
export function recordedSide(call: Tracked): Channel | null {
  const talking = participants(call).filter(({ state }) => state === 'talking');
  return talking.find(({ role }) => role === 'caller') ?? talking[0] ?? null;
}

export function whyEnded({ channels, state, calledIn, leaver, ours, outside }: Tracked): { reason: CallEndReason; by: EndedBy | null } {
  if (ours === 'declined') return { reason: ours, by: 'callee' };
  if (ours === 'cancelled') return { reason: ours, by: 'caller' };
  if (ours !== null) return { reason: ours, by: leaver ?? 'pbx' };
  const silent = channels.find(({ cause }) => cause === causeNoMedia);
  if (silent && silent.role !== 'monitor') return { reason: 'lost', by: silent.role };
  if (state === 'answered') return { reason: 'hung-up', by: leaver };
  if (leaver === 'caller') return { reason: 'cancelled', by: 'caller' };
  const caller = channels.find(({ role }) => role === 'caller');
  // The phone that was called in did not come.
  if (calledIn !== null && caller?.wasUp !== true) return { reason: 'cancelled', by: 'caller' };
  const why = whyUnanswered(caller?.cause ?? 0);
  // A carrier has said so.
  return outside === 'out' && why.reason !== 'failed' ? { ...why, by: 'callee' } : why;
}
