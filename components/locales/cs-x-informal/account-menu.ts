import type { AccountMenuStrings } from '../en/account-menu.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<AccountMenuStrings> = {
  devicesHelp: 'Přihlásit se můžeš v pěti prohlížečích najednou. Přihlášení v šestém odhlásí ten nejstarší.',
  noDevices: 'V jiném prohlížeči teď přihlášení nemáš.',
  saved: 'Heslo je změněno. V ostatních prohlížečích se musíš přihlásit znovu.',
};
export default texts;
