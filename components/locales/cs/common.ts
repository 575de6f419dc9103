import type { CommonStrings } from '../en/common.ts';

const cs: CommonStrings = {
  notConnected: 'Nepřipojeno',
  notConnectedHelp: 'Přihlaste se a telefon bude fungovat.',
  loading: 'Načítá se…',
  connecting: 'Připojuje se…',
  reconnecting: 'Spojení se obnovuje…',
  noPermission: 'Váš účet k tomu nemá přístup',
  noPermissionHelp: 'Potřebujete-li ho, obraťte se na správce.',
  failed: 'Nepovedlo se to',
  tryAgain: 'Zkusit znovu',
  chooseAnother: 'Vybrat jiný',
  ownWindow: 'Otevřít v samostatném okně',
  close: 'Zavřít',
  cancel: 'Zrušit',
  back: 'Zpět',
  dismiss: 'Skrýt',
  presence: {
    available: 'K dispozici',
    away: 'Pryč',
    business_trip: 'Na služební cestě',
    do_not_disturb: 'Nerušit',
    lunch: 'Na obědě',
    off_work: 'Mimo práci',
  },
  line: { offline: 'Odhlášeno', ringing: 'Vyzvání', busy: 'Hovoří', held: 'Na přidržení' },
};
export default cs;
