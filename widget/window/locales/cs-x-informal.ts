import type { Overrides } from '../../../components/shared/language.ts';
import type { ChatStrings } from './en.ts';

/** Where a company says *ty* to its visitors: what differs from Czech. */
const texts: Overrides<ChatStrings> = {
  title: 'S čím ti pomůžeme?',
  online: 'Jsme tu pro tebe',
  offline: 'Právě tu nikdo není. Napiš nám: zpráva počká a odpověď přijde sem.',
  talking: (name) => `Odpovídá ti ${name}`,
  you: 'Ty',
  reconnecting: 'Obnovujeme spojení… Co napíšeš, odešle se hned, jak to půjde.',
  closed: 'Konverzace je uzavřená. Další zprávou ji znovu otevřeš.',
  event: { 'picked-up': (name) => `Věnuje se ti ${name}` },
  forgetFailed: 'Teď se ji nepodařilo smazat. Zkus to za chvíli.',
};
export default texts;
