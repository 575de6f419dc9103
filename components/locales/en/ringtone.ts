/** Texts of the ringtone among the sound settings. */
export interface RingtoneStrings {
  ringtone: string;
  ringtones: { page: string; rise: string; bell: string; chime: string; none: string };
  play: string;
  stop: string;
  volume: string;
  silent: string;
}

const en: RingtoneStrings = {
  ringtone: 'Ringtone',
  ringtones: { page: 'This site’s own', rise: 'Rising', bell: 'Bell', chime: 'Chime', none: 'None' },
  play: 'Play the ringtone',
  stop: 'Stop the ringtone',
  volume: 'Ringer volume',
  silent: 'Incoming calls are shown, but not heard.',
};
export default en;
