import type { RingingStrings } from '../en/ringing.ts';

const cs: RingingStrings = {
  sentOn: (name) => `Hovor předává: ${name}.`,
  through: (name) => `Pro: ${name}`,
  toVoicemail: 'Do hlasové schránky',
  withVideo: 'Přijmout s obrazem',
};
export default cs;
