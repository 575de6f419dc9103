import type { ClientStrings } from '../en/client.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<ClientStrings> = {
  reconnectingNext: 'Co napíšeš, se neztratí a odešle se samo.',
  welcome: 'Hovory a zprávy tvé firmy na jednom místě.',
  notConnectedNext: 'Stránka neuvádí bránu: do atributu „gateway“ napiš její adresu.',
};
export default texts;
