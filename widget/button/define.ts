import { PbxChatButton } from './button.ts';

// Another copy of the script may have been there first (a page built of two parts): the first one stays.
if (!customElements.get('pbx-chat-button')) customElements.define('pbx-chat-button', PbxChatButton);

export type * from './button.ts';
