import type { Meta } from '@storybook/web-components-vite';
import '../../components/incoming-call/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Incoming call', component: 'pbx-incoming-call' } satisfies Meta;

const room = { width: 400, setUp: (element: HTMLElementTagNameMap['pbx-incoming-call']) => { element.persistent = true; } };
export const Ringing = story('pbx-incoming-call', 'incomingCall', room);
export const WithVideo = story('pbx-incoming-call', 'videoOffered', room);
export const Normal = story('pbx-incoming-call', 'normal', room);
export const NotConnected = story('pbx-incoming-call', null, room);
export const Loading = story('pbx-incoming-call', 'loading', room);
export const Empty = story('pbx-incoming-call', 'empty', room);
export const Busy = story('pbx-incoming-call', 'busy', room);
export const ErrorState = story('pbx-incoming-call', 'error', room);
export const NoPermission = story('pbx-incoming-call', 'noPermission', room);
export const Disabled = story('pbx-incoming-call', 'disabled', { ...room, disabled: true });
export const UnknownNumber = story('pbx-incoming-call', 'incomingCallUnknown', room);
export const Photo = story('pbx-incoming-call', 'photosOnCall', room);
/** A colleague passes it on, with a word about it. */
export const PassedOn = story('pbx-incoming-call', 'passedOn', room);
export const WhileOnCall = story('pbx-incoming-call', 'secondCall', room);
/** Takes no room while nobody calls. */
export const NobodyCalls = story('pbx-incoming-call', 'normal', { width: 400, beside: 'A side bar of the page: nobody calls, so the element above takes no room.' });
