import en from '../locales/en/common.ts';
import type { CommonStrings } from '../locales/en/common.ts';
import { LanguageController } from './language.ts';

/** The texts many rooms show, in the host's language: `private common = commonText(this)`. */
export function commonText(host: ConstructorParameters<typeof LanguageController>[0]): LanguageController<CommonStrings> {
  return new LanguageController(host, 'common', en, { cs: () => import('../locales/cs/common.ts') });
}
