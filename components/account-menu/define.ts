import { define } from '../shared/define.ts';
import { PbxAccountMenu } from './account-menu.ts';

define('pbx-account-menu', PbxAccountMenu);

export type * from './account-menu.ts';
