import type { ClientStrings } from '../en/client.ts';

const waits: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'konverzace čeká', few: 'konverzace čekají' };

const cs: ClientStrings = {
  navigation: 'Oddíly',
  sections: { extensions: 'Klapky', inbox: 'Zprávy', administration: 'Správa' },
  waiting: (count, category) => `${count} ${waits[category] ?? 'konverzací čeká'}`,
  search: 'Najít kolegu',
  newCall: 'Nový hovor',
  hideDialer: 'Skrýt číselník',
  phone: {
    ready: 'Připraven', connecting: 'Připojuji', reconnecting: 'Obnovuji spojení', elsewhere: 'V jiné kartě',
    failed: 'Nefunguje', off: 'Vypnutý', noMicrophone: 'Bez mikrofonu',
  },
  phoneState: (state) => `Telefon: ${state}`,
  reconnecting: 'Spojení se přerušilo a obnovuje se.',
  reconnectingNext: 'Co napíšete, zůstane a odešle se samo.',
  retryIn: (seconds) => `Další pokus za ${seconds} s.`,
  welcome: 'Hovory a zprávy vaší firmy na jednom místě.',
  connecting: 'Připojuji',
  notConnected: 'Není připojeno',
  notConnectedNext: 'Stránka neuvádí bránu: do atributu „gateway“ napište její adresu.',
  calls: 'Hovory',
};
export default cs;
