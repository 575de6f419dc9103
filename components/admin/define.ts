import { define } from '../shared/define.ts';
import { PbxAdmin } from './admin.ts';

define('pbx-admin', PbxAdmin);

export type * from './admin.ts';
