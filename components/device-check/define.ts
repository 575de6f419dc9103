import { define } from '../shared/define.ts';
import { PbxDeviceCheck } from './device-check.ts';

define('pbx-device-check', PbxDeviceCheck);

export type * from './device-check.ts';
