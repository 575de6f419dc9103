import type { Meta } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import '../../components/extension-list/define.ts';
import { inside, journey, story } from '../support.ts';

export default { title: 'Elements/Extensions', component: 'pbx-extension-list' } satisfies Meta;

const room = { height: 560 };
export const Normal = story('pbx-extension-list', 'normal', room);
export const NotConnected = story('pbx-extension-list', null, room);
export const Loading = story('pbx-extension-list', 'loading', room);
export const Empty = story('pbx-extension-list', 'empty', room);
export const Busy = story('pbx-extension-list', 'busy', room);
export const ErrorState = story('pbx-extension-list', 'error', room);
export const NoPermission = story('pbx-extension-list', 'noPermission', room);
export const Disabled = story('pbx-extension-list', 'disabled', { ...room, disabled: true });
export const FiftyThousand = story('pbx-extension-list', 'many', room);
export const Photos = story('pbx-extension-list', 'photos', room);
export const Reconnecting = story('pbx-extension-list', 'reconnecting', room);

/** For whom has the right: the calls of others can be picked up, passed on, listened to and ended. */
export const CallsOfOthers = journey('pbx-extension-list', 'othersCalls', room, async ({ element }) => {
  (await inside(element).findByRole('button', { name: 'Manage calls: Eva Dvořáková' })).click();
  await inside(element).findByRole('group', { name: 'Manage calls: Eva Dvořáková' });
});

/** One tab stop: the arrows, Home and End move, Enter calls. */
export const CallByKeyboard = journey('pbx-extension-list', 'normal', room, async ({ element, fake, keyboard }) => {
  const focused = (): string | undefined => {
    const active = element.shadowRoot?.activeElement;
    return active instanceof HTMLElement ? active.dataset['index'] : undefined;
  };
  element.focus();
  await keyboard('{End}');
  await waitFor(() => expect(focused()).toBe('7'));
  await keyboard('{Home}');
  await waitFor(() => expect(focused()).toBe('0'));
  await keyboard('{ArrowDown}');
  await waitFor(() => expect(focused()).toBe('1'));
  await keyboard('{Enter}');
  await waitFor(() => expect(fake.phone.calls.map(({ number }) => number)).toEqual(['1006']));
});
