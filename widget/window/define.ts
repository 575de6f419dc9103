import { PbxChatWindow } from './window.ts';

// Another copy may have been there first; the page keeps that one.
if (!customElements.get('pbx-chat-window')) customElements.define('pbx-chat-window', PbxChatWindow);
