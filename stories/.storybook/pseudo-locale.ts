// A language nobody speaks: English with accents, 40 % longer. What does not fit, and what was never translated, shows at once.
import { addLanguage, type LocaleLoaders } from '../../components/shared/language.ts';

/** A form of English, so numbers and dates stay as they are. */
export const pseudo = 'en-x-pseudo';

const accents: Record<string, string> = { a: 'á', c: 'č', d: 'ď', e: 'ě', i: 'í', n: 'ň', o: 'ó', r: 'ř', s: 'š', t: 'ť', u: 'ů', y: 'ý', z: 'ž', A: 'Á', C: 'Č', E: 'É', S: 'Š', U: 'Ú' };

function stretch(text: string): string {
  const accented = text.replaceAll(/[a-zA-Z]/g, (letter) => accents[letter] ?? letter);
  return text.trim().length < 2 ? text : `${accented}${' ·'.repeat(Math.ceil((text.length * 0.4) / 2))}`;
}

function stretched(value: unknown): unknown {
  if (typeof value === 'string') return stretch(value);
  if (typeof value === 'function') return (...args: unknown[]) => stretched((value as (...given: unknown[]) => unknown)(...args));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stretched(one)]));
  return value;
}

const rooms = import.meta.glob<{ default: object }>('../../components/locales/en/*.ts');

/** Teaches it to every element of the page. */
export function addPseudoLocale(): void {
  const loaders = Object.entries(rooms).map(([path, load]): [string, LocaleLoaders<object>[string]] => [
    path.replace(/^.*\/|\.ts$/g, ''),
    async () => ({ default: stretched((await load()).default) as object }),
  ]);
  addLanguage(pseudo, Object.fromEntries(loaders));
}
