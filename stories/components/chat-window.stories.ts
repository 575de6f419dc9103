import type { Meta } from '@storybook/web-components-vite';
import '../../widget/window/define.ts';
import { chatStory } from '../chat-support.ts';

/** The window behind the chat button, as a visitor sees it. */
export default { title: 'Widget/Chat window', component: 'pbx-chat-window' } satisfies Meta;

const open = true;
const talk = (gateway: { say: (text: string) => void; setState: (state: object) => void }): void => {
  gateway.say('Good morning! Which frame size are you looking at?');
  gateway.setState({ agent: { name: 'Jana Nováková' } });
};

export const NotConnected = chatStory('pbx-chat-window', (gateway) => { gateway.gone = true; }, open);
export const Empty = chatStory('pbx-chat-window', () => undefined, open);
export const Normal = chatStory('pbx-chat-window', talk, open);
export const Typing = chatStory('pbx-chat-window', (gateway) => { talk(gateway); gateway.setState({ agentTyping: true }); }, open);
export const NobodyThere = chatStory('pbx-chat-window', (gateway) => { gateway.state.online = false; }, open);
export const Closed = chatStory('pbx-chat-window', (gateway) => { talk(gateway); gateway.setState({ open: false }); }, open);
export const Refused = chatStory('pbx-chat-window', (gateway) => { gateway.refusal = { code: 'ORIGIN_NOT_ALLOWED', message: 'Not this page', retryable: false }; }, open);
