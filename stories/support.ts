import type { StoryObj } from '@storybook/web-components-vite';
import { createFakeSession, type FakeSession, type ScenarioName } from '../components/testing/index.ts';

interface StoryOptions<Element> {
  /** Inline size in px; a story without one takes the whole canvas. */
  width?: number;
  /** Block size in px, for elements that fill what they are given. */
  height?: number;
  disabled?: boolean;
  /** Public properties of the element, and what happens in the scripted world. */
  setUp?: (element: Element, fake: FakeSession) => void;
}

/**
 * A story of an element in a state of the scripted world. `null`: the element has no session at all. The clock runs by itself,
 * so that a person can play with it: call, answer, write.
 */
export function story<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, scenario: ScenarioName | null, options: StoryOptions<HTMLElementTagNameMap[Tag]> = {}): StoryObj {
  return {
    render: () => {
      const fake = createFakeSession(scenario ?? 'notConnected', { realTime: true });
      const element = document.createElement(tag);
      if (scenario && 'session' in element) Object.assign(element, { session: fake });
      if (options.disabled) Object.assign(element, { disabled: true });
      options.setUp?.(element, fake);
      const frame = document.createElement('div');
      frame.className = 'story';
      frame.style.setProperty('padding', '16px');
      if (options.width) frame.style.setProperty('inline-size', `${options.width}px`);
      if (options.height) element.style.setProperty('block-size', `${options.height}px`);
      frame.append(element);
      return frame;
    },
    play: async ({ canvasElement }) => {
      const element = canvasElement.querySelector(tag);
      if (!element) throw new Error(`${tag} is not on the canvas`);
      if ('updateComplete' in element) await element.updateComplete;
      if (!customElements.get(tag)) throw new Error(`${tag} is not defined`);
    },
  };
}
