import type { InboxStrings } from '../en/inbox.ts';
import { plural } from '../plural.ts';

const cs: InboxStrings = {
  title: 'Zprávy',
  views: { mine: 'Moje', unassigned: 'Nepřidělené', all: 'Všechny', closed: 'Uzavřené' },
  conversations: 'Konverzace',
  visitor: (code) => `Návštěvník ${code}`,
  you: 'Vy',
  typing: 'píše…',
  online: 'je na stránce',
  now: 'teď',
  fresh: 'nová',
  waiting: (time) => `čeká ${time}`,
  closed: 'uzavřeno',
  unread: (count) => plural('cs', count, { one: `${count} nepřečtená`, few: `${count} nepřečtené`, many: `${count} nepřečtené`, other: `${count} nepřečtených` }),
  choose: 'Vyberte konverzaci',
  chooseNext: 'Její zprávy se otevřou tady. Nové konverzace čekají mezi Nepřidělenými, dokud je někdo nepřevezme.',
  notConnected: 'Nepřipojeno',
  notConnectedNext: 'Zprávy patří dovnitř prvku <pbx-provider>, který je spojí s vaší bránou.',
  signedOut: 'Jste odhlášeni',
  signedOutNext: 'Přihlaste se a můžete zprávy číst a odpovídat na ně.',
  loading: 'Načítají se konverzace',
  empty: {
    mine: { title: 'Teď nemáte žádnou konverzaci', next: 'Převezměte některou z Nepřidělených a zůstane tu, dokud ji neuzavřete.' },
    unassigned: { title: 'Nikdo nečeká', next: 'Zpráva z vašeho webu se tu objeví hned, jakmile ji návštěvník odešle.' },
    all: { title: 'Žádná otevřená konverzace', next: 'Vložte na svůj web tlačítko chatu; zprávy z něj přijdou sem.' },
    closed: { title: 'Zatím není nic uzavřeno', next: 'Uzavřená konverzace se přesune sem. Když návštěvník znovu napíše, otevře se.' },
  },
  noPermission: 'Nepřijímáte zprávy',
  noPermissionNext: 'Vidí je jen členové fronty, která přijímá zprávy. Přidat vás může správce.',
  failed: 'Zprávy se nepodařilo načíst',
  failedNext: 'Načtou se samy, jakmile se spojení zlepší.',
  stale: 'Spojení se obnovuje. Nové zprávy se objeví, jakmile se obnoví.',
  attachment: 'Příloha',
};
export default cs;
