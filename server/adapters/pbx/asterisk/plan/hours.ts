import type { PbxHours } from '../../../../ports/pbx-plan.ts';
import { context, extension, id as checkedId } from './dialplan.ts';

const zone = /^[A-Za-z0-9_+/-]{1,64}$/;
const compact = (text: string): string => text.replaceAll(/[:-]/g, '');

/** A subroutine that says in KLAPKA_HOURS what it is just now: open, closed or holiday. It holds while the gateway is away. */
export function hoursContext({ id, timeZone, open, holidays, override }: PbxHours): string[] {
  const name = hoursName(id);
  if (override !== null) return context(name, extension('s', [`Set(KLAPKA_HOURS=${override})`, 'Return()']));
  if (!zone.test(timeZone)) throw new Error('No such time zone');
  const times = open.map(({ days, from, to }) => {
    const within = `("\${KLAPKA_NOW:8:1}" =~ "[${days.join('')}]") & (\${KLAPKA_NOW:9:4} >= ${compact(from)}) & (\${KLAPKA_NOW:9:4} < ${compact(to)})`;
    return `ExecIf($[${within}]?Set(KLAPKA_HOURS=open))`;
  });
  return [
    ...context(name, extension('s', [
      `Set(KLAPKA_NOW=\${STRFTIME(\${EPOCH},${timeZone},%Y%m%d%u%H%M)})`,
      'Set(KLAPKA_HOURS=closed)',
      `GotoIf($["\${DIALPLAN_EXISTS(${name}-holidays,\${KLAPKA_NOW:0:8},1)}" = "1"]?holiday)`,
      ...times,
      'Return()',
      '(holiday)Set(KLAPKA_HOURS=holiday)',
      'Return()',
    ])),
    ...context(`${name}-holidays`, ...holidays.map(({ date, everyYear }) => extension(everyYear ? `_XXXX${compact(date).slice(4)}` : compact(date), ['Return()']))),
  ];
}

export const hoursName = (id: string): string => `klapka-hours-${checkedId(id)}`;
