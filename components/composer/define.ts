import { define } from '../shared/define.ts';
import { PbxComposer } from './composer.ts';

define('pbx-composer', PbxComposer);

export type * from './composer.ts';
