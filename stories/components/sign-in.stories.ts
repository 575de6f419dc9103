import type { Meta } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import '../../components/sign-in/define.ts';
import { fakePassword } from '../../components/testing/index.ts';
import { inside, journey, story } from '../support.ts';

export default { title: 'Elements/Sign-in', component: 'pbx-sign-in' } satisfies Meta;

const room = { width: 380 };
export const Form = story('pbx-sign-in', 'notConnected', room);
export const Normal = story('pbx-sign-in', 'normal', room);
export const NotConnected = story('pbx-sign-in', null, room);
export const Loading = story('pbx-sign-in', 'loading', room);
export const Empty = story('pbx-sign-in', 'empty', room);
export const NoPermission = story('pbx-sign-in', 'noPermission', room);
export const Disabled = story('pbx-sign-in', 'disabled', { ...room, disabled: true });
export const SignedInElsewhere = story('pbx-sign-in', 'signedInElsewhere', room);
export const SignInDisabled = story('pbx-sign-in', 'signInDisabled', room);
export const ExtensionDeleted = story('pbx-sign-in', 'extensionDeleted', room);
export const SignInAgain = story('pbx-sign-in', 'signInAgain', room);
export const EmbeddingDisabled = story('pbx-sign-in', 'embeddingDisabled', room);

type SignIn = HTMLElementTagNameMap['pbx-sign-in'];
async function send(element: SignIn, keyboard: (keys: string) => Promise<void>, password: string): Promise<void> {
  element.focus();
  await keyboard('1001');
  inside(element).getByLabelText('Password').focus();
  await keyboard(`${password}{Enter}`);
}

/** Sent, and the gateway has not answered yet. */
export const Busy = journey('pbx-sign-in', 'notConnected', { ...room, setUp: (_element, fake) => { fake.latency = Infinity; } }, async ({ element, keyboard }) => {
  await send(element, keyboard, fakePassword);
  await waitFor(() => expect(inside(element).getByRole('form')).toHaveAttribute('aria-busy', 'true'));
});

/** Nobody has this password. */
export const ErrorState = journey('pbx-sign-in', 'notConnected', room, async ({ element, keyboard }) => {
  await send(element, keyboard, 'wrong');
  await waitFor(() => expect(inside(element).getByRole('alert')).toBeVisible());
});

/** Extension, password, Enter; a wrong password is said, and the focus is where it is typed anew. */
export const SignInByKeyboard = journey('pbx-sign-in', 'notConnected', room, async ({ element, fake, keyboard }) => {
  const password = (): HTMLElement => inside(element).getByLabelText('Password');
  element.focus();
  await keyboard('1001');
  password().focus();
  await keyboard('wrong{Enter}');
  await waitFor(() => expect(inside(element).getByRole('alert')).toBeVisible());
  await waitFor(() => expect(element.shadowRoot?.activeElement).toBe(password()));
  await keyboard(`{Control>}a{/Control}${fakePassword}{Enter}`);
  await waitFor(() => expect(fake.state.status).toBe('connected'));
});
