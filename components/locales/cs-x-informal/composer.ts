import type { ComposerStrings } from '../en/composer.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<ComposerStrings> = {
  placeholder: 'Napiš odpověď…',
  drop: 'Pusť soubory a přiloží se',
};
export default texts;
