import { spoken } from './prompts.ts';
import type { Language, PromptName } from './prompts.ts';

/* What is put together from several prompts. Each answers the files to play, one after the other. */

const isDigit = (key: string): key is '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' => /^[0-9]$/.test(key);

/** An extension, a slot or a key, sign by sign; what cannot be said is left out. */
export function digits(language: Language, text: string): string[] {
  return [...text].flatMap((sign) => {
    if (sign === '*') return [spoken(language, 'digits/star')];
    if (sign === '#') return [spoken(language, 'digits/pound')];
    return isDigit(sign) ? [spoken(language, `digits/${sign}`)] : [];
  });
}

/** 0 to 99; 100 and more sign by sign. */
export function number(language: Language, value: number): string[] {
  if (!Number.isInteger(value) || value < 0 || value > 99) return digits(language, String(Math.trunc(value)));
  const name = (part: number): string => `${language}/digits/${part}`;
  if (value <= 20 || value % 10 === 0) return [name(value)];
  return [name(value - (value % 10)), name(value % 10)];
}

type Noun = 'new-message' | 'old-message' | 'minute';

/** `value` of something, 1 to 99. Czech counts one, two to four, and more; all these nouns are feminine. */
function count(language: Language, value: number, noun: Noun): string[] {
  const of = (form: 'one' | 'few' | 'many'): PromptName => `count/${noun}-${form}`;
  if (value === 1) return [spoken(language, of('one'))];
  if (value > 4) return [...number(language, value), spoken(language, of('many'))];
  const said = language === 'cs' && value === 2 ? ['cs/digits/2w'] : number(language, value);
  return [...said, spoken(language, of('few'))];
}

/** What a mailbox holds. */
export function messageCount(language: Language, messages: { fresh: number; old: number }): string[] {
  const fresh = messages.fresh > 0 ? count(language, messages.fresh, 'new-message') : [];
  const old = messages.old > 0 ? count(language, messages.old, 'old-message') : [];
  if (fresh.length + old.length === 0) return [spoken(language, 'vm-nomessages')];
  const and = fresh.length > 0 && old.length > 0 ? [spoken(language, 'vm-and')] : [];
  return [spoken(language, 'vm-youhave'), ...fresh, ...and, ...old];
}

/** The place in a queue, 1 is the next one. */
export function queuePosition(language: Language, position: number): string[] {
  return position <= 1 ? [spoken(language, 'queue-youarenext')] : [spoken(language, 'queue-position'), ...number(language, position)];
}

export function expectedWait(language: Language, milliseconds: number): string[] {
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 1 ? [spoken(language, 'queue-wait-short')] : [spoken(language, 'queue-wait-about'), ...count(language, Math.min(minutes, 99), 'minute')];
}

export const parkedAt = (language: Language, slot: string): string[] => [spoken(language, 'park-at'), ...digits(language, slot)];

/** One line of a menu and its key. */
export const choice = (language: Language, line: Extract<PromptName, `menu/${string}`>, key: string): string[] => [spoken(language, line), ...digits(language, key)];
