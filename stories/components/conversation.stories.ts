import type { Meta } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import '../../components/conversation/define.ts';
import { inside, journey, story } from '../support.ts';

export default { title: 'Elements/Conversation', component: 'pbx-conversation' } satisfies Meta;

const room = { width: 560, height: 560, setUp: (element: HTMLElementTagNameMap['pbx-conversation']) => { element.conversationId = 'conversation-2'; } };
export const Normal = story('pbx-conversation', 'normal', room);
export const NotConnected = story('pbx-conversation', null, room);
export const Loading = story('pbx-conversation', 'loading', room);
export const Empty = story('pbx-conversation', 'empty', room);
export const Busy = story('pbx-conversation', 'busy', room);
export const ErrorState = story('pbx-conversation', 'error', room);
export const NoPermission = story('pbx-conversation', 'noPermission', room);
export const Disabled = story('pbx-conversation', 'disabled', { ...room, disabled: true });
export const Typing = story('pbx-conversation', 'chat', room);
export const Closed = story('pbx-conversation', 'chatClosed', room);
export const Reconnecting = story('pbx-conversation', 'reconnecting', room);
export const Waiting = story('pbx-conversation', 'chatDay', { ...room, setUp: (element) => { element.conversationId = 'day-3'; } });

const long = { width: 640, height: 760, setUp: (element: HTMLElementTagNameMap['pbx-conversation']) => { element.conversationId = 'day-1'; } };
/** Of yesterday and today, with a colleague's answers, a picture and a file. */
export const Long = story('pbx-conversation', 'chatDay', long);

/** One message was refused, the next is still on its way. */
export const Unsent = journey('pbx-conversation', 'chatDay', long, async ({ element, fake, keyboard }) => {
  const composer = await waitFor(() => {
    const found = element.shadowRoot?.querySelector('pbx-composer');
    if (!found?.shadowRoot?.querySelector('textarea')) throw new Error('the conversation is not open yet');
    return found;
  });
  composer.focus();
  fake.failNext('message:send', 'UNAVAILABLE');
  await keyboard('He can come any time until six.{Enter}');
  await waitFor(() => expect(inside(element).getByText('not sent')).toBeVisible());
  fake.latency = Infinity;
  // At once, as pasted: the simulated keys would begin with what the emptied field held before.
  const field = composer.shadowRoot?.querySelector('textarea');
  if (field) field.value = 'I have told him so.';
  field?.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await keyboard('{Enter}');
  await waitFor(() => expect(inside(element).getByText('sending…')).toBeVisible());
});

const files = { ...room, height: 860 };
/** Pictures, one that is no longer stored, a recording to play, a document to download. */
export const Files = journey('pbx-conversation', 'chatFiles', files, async ({ element }) => {
  await inside(element).findByRole('button', { name: /receipt\.png, / });
  await waitFor(() => expect(element.shadowRoot?.querySelector('.picture img')).not.toBeNull());
});
/** While they are on their way, they have the room they will need. */
export const FilesLoading = story('pbx-conversation', 'chatFiles', { ...files, setUp: (element, fake) => { room.setUp(element); fake.latency = Infinity; } });
/** Pressed, a picture stands large in a dialog of the page; Escape goes back. */
export const PictureLarge = journey('pbx-conversation', 'chat', room, async ({ element, keyboard }) => {
  await waitFor(() => expect(element.shadowRoot?.querySelector('.picture img')).not.toBeNull());
  element.shadowRoot?.querySelector<HTMLElement>('.picture')?.focus();
  await keyboard('{Enter}');
  await waitFor(() => expect(element.shadowRoot?.querySelector('dialog')?.open).toBe(true));
});
