import type { DialerStrings } from '../en/dialer.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<DialerStrings> = {
  soundLocked: 'Zvuk je zablokovaný: vyzvánění neuslyšíš.',
  unlockSound: 'Kliknutím zapneš vyzvánění',
  noExtension: 'Tvůj účet nemá klapku, proto nemůže volat.',
  noSuchName: (text) => `Nikdo se jménem „${text}“ se nenašel. Zadej číslo.`,
};
export default texts;
