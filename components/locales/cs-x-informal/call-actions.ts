import type { CallActionStrings } from '../en/call-actions.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<CallActionStrings> = {
  you: 'Ty',
  ownPicture: 'Tvůj vlastní obraz',
  noOtherDevice: 'Na jiném zařízení teď přihlášení nemáš.',
  flipAsked: 'Druhé zařízení vyzvání. Než ho zvedneš, hovor pokračuje tady.',
  listening: 'Posloucháš',
  modesHelp: { listen: 'Nikdo tě neslyší.', whisper: 'Slyší tě jen kolega.', barge: 'Slyší tě všichni.' },
};
export default texts;
