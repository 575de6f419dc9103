import type { PbxPlan } from '../../../../ports/pbx-plan.ts';
import { dialled } from './dialplan.ts';

/** How the dialplan goes to a number of the plan. */
export type Go = (to: string) => string;

/** Numbers inside are dialled like by anybody; one outside is called in the name of whoever wrote the plan. */
export function destinations(plan: PbxPlan): Go {
  const inside = new Set(insideNumbers(plan));
  return (to) => `Goto(${inside.has(to) ? 'klapka' : 'klapka-planned'},${dialled(to)},1)`;
}

function insideNumbers({ extensions, mailboxes, queues, ringGroups, menus, featureCodes }: PbxPlan): string[] {
  const numbers = [...extensions, ...mailboxes, ...queues, ...ringGroups, ...menus].map(({ number }) => number);
  const leave = featureCodes.leaveVoicemail;
  return leave === null ? numbers : [...numbers, ...mailboxes.map((mailbox) => leave + mailbox.number)];
}
