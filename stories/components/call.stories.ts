import type { Meta } from '@storybook/web-components-vite';
import '../../components/call/define.ts';
import { inside, journey, story } from '../support.ts';

export default { title: 'Elements/Call', component: 'pbx-call' } satisfies Meta;

const room = { width: 340, setUp: (element: HTMLElementTagNameMap['pbx-call']) => { element.persistent = true; } };
async function opened(element: HTMLElement, name: string): Promise<void> {
  const tile = await inside(element).findByRole('button', { name });
  tile.click();
  await inside(element).findByRole('group', { name });
}

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
export const Consultation = story('pbx-call', 'consultation', room);
export const Conference = story('pbx-call', 'conference', room);
export const Recording = story('pbx-call', 'recording', room);
export const RecordingPaused = story('pbx-call', 'recordingPaused', room);
export const Parked = story('pbx-call', 'parked', room);
export const Video = story('pbx-call', 'video', room);
export const Listening = story('pbx-call', 'listening', room);
/** Beneath 280 px the further buttons stand behind "More". */
export const Narrow = story('pbx-call', 'onCall', { ...room, width: 240 });
/** Nothing but what the phone itself can do. */
export const FewRights = story('pbx-call', 'onCall', {
  ...room,
  setUp: (element, fake) => {
    element.persistent = true;
    fake.account = { ...fake.account, phone: { can: [], recording: 'none', parkingSlots: [] } };
    fake.connect();
  },
});
/** By its keys: T, a name, Enter for the person found, and what to do is on the buttons. */
export const Transfer = journey('pbx-call', 'onCall', room, async ({ element, keyboard }) => {
  await opened(element, 'Transfer');
  await keyboard('eva{Enter}');
});
export const Park = journey('pbx-call', 'onCall', room, async ({ element }) => opened(element, 'Park'));
export const SwitchDevice = journey('pbx-call', 'onCall', room, async ({ element }) => opened(element, 'Switch device'));
export const LineQuality = journey('pbx-call', 'onCall', room, async ({ element }) => opened(element, 'Line quality'));
export const PoorLine = story('pbx-call', 'onCall', {
  ...room,
  setUp: (element, fake) => {
    element.persistent = true;
    fake.phone.line = { loss: 0.2, jitter: 0.03, roundTrip: 0.4 };
  },
});
export const Keys = journey('pbx-call', 'onCall', room, async ({ element }) => opened(element, 'Keys'));
/** Takes no room while there is no call. */
export const NoCall = story('pbx-call', 'normal', { width: 340, beside: 'A side bar of the page: no call, so the element above takes no room.' });
