import type { Meta } from '@storybook/web-components-vite';
import '../../components/conversation/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Conversation', component: 'pbx-conversation' } satisfies Meta;

const room = { width: 560, height: 560, setUp: (element: HTMLElementTagNameMap['pbx-conversation']) => { element.conversationId = 'conversation-2'; } };
export const NotConnected = story('pbx-conversation', null, room);
export const Loading = story('pbx-conversation', 'loading', room);
export const Empty = story('pbx-conversation', 'empty', room);
export const Normal = story('pbx-conversation', 'normal', room);
export const Busy = story('pbx-conversation', 'busy', room);
export const ErrorState = story('pbx-conversation', 'error', room);
export const NoPermission = story('pbx-conversation', 'noPermission', room);
export const Disabled = story('pbx-conversation', 'disabled', { ...room, disabled: true });
export const Typing = story('pbx-conversation', 'chat', room);
export const Closed = story('pbx-conversation', 'chatClosed', room);
export const Reconnecting = story('pbx-conversation', 'reconnecting', room);
