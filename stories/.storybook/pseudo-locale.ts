// A language nobody speaks: English with accents, 40 % longer. What does not fit, and what was never translated, shows at once.
import { LanguageController } from '../../components/shared/language.ts';

const accents: Record<string, string> = { a: 'á', c: 'č', d: 'ď', e: 'ě', i: 'í', n: 'ň', o: 'ó', r: 'ř', s: 'š', t: 'ť', u: 'ů', y: 'ý', z: 'ž', A: 'Á', C: 'Č', E: 'É', S: 'Š', U: 'Ú' };

export function stretch(text: string): string {
  const accented = text.replaceAll(/[a-zA-Z]/g, (letter) => accents[letter] ?? letter);
  return text.trim().length < 2 ? text : `${accented}${' ·'.repeat(Math.ceil((text.length * 0.4) / 2))}`;
}

function stretched(value: unknown): unknown {
  if (typeof value === 'string') return stretch(value);
  if (typeof value === 'function') return (...args: unknown[]) => stretched((value as (...given: unknown[]) => unknown)(...args));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stretched(one)]));
  return value;
}

let on = false;
const cache = new WeakMap<object, object>();
const own = Object.getOwnPropertyDescriptor(LanguageController.prototype, 't')?.get;

if (own) {
  Object.defineProperty(LanguageController.prototype, 't', {
    configurable: true,
    get(this: LanguageController<object>): object {
      const strings = own.call(this) as object;
      if (!on) return strings;
      const known = cache.get(strings) ?? (stretched({ ...strings }) as object);
      cache.set(strings, known);
      return known;
    },
  });
}

/** Elements render again because the language of the page changes with it, to `en-XA`. */
export function setPseudo(wanted: boolean): void {
  on = wanted;
}
