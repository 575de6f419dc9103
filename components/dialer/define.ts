import { define } from '../shared/define.ts';
import { PbxDialer } from './dialer.ts';

define('pbx-dialer', PbxDialer);

export type * from './dialer.ts';
