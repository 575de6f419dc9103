import type { Meta } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import '../../components/dialer/define.ts';
import { inside, journey, story } from '../support.ts';

export default { title: 'Elements/Dialer', component: 'pbx-dialer' } satisfies Meta;

const room = { width: 340 };
export const Normal = story('pbx-dialer', 'normal', room);
export const NotConnected = story('pbx-dialer', null, room);
export const Loading = story('pbx-dialer', 'loading', room);
export const Empty = story('pbx-dialer', 'empty', room);
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

/** Type a number, Enter calls; Enter on "Hang up" ends it. */
export const CallByKeyboard = journey('pbx-dialer', 'normal', room, async ({ element, fake, keyboard }) => {
  element.focus();
  await keyboard('1003{Enter}');
  await waitFor(() => expect(fake.phone.calls[0]?.number).toBe('1003'));
  await waitFor(() => inside(element.shadowRoot?.querySelector('pbx-call')).getByRole('button', { name: 'Hang up' }).focus());
  await keyboard('{Enter}');
  await waitFor(() => expect(fake.phone.calls[0]?.state).toBe('ended'));
  await expect(inside(element).getByRole('textbox', { name: 'Number' })).toHaveValue('');
});
