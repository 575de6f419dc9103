import type { CommonStrings } from '../en/common.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<CommonStrings> = {
  notConnectedHelp: 'Přihlas se a telefon bude fungovat.',
  noPermission: 'Tvůj účet k tomu nemá přístup',
  noPermissionHelp: 'Pokud ho potřebuješ, obrať se na správce.',
};
export default texts;
