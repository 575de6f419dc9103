import type { CallStrings } from '../en/call.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<CallStrings> = {
  reasons: { forbidden: 'Na toto číslo tvůj účet volat nesmí.' },
};
export default texts;
