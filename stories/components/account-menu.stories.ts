import type { Meta } from '@storybook/web-components-vite';
import '../../components/account-menu/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Account menu', component: 'pbx-account-menu' } satisfies Meta;

export const NotConnected = story('pbx-account-menu', null);
export const Loading = story('pbx-account-menu', 'loading');
export const Empty = story('pbx-account-menu', 'empty');
export const Normal = story('pbx-account-menu', 'normal');
export const Busy = story('pbx-account-menu', 'busy');
export const ErrorState = story('pbx-account-menu', 'error');
export const NoPermission = story('pbx-account-menu', 'noPermission');
export const Disabled = story('pbx-account-menu', 'disabled', { disabled: true });
