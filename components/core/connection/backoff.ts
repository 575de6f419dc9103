/** Upper bound of each wait, ms; the last one repeats. */
const steps = [500, 1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/**
 * How long to wait before attempt `attempt` (0 is the first), ms: between half of the step and all of it, so that the
 * browsers of a company do not come back in one moment after the gateway was away.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const step = steps[Math.min(attempt, steps.length - 1)] ?? 30_000;
  return Math.round(step / 2 + random() * (step / 2));
}
