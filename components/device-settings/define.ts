import { define } from '../shared/define.ts';
import { PbxDeviceSettings } from './device-settings.ts';

define('pbx-device-settings', PbxDeviceSettings);

export type * from './device-settings.ts';
