import type { PbxPlan, PbxRingGroup } from '../../../../ports/pbx-plan.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import type { Member } from './attempt.ts';
import type { App, Visit } from './visit.ts';

/** Whom the PBX can ring for one who is meant by several; null where a number is none of an extension. */
export type FindMember = (extensionNumber: string) => Member | null;

/** Rings the phones of several: all at once, or each of them in turn. A no of one is no no of the others. */
export function ringGroupApp(group: PbxRingGroup, language: PbxPlan['language'], find: FindMember): App {
  return {
    place: { kind: 'ring-group', number: group.number, name: group.name },
    async run(visit) {
      const members = group.members.filter((number) => number !== visit.caller.device.extensionNumber).flatMap((number) => find(number) ?? []);
      const reached = members.filter(({ devices, later }) => devices.length + later.length > 0);
      for (const together of group.strategy === 'linear' ? reached.map((member) => [member]) : [reached]) await ring(visit, group, together);
      if (group.overflow !== null) return visit.goTo(group.overflow);
      await visit.say([spoken(language, 'queue-nobody')]);
      visit.giveUp(reached.length === 0 ? 'not-registered' : 'no-answer');
    },
  };
}

async function ring(visit: Visit, { number, name, ringSeconds }: PbxRingGroup, members: readonly Member[]): Promise<void> {
  if (members.length > 0) await visit.ring({ to: { number, name }, ringTimeout: ringSeconds * 1000, members });
}
