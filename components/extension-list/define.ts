import { define } from '../shared/define.ts';
import { PbxExtensionList } from './extension-list.ts';

define('pbx-extension-list', PbxExtensionList);

export type * from './extension-list.ts';
