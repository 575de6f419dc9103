import type { Meta } from '@storybook/web-components-vite';
import '../../components/dialer/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Dialer', component: 'pbx-dialer' } satisfies Meta;

const room = { width: 340 };
export const NotConnected = story('pbx-dialer', null, room);
export const Loading = story('pbx-dialer', 'loading', room);
export const Empty = story('pbx-dialer', 'empty', room);
export const Normal = story('pbx-dialer', 'normal', room);
export const Busy = story('pbx-dialer', 'busy', room);
export const ErrorState = story('pbx-dialer', 'error', room);
export const NoPermission = story('pbx-dialer', 'noPermission', room);
export const Disabled = story('pbx-dialer', 'disabled', { ...room, disabled: true });
export const Connecting = story('pbx-dialer', 'connecting', room);
export const IncomingCall = story('pbx-dialer', 'incomingCall', room);
export const OnCall = story('pbx-dialer', 'onCall', room);
export const PhoneFailed = story('pbx-dialer', 'phoneFailed', room);
export const CallsNotSupported = story('pbx-dialer', 'callsNotSupported', room);
export const Elsewhere = story('pbx-dialer', 'phoneElsewhere', room);
export const MicrophoneMissing = story('pbx-dialer', 'microphoneMissing', room);
export const SoundLocked = story('pbx-dialer', 'soundLocked', room);
