import '../composer/define.ts';
import { define } from '../shared/define.ts';
import { PbxConversation } from './conversation.ts';

define('pbx-conversation', PbxConversation);

export type * from './conversation.ts';
