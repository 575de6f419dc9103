import type { StoryObj } from '@storybook/web-components-vite';
import { PbxChatWindow } from '../widget/window/window.ts';
import { PageGateway } from '../test/fakes/page-gateway.ts';
import { shopPage } from './shop-page.ts';

type ChatTag = 'pbx-chat-button' | 'pbx-chat-window';
let installed: PageGateway | null = null;

/** A story of the widget before a fake gateway in the page; one at a time, because it takes the place of `fetch` and `WebSocket`. */
export function chatStory(tag: ChatTag, scene: (gateway: PageGateway) => void, opened = false): StoryObj {
  return {
    render: () => {
      installed?.remove();
      const gateway = new PageGateway();
      gateway.install();
      installed = gateway;
      scene(gateway);
      const element = document.createElement(tag);
      Object.assign(element, { gateway: gateway.address, button: 'demo' });
      element.setAttribute('gateway', gateway.address);
      element.setAttribute('button', 'demo');
      const link = document.createElement('a');
      link.href = 'mailto:shop@example.com';
      link.textContent = 'Write to us';
      element.append(link);
      return shopPage(element);
    },
    play: async ({ canvasElement }) => {
      const element = canvasElement.querySelector(tag);
      if (!element) throw new Error(`${tag} is not on the canvas`);
      if (opened && element instanceof PbxChatWindow) await element.open();
      if ('updateComplete' in element) await element.updateComplete;
    },
  };
}
