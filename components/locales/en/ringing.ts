/** What is said of a ringing call besides who it is; comes with the first one. */
export interface RingingStrings {
  sentOn: (name: string) => string;
  through: (name: string) => string;
  toVoicemail: string;
  withVideo: string;
}

const en: RingingStrings = {
  sentOn: (name) => `${name} passes on a call.`,
  through: (name) => `For ${name}`,
  toVoicemail: 'To voicemail',
  withVideo: 'Answer with video',
};
export default en;
