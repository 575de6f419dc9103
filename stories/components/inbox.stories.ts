import type { Meta } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import '../../components/inbox/define.ts';
import { inside, journey, story } from '../support.ts';

export default { title: 'Elements/Inbox', component: 'pbx-inbox' } satisfies Meta;

const room = { height: 640 };
export const Normal = story('pbx-inbox', 'normal', room);
export const NotConnected = story('pbx-inbox', null, room);
export const Loading = story('pbx-inbox', 'loading', room);
export const Empty = story('pbx-inbox', 'empty', room);
export const Busy = story('pbx-inbox', 'busy', room);
export const ErrorState = story('pbx-inbox', 'error', room);
export const NoPermission = story('pbx-inbox', 'noPermission', room);
export const Disabled = story('pbx-inbox', 'disabled', { ...room, disabled: true });
export const Typing = story('pbx-inbox', 'chat', room);
export const Reconnecting = story('pbx-inbox', 'reconnecting', room);
export const Open = story('pbx-inbox', 'chat', { ...room, setUp: (element) => { element.conversationId = 'conversation-2'; } });

/** Eight conversations in every state; one of them is open. */
export const Day = story('pbx-inbox', 'chatDay', { height: 720, setUp: (element) => { element.conversationId = 'day-1'; } });

/** The arrows move, Enter opens; what is typed there is sent by Enter. */
export const ReplyByKeyboard = journey('pbx-inbox', 'normal', room, async ({ element, fake, keyboard }) => {
  await waitFor(() => expect(element.shadowRoot?.querySelector('[role=option]')).not.toBeNull());
  element.shadowRoot?.querySelector<HTMLElement>('[role=option]')?.focus();
  await keyboard('{ArrowDown}');
  await waitFor(() => expect(element.shadowRoot?.activeElement?.textContent).toContain('Alice'));
  await keyboard('{Enter}');
  await waitFor(() => expect(element.conversationId).toBe('conversation-2'));
  const composer = await waitFor(() => {
    const found = element.shadowRoot?.querySelector('pbx-conversation')?.shadowRoot?.querySelector('pbx-composer');
    if (!found?.shadowRoot?.querySelector('textarea')) throw new Error('the conversation is not open yet');
    return found;
  });
  composer.focus();
  await keyboard('It left this morning.{Enter}');
  await waitFor(() => expect(fake.sent.map(({ name }) => name)).toContain('message:send'));
  await waitFor(() => expect(inside(element.shadowRoot?.querySelector('pbx-conversation')).getByText('It left this morning.')).toBeVisible());
});
