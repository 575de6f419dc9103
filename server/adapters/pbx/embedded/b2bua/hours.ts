import type { Hours } from '@klapka/protocol';

/** What a place with business hours is at a moment (ms since the epoch). */
export type Openness = 'open' | 'closed' | 'holiday';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formats.set(timeZone, made);
  return made;
}

/** The wall clock there: `2026-03-29`, `02:30`, and the day of the week, 1 Monday to 7 Sunday. */
function wallClock(timeZone: string, at: number): { date: string; time: string; day: number } {
  const parts = Object.fromEntries(formatFor(timeZone).formatToParts(at).map(({ type, value }) => [type, value]));
  const date = `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month']}-${parts['day']}`;
  return { date, time: `${parts['hour']}:${parts['minute']}`, day: new Date(`${date}T12:00:00Z`).getUTCDay() || 7 };
}

/**
 * Whether it is open then. Hours are those of the wall: an hour that daylight saving leaves out is nobody's, one that comes
 * twice counts twice. What was set by hand goes first, then holidays, then the week.
 */
export function openness({ timeZone, open, holidays, override }: Omit<Hours, 'name'>, at: number): Openness {
  if (override !== null) return override;
  const { date, time, day } = wallClock(timeZone, at);
  if (holidays.some((holiday) => (holiday.everyYear ? holiday.date.slice(5) === date.slice(5) : holiday.date === date))) return 'holiday';
  return open.some(({ days, from, to }) => days.includes(day) && from <= time && time < to) ? 'open' : 'closed';
}
