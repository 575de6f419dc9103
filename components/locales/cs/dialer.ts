import { plural } from '../plural.ts';
import type { DialerStrings } from '../en/dialer.ts';

const cs: DialerStrings = {
  phone: 'Telefon',
  number: 'Číslo',
  placeholder: 'Jméno nebo číslo',
  newCall: 'Další hovor',
  call: 'Volat',
  keypad: 'Číselník',
  backspace: 'Smazat poslední číslici',
  settings: 'Nastavení zvuku',
  suggestions: 'Lidé',
  found: (count) => plural('cs', count, { one: `Nalezen ${count} člověk`, few: `Nalezeni ${count} lidé`, many: `Nalezeno ${count} člověka`, other: `Nalezeno ${count} lidí` }),
  nothingFound: 'Nikdo se nenašel',
  ready: 'Připraveno',
  connecting: 'Připojuje se…',
  reconnecting: 'Spojení se obnovuje…',
  offline: 'Telefon je vypnutý',
  elsewhere: 'Telefon je otevřený v jiném okně',
  failed: 'Telefon nefunguje',
  soundLocked: 'Zvuk je zablokovaný: vyzvánění byste neslyšeli.',
  unlockSound: 'Kliknutím zapnete vyzvánění',
  noExtension: 'Váš účet nemá klapku, proto nemůže volat.',
  noSuchName: (text) => `Nikdo se jménem „${text}“ se nenašel. Zadejte číslo.`,
};
export default cs;
