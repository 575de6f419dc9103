import type { Meta } from '@storybook/web-components-vite';
import '../../components/client/define.ts';
import { story } from '../support.ts';
import { openConversation, workingDay } from '../working-day.ts';

export default { title: 'Elements/Whole client', component: 'pbx-client' } satisfies Meta;

const room = { setUp: (element: HTMLElementTagNameMap['pbx-client']) => { element.section = 'inbox'; } };
/** A full inbox, an open conversation, and a colleague on the line. */
export const WorkingDay = story('pbx-client', workingDay, { setUp: (element) => { element.section = 'inbox'; void openConversation(element); } });
export const Normal = story('pbx-client', 'normal', room);
export const NotConnected = story('pbx-client', null, room);
export const Loading = story('pbx-client', 'loading', room);
export const Empty = story('pbx-client', 'empty', room);
export const Busy = story('pbx-client', 'busy', room);
export const ErrorState = story('pbx-client', 'error', room);
export const NoPermission = story('pbx-client', 'noPermission', room);
export const Disabled = story('pbx-client', 'disabled', { ...room, disabled: true });
export const SignIn = story('pbx-client', 'notConnected', room);
export const IncomingCall = story('pbx-client', 'incomingCall', room);
export const OnCall = story('pbx-client', 'onCall', room);
export const Soundless = story('pbx-client', 'soundless', room);
export const Reconnecting = story('pbx-client', 'reconnecting', room);
export const SignedInElsewhere = story('pbx-client', 'signedInElsewhere', room);
