import { define } from '../shared/define.ts';
import { PbxIncomingCall } from './incoming-call.ts';

define('pbx-incoming-call', PbxIncomingCall);

export type * from './incoming-call.ts';
