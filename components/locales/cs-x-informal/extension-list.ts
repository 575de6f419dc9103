import type { ExtensionListStrings } from '../en/extension-list.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<ExtensionListStrings> = {
  you: 'Ty',
  notConnectedNext: 'Seznam patří dovnitř prvku <pbx-provider>, který ho spojí s tvou ústřednou.',
  signedOut: 'Chybí přihlášení',
  signedOutNext: 'Přihlas se a uvidíš kolegy, kterým můžeš zavolat.',
  empty: 'Zatím nevidíš žádného kolegu',
  emptyNext: 'Buď tu ještě nikdo není, nebo tvé skupiny nesmějí vidět ostatní. Obojí může změnit správce.',
  nobodyNext: 'Zkus část jména, číslo nebo méně filtrů.',
  noPermission: 'K tomuto seznamu nemáš přístup',
};
export default texts;
