import { define } from '../shared/define.ts';
import { PbxProvider } from './provider.ts';

define('pbx-provider', PbxProvider);

export type * from './provider.ts';
