import type { InboxStrings } from '../en/inbox.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<InboxStrings> = {
  you: 'Ty',
  choose: 'Vyber konverzaci',
  notConnectedNext: 'Zprávy patří dovnitř prvku <pbx-provider>, který je spojí s tvou bránou.',
  signedOut: 'Chybí přihlášení',
  signedOutNext: 'Přihlas se a můžeš zprávy číst a odpovídat na ně.',
  empty: {
    mine: { title: 'Teď nemáš žádnou konverzaci', next: 'Převezmi některou z Nepřidělených a zůstane tu, dokud ji neuzavřeš.' },
    unassigned: { next: 'Zpráva z tvého webu se tu objeví hned, jakmile ji návštěvník odešle.' },
    all: { next: 'Vlož na svůj web tlačítko chatu; zprávy z něj přijdou sem.' },
  },
  noPermission: 'Nepřijímáš zprávy',
  noPermissionNext: 'Vidí je jen členové fronty, která přijímá zprávy. Přidat tě může správce.',
};
export default texts;
