import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import '../../components/admin/define.ts';
import { FakeSession } from '../../components/testing/index.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Administration', component: 'pbx-admin' } satisfies Meta;

const accounts = [
  { id: 'account-1001', name: 'Jana Nováková', email: 'jana@example.com', roles: ['user', 'administrator'], disabled: false, hasPassword: true, extension: { id: 'ext-1001', number: '1001' } },
  { id: 'account-1002', name: 'Petr Svoboda', email: null, roles: ['user'], disabled: false, hasPassword: false, extension: { id: 'ext-1002', number: '1002' } },
];

/** The administration interface of the gateway, played. */
function gateway(_element: HTMLElement, fake: FakeSession): void {
  fake.onRequest('GET', '/api/admin/accounts', () => (fake.extensions.rows.size === 0 ? [] : accounts));
  fake.onRequest('GET', '/api/admin/chat-buttons', () => [{ id: 'demo', name: 'Shop', origins: ['https://shop.example.com'], queueId: 'q1', greeting: null }]);
  fake.onRequest('GET', '/api/admin/queues', () => [{ id: 'q1', name: 'Support', takesMessages: true }]);
}

const room = { height: 640, setUp: gateway };
export const Normal = story('pbx-admin', 'normal', room);
export const NotConnected = story('pbx-admin', null, room);
/** The gateway has not answered yet. */
export const Loading = story('pbx-admin', 'busy', room);
export const Empty = story('pbx-admin', 'empty', room);

const changing = story('pbx-admin', 'normal', room);
/** A new link was asked for, and the gateway has not answered yet. */
export const Busy: StoryObj = {
  ...changing,
  play: async (context) => {
    await changing.play?.(context);
    const element = context.canvasElement.querySelector('pbx-admin');
    const buttons = (): HTMLButtonElement[] => [...(element?.shadowRoot?.querySelectorAll<HTMLButtonElement>('[part=panel] tbody button') ?? [])];
    await waitFor(() => expect(buttons().length).toBeGreaterThan(0));
    if (element?.session instanceof FakeSession) element.session.latency = Infinity;
    buttons()[0]?.click();
    await waitFor(() => expect(buttons().every(({ disabled }) => disabled)).toBe(true));
  },
};
export const ErrorState = story('pbx-admin', 'error', { ...room, setUp: (element, fake) => { gateway(element, fake); fake.failNext('request', 'UNAVAILABLE'); } });
export const NoPermission = story('pbx-admin', 'noPermission', room);
export const Disabled = story('pbx-admin', 'disabled', { ...room, disabled: true });
