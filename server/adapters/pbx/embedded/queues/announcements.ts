import type { SpokenLanguage } from '@klapka/protocol';
import type { PbxQueue } from '../../../../ports/pbx-plan.ts';
import { spoken } from '../../shared/sounds/prompts.ts';
import { expectedWait, queuePosition } from '../../shared/sounds/phrases.ts';

type Rules = Pick<PbxQueue, 'announceJoin' | 'announcePosition' | 'announceWait'>;

interface Wait {
  /** 1 is the next one. */
  position: number;
  /** ms; null: nobody can say. */
  expected: number | null;
}

function place(rules: Rules, language: SpokenLanguage, { position, expected }: Wait): string[] {
  return [
    ...(rules.announcePosition ? queuePosition(language, position) : []),
    ...(rules.announceWait && expected !== null ? expectedWait(language, expected) : []),
  ];
}

/** What is said to who has to wait. */
export function firstWords(rules: Rules, language: SpokenLanguage, wait: Wait): string[] {
  return [...(rules.announceJoin ? [spoken(language, 'queue-joining')] : []), ...place(rules, language, wait)];
}

/** What is said every so often; nothing where there is nothing to say. */
export function laterWords(rules: Rules, language: SpokenLanguage, wait: Wait): string[] {
  const words = place(rules, language, wait);
  return words.length > 0 ? [...words, spoken(language, 'queue-thankyou')] : [];
}
