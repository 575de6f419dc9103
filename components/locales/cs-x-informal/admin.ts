import type { AdminStrings } from '../en/admin.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<AdminStrings> = {
  person: { emailHint: 'Přijde na něj pozvánka. Bez e-mailu nebo poštovního serveru dostaneš odkaz k předání.' },
  you: 'ty',
  linkShown: (name) => `Předej tento odkaz: ${name}. Platí jednou a zobrazí se jen teď.`,
  snippetHint: 'Vlož ho do stránek svého webu před konec prvku body.',
  noButtonsNext: 'Vytvoř ho, vlož jeho kód na svůj web a návštěvníci ti mohou psát.',
  noPeopleNext: 'Pozvi kolegu: dostane klapku a odkaz, na kterém si zvolí heslo.',
  noQueue: 'Tlačítko chatu potřebuje frontu, která přijímá zprávy. Vytvoříš ji příkazem „npm run admin“.',
  notConnectedNext: 'Správa patří dovnitř prvku <pbx-provider>, který ji spojí s tvou bránou.',
  signedOut: 'Chybí přihlášení',
  signedOutNext: 'Přihlas se jako správce.',
  noPermissionNext: 'Tuto roli může tvému účtu dát správce.',
};
export default texts;
