import type { RingtoneStrings } from '../en/ringtone.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<RingtoneStrings> = {
  silent: 'Příchozí hovory uvidíš, ale neuslyšíš.',
};
export default texts;
