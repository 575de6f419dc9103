import { define } from '../shared/define.ts';
import { PbxCall } from './call.ts';

define('pbx-call', PbxCall);

export type * from './call.ts';
