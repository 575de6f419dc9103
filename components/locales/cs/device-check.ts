import type { DeviceCheckStrings } from '../en/device-check.ts';

const cs: DeviceCheckStrings = {
  title: 'Kontrola zvuku a sítě',
  intro: 'Trvá půl minuty. Bude potřeba něco říct a na konci bude slyšet vlastní hlas.',
  start: 'Spustit kontrolu',
  stop: 'Zastavit',
  again: 'Zkontrolovat znovu',
  copy: 'Kopírovat zprávu',
  copied: 'Zpráva je zkopírovaná.',
  level: 'Hlasitost',
  steps: { page: 'Tato stránka', microphone: 'Mikrofon', level: 'Hlas', sound: 'Zvuk', gateway: 'Server', phone: 'Telefon', call: 'Zkušební hovor' },
  doing: {
    page: 'Zjišťuje se …',
    microphone: 'Zeptá-li se prohlížeč, povolte mikrofon.',
    level: 'Něco řekněte.',
    sound: 'Zjišťuje se …',
    gateway: 'Zjišťuje se …',
    phone: 'Zjišťuje se …',
    call: 'Něco řekněte: za okamžik se uslyšíte.',
  },
  well: {
    page: () => 'Smí používat mikrofon.',
    microphone: (found) => found || 'Je k dispozici.',
    level: () => 'Mikrofon vás slyší.',
    sound: () => 'Prohlížeč přehrává zvuky.',
    gateway: () => 'Spojení je navázané.',
    phone: () => 'Připraven volat.',
    call: () => 'Spojeno i se zvukem. Pokud jste se neslyšeli, vyberte jiný reproduktor.',
  },
  outcomes: { ok: 'Funguje', warning: 'Podívejte se', failed: 'Nefunguje', skipped: 'Nezkontrolováno' },
  soundLocked: 'Dokud na stránku nikdo neklikne, prohlížeč nic nepřehraje: příchozí hovor by nebylo slyšet.',
  notNow: 'Během hovoru nelze.',
  notWithout: 'Nelze, dokud nefunguje to předchozí.',
  inOtherTab: 'Telefon je v jiné kartě tohoto prohlížeče. Zkontrolujte ho tam.',
  noEcho: 'Tato ústředna nemá číslo pro zkušební hovory.',
  summary: {
    ok: 'Vše, co hovor potřebuje, funguje.',
    warning: 'Volat lze, ale podívejte se na to, co je označené.',
    failed: 'Volat zatím nelze. Začněte prvním, co je označené.',
  },
};
export default cs;
