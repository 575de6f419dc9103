import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../components/account-menu/define.ts';
import { inEnglish, story } from '../support.ts';

export default { title: 'Elements/Account menu', component: 'pbx-account-menu' } satisfies Meta;

export const Normal = story('pbx-account-menu', 'normal');
export const NotConnected = story('pbx-account-menu', null);
export const Loading = story('pbx-account-menu', 'loading');
export const Empty = story('pbx-account-menu', 'empty');
export const Busy = story('pbx-account-menu', 'busy');
export const ErrorState = story('pbx-account-menu', 'error');
export const NoPermission = story('pbx-account-menu', 'noPermission');
export const Disabled = story('pbx-account-menu', 'disabled', { disabled: true });

/** With its menu or one of its dialogs open. */
function opened(show: (menu: HTMLElementTagNameMap['pbx-account-menu']) => void | Promise<void>): StoryObj {
  const set = story('pbx-account-menu', 'normal');
  return {
    ...set,
    play: async (context) => {
      await set.play?.(context);
      const menu = context.canvasElement.querySelector('pbx-account-menu');
      if (!menu) throw new Error('pbx-account-menu is not on the canvas');
      await waitFor(() => expect(menu.shadowRoot?.querySelector<HTMLButtonElement>('.trigger')?.disabled).toBe(false));
      await show(menu);
    },
  };
}
export const Open = opened((menu) => userEvent.click(menu.shadowRoot!.querySelector('.trigger')!));
export const Devices = opened((menu) => menu.show('devices'));
export const Password = opened((menu) => menu.show('password'));

/** The open menu of somebody who wants no sound for new messages. */
export const MessageSound: StoryObj = {
  ...story('pbx-account-menu', 'normal', { setUp: (element) => { element.silent = true; } }),
  play: async ({ canvasElement }) => {
    const menu = canvasElement.querySelector('pbx-account-menu');
    const root = menu?.shadowRoot;
    if (!menu || !root) throw new Error('pbx-account-menu is not on the canvas');
    await waitFor(() => expect(root.querySelector<HTMLButtonElement>('.trigger')?.disabled).toBe(false));
    await userEvent.click(root.querySelector('.trigger')!);
    if (!inEnglish()) return;
    const box = (): HTMLInputElement => [...root.querySelectorAll<HTMLInputElement>('input[type=checkbox]')].find(({ labels }) => labels?.[0]?.textContent.includes('Message sound'))!;
    await waitFor(() => expect(box().checked).toBe(false));
    await userEvent.click(box());
    await expect(menu.silent).toBe(false);
    await userEvent.click(box());
    await expect(menu.silent).toBe(true);
  },
};
