import type { Meta } from '@storybook/web-components-vite';
import '../../widget/button/define.ts';
import { chatStory } from '../chat-support.ts';

/** What a public page loads. Without a gateway its own content, a link, stays. */
export default {
  title: 'Widget/Chat button',
  component: 'pbx-chat-button',
  // In the book each has a frame: it stands in the corner of its window, and its gateway is that of the whole page.
  parameters: { docs: { story: { inline: false, height: '680px' } } },
} satisfies Meta;

export const Normal = chatStory('pbx-chat-button', () => undefined);
export const NotConnected = chatStory('pbx-chat-button', (gateway) => { gateway.gone = true; });
export const NobodyThere = chatStory('pbx-chat-button', (gateway) => { gateway.state.online = false; });
export const Unread = chatStory('pbx-chat-button', (gateway) => { gateway.state.unread = 3; });
