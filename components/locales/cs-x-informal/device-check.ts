import type { DeviceCheckStrings } from '../en/device-check.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<DeviceCheckStrings> = {
  doing: {
    microphone: 'Zeptá-li se prohlížeč, povol mikrofon.',
    level: 'Něco řekni.',
    call: 'Něco řekni: za okamžik se uslyšíš.',
  },
  well: {
    level: () => 'Mikrofon tě slyší.',
    call: () => 'Spojeno i se zvukem. Pokud ses neslyšel(a), vyber jiný reproduktor.',
  },
  outcomes: { warning: 'Podívej se' },
  inOtherTab: 'Telefon je v jiné kartě tohoto prohlížeče. Zkontroluj ho tam.',
  summary: {
    warning: 'Volat lze, ale podívej se na to, co je označené.',
    failed: 'Volat zatím nelze. Začni prvním, co je označené.',
  },
};
export default texts;
