import type { Meta } from '@storybook/web-components-vite';
import '../../components/call/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Call', component: 'pbx-call' } satisfies Meta;

const room = { width: 340, setUp: (element: HTMLElementTagNameMap['pbx-call']) => { element.persistent = true; } };
export const OnCall = story('pbx-call', 'onCall', room);
export const Normal = story('pbx-call', 'normal', room);
export const NotConnected = story('pbx-call', null, room);
export const Loading = story('pbx-call', 'loading', room);
export const Empty = story('pbx-call', 'empty', room);
export const Busy = story('pbx-call', 'busy', room);
export const ErrorState = story('pbx-call', 'error', room);
export const NoPermission = story('pbx-call', 'noPermission', room);
export const Disabled = story('pbx-call', 'disabled', { ...room, disabled: true });
export const Ringing = story('pbx-call', 'outgoingRinging', room);
export const Photo = story('pbx-call', 'photosOnCall', room);
export const Muted = story('pbx-call', 'mutedCall', room);
export const OnHold = story('pbx-call', 'heldCall', room);
export const HeldByOther = story('pbx-call', 'heldByOther', room);
export const TwoCalls = story('pbx-call', 'twoCalls', room);
export const EndedBusy = story('pbx-call', 'callBusy', room);
export const EndedDeclined = story('pbx-call', 'callDeclined', room);
export const EndedUnknownNumber = story('pbx-call', 'callUnknownNumber', room);
export const MicrophoneUnplugged = story('pbx-call', 'microphoneUnplugged', room);
/** Takes no room while there is no call. */
export const NoCall = story('pbx-call', 'normal');
