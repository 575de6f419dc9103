import type { RingStrategy } from '@klapka/protocol';

/** What is known of an agent who could be rung. */
export interface Candidate {
  extensionNumber: string;
  /** Calls of the queue they took. */
  calls: number;
  /** When the last one ended; null: they had none. */
  lastCallAt: number | null;
  /** How often they did not take the call of the caller somebody is sought for. */
  missed: number;
}

export interface Turn {
  /** Everybody of the queue, in their order. */
  agents: readonly string[];
  /** Who was rung last, whoever called. */
  last: string | null;
  /** 0 to 1, 1 excluded. */
  random(): number;
}

/**
 * Whom to ring now: all, or the one whose turn it is. But for round-robin, which goes on to the next one anyway, whoever has
 * let this caller wait is asked again only after the others, so that one phone nobody is at holds nobody up.
 */
export function chosen(strategy: RingStrategy, free: readonly Candidate[], turn: Turn): string[] {
  if (strategy === 'ring-all') return free.map(({ extensionNumber }) => extensionNumber);
  const places = new Map(turn.agents.map((number, place) => [number, place]));
  const place = ({ extensionNumber }: Candidate): number => places.get(extensionNumber) ?? turn.agents.length;
  const after = turn.last === null ? -1 : (places.get(turn.last) ?? -1);
  const ranks: Record<Exclude<RingStrategy, 'ring-all'>, (candidate: Candidate) => number[]> = {
    'least-recent': (candidate) => [candidate.missed, candidate.lastCallAt ?? 0, place(candidate)],
    'fewest-calls': (candidate) => [candidate.missed, candidate.calls, place(candidate)],
    random: (candidate) => [candidate.missed, turn.random()],
    'round-robin': (candidate) => [place(candidate) > after ? 0 : 1, place(candidate)],
    linear: (candidate) => [candidate.missed, place(candidate)],
  };
  const [first] = free.map((candidate) => ({ candidate, rank: ranks[strategy](candidate) })).sort((one, other) => compare(one.rank, other.rank));
  return first ? [first.candidate.extensionNumber] : [];
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
