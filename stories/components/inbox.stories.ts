import type { Meta } from '@storybook/web-components-vite';
import '../../components/inbox/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Inbox', component: 'pbx-inbox' } satisfies Meta;

const room = { height: 640 };
export const NotConnected = story('pbx-inbox', null, room);
export const Loading = story('pbx-inbox', 'loading', room);
export const Empty = story('pbx-inbox', 'empty', room);
export const Normal = story('pbx-inbox', 'normal', room);
export const Busy = story('pbx-inbox', 'busy', room);
export const ErrorState = story('pbx-inbox', 'error', room);
export const NoPermission = story('pbx-inbox', 'noPermission', room);
export const Disabled = story('pbx-inbox', 'disabled', { ...room, disabled: true });
export const Typing = story('pbx-inbox', 'chat', room);
export const Reconnecting = story('pbx-inbox', 'reconnecting', room);
