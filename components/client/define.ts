import '../account-menu/define.ts';
import '../call/define.ts';
import '../dialer/define.ts';
import '../extension-list/define.ts';
import '../incoming-call/define.ts';
import '../sign-in/define.ts';
import { define } from '../shared/define.ts';
import { PbxClient } from './client.ts';

define('pbx-client', PbxClient);

export type * from './client.ts';
