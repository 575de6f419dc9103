import type { IncomingCallStrings } from '../en/incoming-call.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<IncomingCallStrings> = {
  soundLocked: 'Dokud do stránky neklikneš, prohlížeč vyzvánění nepřehraje.',
};
export default texts;
