import type { ClientStrings } from '../en/client.ts';
import { plural } from '../plural.ts';

const cs: ClientStrings = {
  navigation: 'Sekce',
  sections: { extensions: 'Klapky', inbox: 'Zprávy', administration: 'Správa' },
  waiting: (count) => plural('cs', count, { one: `${count} konverzace čeká`, few: `${count} konverzace čekají`, many: `${count} konverzace čeká`, other: `${count} konverzací čeká` }),
  search: 'Najít kolegu',
  newCall: 'Nový hovor',
  hideDialer: 'Skrýt telefon',
  phone: {
    ready: 'Připraven', connecting: 'Připojuje se', reconnecting: 'Spojení se obnovuje', elsewhere: 'V jiné kartě',
    failed: 'Nefunguje', off: 'Vypnutý', noMicrophone: 'Bez mikrofonu',
  },
  phoneState: (state) => `Telefon: ${state}`,
  reconnecting: 'Spojení se přerušilo a obnovuje se.',
  reconnectingNext: 'Co napíšete, se neztratí a odešle se samo.',
  retryIn: (seconds) => `Další pokus za ${seconds} s.`,
  welcome: 'Hovory a zprávy vaší firmy na jednom místě.',
  connecting: 'Připojuje se',
  notConnected: 'Nepřipojeno',
  notConnectedNext: 'Stránka neuvádí bránu: do atributu „gateway“ napište její adresu.',
  calls: 'Hovory',
  calling: (name) => (name ? `Volá ${name}` : 'Někdo volá'),
  soundless: 'V hovoru nejde zvuk.',
  findOut: 'Zjistit proč',
};
export default cs;
