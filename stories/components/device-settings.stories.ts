import type { Meta } from '@storybook/web-components-vite';
import '../../components/device-settings/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Sound settings', component: 'pbx-device-settings' } satisfies Meta;

const room = { width: 340 };
export const Normal = story('pbx-device-settings', 'normal', room);
export const NotConnected = story('pbx-device-settings', null, room);
export const Loading = story('pbx-device-settings', 'loading', room);
export const Empty = story('pbx-device-settings', 'empty', room);
export const Busy = story('pbx-device-settings', 'busy', room);
export const ErrorState = story('pbx-device-settings', 'error', room);
export const NoPermission = story('pbx-device-settings', 'noPermission', room);
export const Disabled = story('pbx-device-settings', 'disabled', { ...room, disabled: true });
export const Refused = story('pbx-device-settings', 'microphoneRefused', room);
export const BlockedByPolicy = story('pbx-device-settings', 'microphoneBlocked', room);
export const Missing = story('pbx-device-settings', 'microphoneMissing', room);
export const InsecureContext = story('pbx-device-settings', 'insecureContext', room);
/** The page brought its own ringtone; whoever prefers another chooses one. */
export const OwnRingtone = story('pbx-device-settings', 'normal', { ...room, setUp: (_element, fake) => fake.devices.setPageSounds({ ringtone: '/ring.mp3' }) });
export const NoRingtone = story('pbx-device-settings', 'normal', { ...room, setUp: (_element, fake) => fake.devices.chooseSounds({ ringtone: 'none' }) });
