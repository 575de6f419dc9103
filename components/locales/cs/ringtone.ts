import type { RingtoneStrings } from '../en/ringtone.ts';

const cs: RingtoneStrings = {
  ringtone: 'Vyzváněcí tón',
  ringtones: { page: 'Vlastní tón stránky', rise: 'Stoupající', bell: 'Zvonek', chime: 'Gong', none: 'Žádný' },
  play: 'Přehrát vyzváněcí tón',
  stop: 'Zastavit vyzváněcí tón',
  volume: 'Hlasitost vyzvánění',
  silent: 'Příchozí hovory uvidíte, ale neuslyšíte.',
};
export default cs;
