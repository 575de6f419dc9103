import type { Meta } from '@storybook/web-components-vite';
import '../../components/composer/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Composer', component: 'pbx-composer' } satisfies Meta;

const room = { width: 480, setUp: (element: HTMLElementTagNameMap['pbx-composer']) => { element.conversationId = 'conversation-2'; } };
export const NotConnected = story('pbx-composer', null, room);
export const Loading = story('pbx-composer', 'loading', room);
export const Empty = story('pbx-composer', 'empty', room);
export const Normal = story('pbx-composer', 'normal', room);
export const Busy = story('pbx-composer', 'busy', room);
export const ErrorState = story('pbx-composer', 'error', room);
export const NoPermission = story('pbx-composer', 'noPermission', room);
export const Disabled = story('pbx-composer', 'disabled', { ...room, disabled: true });
