import type { Meta } from '@storybook/web-components-vite';
import '../../widget/button/define.ts';
import { chatStory } from '../chat-support.ts';

/** What a public page loads. Without a gateway its own content, a link, stays. */
export default { title: 'Widget/Chat button', component: 'pbx-chat-button' } satisfies Meta;

export const Normal = chatStory('pbx-chat-button', () => undefined);
export const NotConnected = chatStory('pbx-chat-button', (gateway) => { gateway.gone = true; });
export const NobodyThere = chatStory('pbx-chat-button', (gateway) => { gateway.state.online = false; });
export const Unread = chatStory('pbx-chat-button', (gateway) => { gateway.state.unread = 3; });
