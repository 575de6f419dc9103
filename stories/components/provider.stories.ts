import type { Meta } from '@storybook/web-components-vite';
import '../../components/extension-list/define.ts';
import '../../components/provider/define.ts';
import { story } from '../support.ts';

/** It has no looks of its own: what is seen is an extension list inside. */
export default { title: 'Elements/Provider', component: 'pbx-provider' } satisfies Meta;

const inside = { setUp: (element: HTMLElementTagNameMap['pbx-provider']) => element.append(document.createElement('pbx-extension-list')) };
export const Normal = story('pbx-provider', 'normal', inside);
export const NotConnected = story('pbx-provider', null, inside);
export const Loading = story('pbx-provider', 'loading', inside);
export const Empty = story('pbx-provider', 'empty', inside);
export const Busy = story('pbx-provider', 'busy', inside);
export const ErrorState = story('pbx-provider', 'error', inside);
export const NoPermission = story('pbx-provider', 'noPermission', inside);
export const Disabled = story('pbx-provider', 'disabled', { ...inside, disabled: true });
