export interface DeviceSettingsStrings {
  title: string;
  microphone: string;
  speaker: string;
  ringer: string;
  systemDefault: string;
  allow: string;
  allowHelp: string;
  unnamed: (index: number) => string;
  noMicrophones: string;
  noChoice: string;
  gone: string;
}

const en: DeviceSettingsStrings = {
  title: 'Sound',
  microphone: 'Microphone',
  speaker: 'Speaker',
  ringer: 'Ringer',
  systemDefault: 'System default',
  allow: 'Allow the microphone',
  allowHelp: 'The browser names the devices once you allow the microphone.',
  unnamed: (index) => `Device ${index}`,
  noMicrophones: 'No microphone found',
  noChoice: 'This browser always plays through the system’s speaker.',
  gone: 'The chosen device is unplugged',
};
export default en;
