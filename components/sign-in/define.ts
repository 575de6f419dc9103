import { define } from '../shared/define.ts';
import { PbxSignIn } from './sign-in.ts';

define('pbx-sign-in', PbxSignIn);

export type * from './sign-in.ts';
