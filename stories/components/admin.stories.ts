import type { Meta } from '@storybook/web-components-vite';
import '../../components/admin/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Administration', component: 'pbx-admin' } satisfies Meta;

const room = { height: 640 };
export const NotConnected = story('pbx-admin', null, room);
export const Loading = story('pbx-admin', 'loading', room);
export const Empty = story('pbx-admin', 'empty', room);
export const Normal = story('pbx-admin', 'normal', room);
export const Busy = story('pbx-admin', 'busy', room);
export const ErrorState = story('pbx-admin', 'error', room);
export const NoPermission = story('pbx-admin', 'noPermission', room);
export const Disabled = story('pbx-admin', 'disabled', { ...room, disabled: true });
