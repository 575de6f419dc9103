import '../conversation/define.ts';
import { define } from '../shared/define.ts';
import { PbxInbox } from './inbox.ts';

define('pbx-inbox', PbxInbox);

export type * from './inbox.ts';
