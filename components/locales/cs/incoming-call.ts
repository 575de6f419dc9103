import type { IncomingCallStrings } from '../en/incoming-call.ts';

const cs: IncomingCallStrings = {
  incomingCall: 'Příchozí hovor',
  answer: 'Přijmout',
  decline: 'Odmítnout',
  holdsOther: 'Přijetím se současný hovor přidrží.',
  unknown: 'Neznámé číslo',
  none: 'Nikdo nevolá',
  noneHelp: 'Příchozí hovory se zobrazí tady.',
  soundLocked: 'Dokud do stránky nekliknete, prohlížeč vyzvánění nepřehraje.',
};
export default cs;
