import type { ErrorStrings } from '../en/errors.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<ErrorStrings> = {
  BAD_REQUEST: 'Takto to odeslat nejde. Zkontroluj zadané údaje.',
  UNKNOWN_COMMAND: 'Stránka neodpovídá verzi serveru. Načti ji znovu.',
  UNKNOWN_TOPIC: 'Stránka neodpovídá verzi serveru. Načti ji znovu.',
  TOO_MANY_REQUESTS: 'Příliš mnoho pokusů. Počkej minutu a zkus to znovu.',
  NOT_SIGNED_IN: 'Chybí přihlášení. Přihlas se a zkus to znovu.',
  LINK_EXPIRED: 'Odkaz už byl použit nebo vypršel. Požádej o nový.',
  TOKEN_EXPIRED: 'Přihlášení vypršelo. Přihlas se znovu.',
  ORIGIN_NOT_ALLOWED: 'Tato stránka telefon používat nesmí. Požádej správce o povolení.',
  FORBIDDEN: 'Tvůj účet k tomu nemá oprávnění. Obrať se na správce.',
  SIGNED_IN_ELSEWHERE: 'Přihlášení na jiném zařízení ukončilo přihlášení tady.',
  SIGN_IN_DISABLED: 'Přihlášení k tvému účtu bylo zablokováno. Obrať se na správce.',
  EXTENSION_DELETED: 'Tvá klapka už neexistuje. Obrať se na správce.',
  SIGN_IN_AGAIN: 'Přihlas se prosím znovu.',
  EMBEDDING_DISABLED: 'Telefon už na této stránce použít nejde. Obrať se na správce.',
  SIGNED_OUT: 'Přihlášení skončilo.',
  CONFLICT: 'Někdo to ve stejnou chvíli změnil. Podívej se znovu a zopakuj to.',
  PBX_UNAVAILABLE: 'Ústředna neodpovídá. Zkus to za chvíli.',
  MICROPHONE_REFUSED: 'Mikrofon není povolen. Klikni na ikonu vedle adresy stránky, mikrofon povol a zkus to znovu.',
  MICROPHONE_BLOCKED_BY_POLICY: 'Tato stránka nedovoluje telefonu používat mikrofon. Otevři telefon v samostatném okně, nebo požádej provozovatele stránky o povolení.',
  MICROPHONE_MISSING: 'Nenašel se žádný mikrofon. Připoj ho a zkus to znovu.',
  MICROPHONE_UNPLUGGED: 'Mikrofon byl odpojen. Připoj ho znovu, nebo vyber jiný.',
  MICROPHONE_IN_USE: 'Mikrofon právě používá jiný program. Zavři ho a zkus to znovu.',
  INSECURE_CONTEXT: 'Mikrofon funguje jen na zabezpečených stránkách. Otevři tuto stránku přes https.',
  CALLS_NOT_SUPPORTED: 'Tento prohlížeč neumí volat: WebRTC v něm chybí nebo je vypnuté. Zprávy fungují; k volání použij aktuální Chrome, Edge, Firefox nebo Safari.',
  TIMED_OUT: 'Server neodpověděl včas. Zkus to znovu.',
  UNAVAILABLE: 'Server to teď nemůže udělat. Zkus to za chvíli.',
  INTERNAL: 'Na serveru došlo k chybě. Zkus to znovu.',
};
export default texts;
