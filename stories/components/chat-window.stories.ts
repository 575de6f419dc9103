import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import type { PageGateway } from '../../test/fakes/page-gateway.ts';
import '../../widget/window/define.ts';
import { inEnglish, inside } from '../support.ts';
import { chatStory } from '../chat-support.ts';

/** The window behind the chat button, as a visitor sees it. */
export default {
  title: 'Widget/Chat window',
  component: 'pbx-chat-window',
  // In the book each has a frame: it stands in the corner of its window, and its gateway is that of the whole page.
  parameters: { docs: { story: { inline: false, height: '680px' } } },
} satisfies Meta;

const open = true;
const talk = (gateway: { say: (text: string) => void; setState: (state: object) => void }): void => {
  gateway.say('Good morning! Which frame size are you looking at?');
  gateway.setState({ agent: { name: 'Jana Nováková' } });
};

export const Normal = chatStory('pbx-chat-window', talk, open);
export const NotConnected = chatStory('pbx-chat-window', (gateway) => { gateway.gone = true; }, open);
export const Empty = chatStory('pbx-chat-window', () => undefined, open);
export const Typing = chatStory('pbx-chat-window', (gateway) => { talk(gateway); gateway.setState({ agentTyping: true }); }, open);
export const NobodyThere = chatStory('pbx-chat-window', (gateway) => { gateway.state.online = false; }, open);
export const Closed = chatStory('pbx-chat-window', (gateway) => { talk(gateway); gateway.setState({ open: false }); }, open);
export const Refused = chatStory('pbx-chat-window', (gateway) => { gateway.refusal = { code: 'ORIGIN_NOT_ALLOWED', message: 'Not this page', retryable: false }; }, open);

const minute = 60_000;
const noon = 1_790_000_000_000;
const file = { id: 'plan', name: 'frame-sizes-2026.pdf', type: 'application/pdf', bytes: 182_000, url: '/files/plan', expiresAt: noon * 2 };

/** Two visits with a colleague each, runs of messages, a file. */
function longTalk(gateway: PageGateway): void {
  const visitor = (text: string, ago: number): void => gateway.say(text, { from: 'visitor', at: noon - ago * minute });
  const jana = (text: string, ago: number, files: (typeof file)[] = []): void => gateway.say(text, { at: noon - ago * minute, files });
  gateway.say('', { from: 'system', event: 'started', at: noon - 40 * minute });
  visitor('Hello, I like the blue Touring 3.', 40);
  visitor('Which frame size is right for 182 cm?', 40);
  gateway.say('', { from: 'system', event: 'picked-up', name: 'Jana Nováková', at: noon - 39 * minute });
  jana('Good morning! 58 cm fits most people of that height.', 38);
  jana('If your legs are long, 60 cm may be better. Here is how to measure:', 37, [file]);
  visitor('84 cm inside leg.', 30);
  jana('Then 58 cm it is. We have two in Brno; shall I keep one for you until Saturday?', 29);
  visitor('Yes please, I come on Friday.', 12);
  gateway.setState({ agent: { name: 'Jana Nováková' }, deliveredSeq: 20, readSeq: 20, unread: 0 });
}
export const Long = chatStory('pbx-chat-window', longTalk, open);

const refusing = chatStory('pbx-chat-window', (gateway) => {
  talk(gateway);
  gateway.sendRefusal = { code: 'TOO_LARGE', message: 'Too long', retryable: false };
}, open);
/** The gateway refused the message; its ways out stand beneath it. */
export const Unsent = {
  ...refusing,
  play: async (context) => {
    await refusing.play?.(context);
    if (!inEnglish()) return;
    await context.userEvent.keyboard('About 182 cm.{Enter}');
    const element = context.canvasElement.querySelector('pbx-chat-window');
    await waitFor(() => expect(inside(element).getByText('Try again')).toBeVisible());
  },
} satisfies StoryObj;
