import type { StoryObj } from '@storybook/web-components-vite';
import { within } from 'storybook/test';
import { createFakeSession, FakeSession, type FakeOptions, type Scenario, type ScenarioName } from '../components/testing/index.ts';

const fixed = Number(new URLSearchParams(location.search).get('clock'));

/** The clock runs by itself, so that a person can play; `&clock=` in the address (ms since the epoch) holds it, for pictures and trees. */
export const storyClock: FakeOptions = fixed > 0 ? { now: fixed } : { realTime: true };

interface StoryOptions<Element> {
  /** Inline size in px; a story without one takes the whole canvas. */
  width?: number;
  /** Block size in px, for elements that fill what they are given. */
  height?: number;
  disabled?: boolean;
  /** What the page around says, where the element takes no room by itself. */
  beside?: string;
  /** Public properties of the element, and what happens in the scripted world. */
  setUp?: (element: Element, fake: FakeSession) => void;
}

/** A word of the page, not of an element: a dashed box, so that nobody takes it for one. */
function pageText(text: string): HTMLElement {
  const said = document.createElement('p');
  said.textContent = text;
  const look = { margin: '0', padding: '24px', border: '1px dashed light-dark(#868c98, #777e8a)', 'border-radius': '8px', color: 'light-dark(#555b69, #b0b5c0)', font: '13px/1.5 system-ui, sans-serif', 'text-align': 'center' };
  for (const [property, value] of Object.entries(look)) said.style.setProperty(property, value);
  return said;
}

/**
 * A story of an element in a state of the scripted world. `null`: the element has no session at all.
 */
export function story<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, scenario: ScenarioName | Scenario | null, options: StoryOptions<HTMLElementTagNameMap[Tag]> = {}): StoryObj {
  return {
    render: () => {
      const fake = createFakeSession(scenario ?? 'notConnected', storyClock);
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
      if (options.beside) frame.append(pageText(options.beside));
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

/** The steps of a journey find what they press by English words; in another language its first sight is all there is to see. */
export const inEnglish = (): boolean => document.documentElement.lang === 'en';

interface Scene<Element> {
  element: Element;
  fake: FakeSession;
  /** Keys as `userEvent.keyboard` writes them; each reaches whatever has the focus then. */
  keyboard: (keys: string) => Promise<void>;
}

/** A story that is played by keyboard alone; what it comes to stays on the canvas. */
export function journey<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  scenario: ScenarioName,
  options: StoryOptions<HTMLElementTagNameMap[Tag]>,
  play: (scene: Scene<HTMLElementTagNameMap[Tag]>) => Promise<void>,
): StoryObj {
  const set = story(tag, scenario, options);
  return {
    ...set,
    play: async (context) => {
      await set.play?.(context);
      if (!inEnglish()) return;
      const element = context.canvasElement.querySelector(tag);
      if (!element || !('session' in element) || !(element.session instanceof FakeSession)) throw new Error(`${tag} has no scripted session`);
      await play({ element, fake: element.session, keyboard: (keys) => context.userEvent.keyboard(keys) });
    },
  };
}

/** Looks into an element's own tree, as `within()` looks into the page's. */
export function inside(host: Element | null | undefined) {
  if (!host?.shadowRoot) throw new Error('there is no element to look into');
  return within(host.shadowRoot as unknown as HTMLElement);
}
