import type { ConversationStrings } from '../en/conversation.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<ConversationStrings> = {
  you: 'Ty',
  notConnectedNext: 'Konverzace patří dovnitř prvku <pbx-provider>, který ji spojí s tvou bránou.',
  fileFailed: 'nepodařilo se načíst; zkus to znovu',
  signedOut: 'Chybí přihlášení',
  signedOutNext: 'Přihlas se a můžeš zprávy číst a odpovídat na ně.',
  noneChosenNext: 'Vyber některou ze seznamu.',
  noPermission: 'K této konverzaci nemáš přístup',
  stale: 'Spojení se obnovuje. Co teď odešleš, odejde, jakmile se obnoví.',
};
export default texts;
