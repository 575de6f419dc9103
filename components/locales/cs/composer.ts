import type { ComposerStrings } from '../en/composer.ts';
import { plural } from '../plural.ts';

const cs: ComposerStrings = {
  message: 'Zpráva',
  placeholder: 'Napište odpověď…',
  send: 'Odeslat',
  attach: 'Přiložit soubory',
  emoji: 'Emoji',
  hint: 'Enter odešle, Shift+Enter začne nový řádek',
  remaining: (left) => `zbývá znaků: ${left}`,
  tooLong: (over) => `znaků navíc: ${over}`,
  attachments: 'Přílohy',
  remove: (name) => `Odebrat ${name}`,
  checking: 'kontroluje se…',
  uploading: (percent) => `nahrává se, ${percent}`,
  again: (name) => `Nahrát ${name} znovu`,
  drop: 'Pusťte soubory a přiloží se',
  tooLarge: 'větší než 20 MB',
  wrongType: 'tento druh souboru nelze poslat',
  emptyFile: 'tento soubor je prázdný',
  tooMany: (count) => `K jedné zprávě lze přiložit nejvýše ${plural('cs', count, { one: `${count} soubor`, few: `${count} soubory`, many: `${count} souboru`, other: `${count} souborů` })}.`,
  uploadFailed: 'nahrání se nezdařilo',
  waitUpload: 'Zpráva odejde, až se soubory nahrají.',
  close: 'Zavřít',
  emojiGroups: { smileys: 'Smajlíci', people: 'Gesta', nature: 'Příroda', things: 'Věci', signs: 'Znaky' },
};
export default cs;
