import type { DeviceSettingsStrings } from '../en/device-settings.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<DeviceSettingsStrings> = {
  allowHelp: 'Názvy zařízení prohlížeč ukáže, až mikrofon povolíš.',
};
export default texts;
