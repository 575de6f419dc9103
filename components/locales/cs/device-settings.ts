import type { DeviceSettingsStrings } from '../en/device-settings.ts';

const cs: DeviceSettingsStrings = {
  title: 'Zvuk',
  microphone: 'Mikrofon',
  speaker: 'Reproduktor',
  ringer: 'Vyzvánění',
  systemDefault: 'Podle systému',
  allow: 'Povolit mikrofon',
  allowHelp: 'Názvy zařízení prohlížeč ukáže, až mikrofon povolíte.',
  unnamed: (index) => `Zařízení ${index}`,
  noMicrophones: 'Žádný mikrofon se nenašel',
  noChoice: 'Tento prohlížeč přehrává vždy přes reproduktor systému.',
  gone: 'Vybrané zařízení je odpojené',
};
export default cs;
