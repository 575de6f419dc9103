import type { Meta } from '@storybook/web-components-vite';
import '../../components/composer/define.ts';
import { story } from '../support.ts';

export default { title: 'Elements/Composer', component: 'pbx-composer' } satisfies Meta;

const room = { width: 480, setUp: (element: HTMLElementTagNameMap['pbx-composer']) => { element.conversationId = 'conversation-2'; } };
export const Normal = story('pbx-composer', 'normal', room);
export const NotConnected = story('pbx-composer', null, room);
export const Loading = story('pbx-composer', 'loading', room);
export const Empty = story('pbx-composer', 'empty', room);
export const Busy = story('pbx-composer', 'busy', room);
export const ErrorState = story('pbx-composer', 'error', room);
export const NoPermission = story('pbx-composer', 'noPermission', room);
export const Disabled = story('pbx-composer', 'disabled', { ...room, disabled: true });

/** A PNG of 8 by 8 points, and a file that is no picture. */
const stripes = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAG0lEQVR42mPY/+IEVsSAU4Ir7Q5WhFuCDnYAABc2d2H4RU4UAAAAAElFTkSuQmCC';
export const Files = story('pbx-composer', 'normal', {
  width: 480,
  setUp: (element) => {
    element.conversationId = 'conversation-2';
    void element.updateComplete.then(() => element.addFiles([
      new File([Uint8Array.from(atob(stripes), (one) => one.charCodeAt(0))], 'stripes.png', { type: 'image/png' }),
      new File(['%PDF-1.7'], 'price-list.pdf', { type: 'application/pdf' }),
    ]));
  },
});
