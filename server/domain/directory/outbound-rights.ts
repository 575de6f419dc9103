import { createHash } from 'node:crypto';
import type { OutboundRight } from '@klapka/protocol';
import type { PbxOutboundRights } from '../../ports/pbx-plan.ts';

interface Dialler {
  id: string;
  groupIds: readonly string[];
}

/** Who may dial what outside, as few lists as there are different ones. Extensions with the same rights share one; in no list: nothing. */
export function outboundRightsOf(diallers: readonly Dialler[], rights: readonly OutboundRight[]): { lists: PbxOutboundRights[]; of: ReadonlyMap<string, string> } {
  const lists = new Map<string, PbxOutboundRights>();
  const of = new Map<string, string>();
  for (const dialler of diallers) {
    const rules = rulesFor(dialler, rights);
    if (!rules.some(({ allowed }) => allowed)) continue;
    const id = createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 12);
    lists.set(id, { id, rules });
    of.set(dialler.id, id);
  }
  return { lists: [...lists.values()], of };
}

/** Whether these rules let a number be dialled. */
export function mayDial(rules: PbxOutboundRights['rules'], number: string): boolean {
  return rules.find(({ prefix }) => number.startsWith(prefix))?.allowed ?? false;
}

/**
 * One list, the longest beginning first, in which the first that fits decides: so a rule for a group or for everyone has no
 * place behind a beginning that a nearer rule has spoken about. Two groups that disagree: it is not allowed.
 */
export function rulesFor({ id, groupIds }: Dialler, rights: readonly OutboundRight[]): PbxOutboundRights['rules'] {
  const levels = [
    rights.filter(({ who, whoId }) => who === 'extension' && whoId === id),
    rights.filter(({ who, whoId }) => who === 'group' && groupIds.includes(whoId)),
    rights.filter(({ who }) => who === 'everyone'),
  ];
  const rules = new Map<string, boolean>();
  for (const level of levels) {
    const nearer = [...rules.keys()];
    for (const { prefix, allowed } of level) {
      if (!nearer.some((decided) => prefix.startsWith(decided))) rules.set(prefix, allowed && (rules.get(prefix) ?? true));
    }
  }
  return [...rules].map(([prefix, allowed]) => ({ prefix, allowed })).sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
}
