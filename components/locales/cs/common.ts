import type { CommonStrings } from '../en/common.ts';

const cs: CommonStrings = {
  notConnected: 'Nepřipojeno',
  notConnectedHelp: 'Přihlaste se a telefon bude fungovat.',
  loading: 'Načítá se…',
  connecting: 'Připojuje se…',
  reconnecting: 'Spojení se obnovuje…',
  noPermission: 'Váš účet k tomu nemá přístup',
  noPermissionHelp: 'Potřebujete-li ho, obraťte se na správce.',
  failed: 'Nepodařilo se to',
  tryAgain: 'Zkusit znovu',
  chooseAnother: 'Vybrat jiný',
  ownWindow: 'Otevřít v samostatném okně',
  close: 'Zavřít',
  cancel: 'Zrušit',
  back: 'Zpět',
  dismiss: 'Skrýt',
  presence: {
    available: 'Dostupný',
    away: 'Pryč',
    business_trip: 'Pracovní cesta',
    do_not_disturb: 'Nerušit',
    lunch: 'Oběd',
    off_work: 'Mimo práci',
  },
  line: { offline: 'Odhlášeno', ringing: 'Vyzvání', busy: 'Hovoří', held: 'Přidržený hovor' },
};
export default cs;
