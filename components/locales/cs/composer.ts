import type { ComposerStrings } from '../en/composer.ts';

const cs: ComposerStrings = {
  message: 'Zpráva',
  placeholder: 'Napište odpověď…',
  send: 'Odeslat',
  attach: 'Přiložit soubory',
  emoji: 'Emodži',
  hint: 'Enter odešle, Shift+Enter začne nový řádek',
  remaining: (left) => `zbývá znaků: ${left}`,
  tooLong: (over) => `znaků navíc: ${over}`,
  attachments: 'Přílohy',
  remove: (name) => `Odebrat ${name}`,
  checking: 'kontroluji…',
  uploading: (percent) => `nahrávám, ${percent}`,
  again: (name) => `Nahrát ${name} znovu`,
  drop: 'Pusťte soubory a přiloží se',
  tooLarge: 'větší než 20 MB',
  wrongType: 'tento druh souboru nelze poslat',
  emptyFile: 'tento soubor je prázdný',
  tooMany: (count) => `K jedné zprávě lze přiložit nejvýše ${count} souborů.`,
  uploadFailed: 'nahrání se nezdařilo',
  waitUpload: 'Zpráva odejde, až se soubory nahrají.',
  close: 'Zavřít',
  emojiGroups: { smileys: 'Smajlíci', people: 'Gesta', nature: 'Příroda', things: 'Věci', signs: 'Znaky' },
};
export default cs;
