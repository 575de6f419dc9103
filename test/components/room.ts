import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { createFakeSession, type FakeSession, type Scenario, type ScenarioName } from '../../components/testing/index.ts';
import type { PbxElement } from '../../components/shared/base-element.ts';
import type { PbxSession } from '../../components/controllers/index.ts';
import { waitUntil } from './wait.ts';

type RoomElement = PbxElement & { session: PbxSession | null };

export interface Room<Element> {
  element: Element;
  fake: FakeSession;
  /** Everything one can read in the element, those inside it included. */
  text: () => string;
  /** First match of a selector in the element's own tree. */
  $: <Found extends HTMLElement = HTMLElement>(selector: string) => Found;
  $$: <Found extends HTMLElement = HTMLElement>(selector: string) => Found[];
}

function readable(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) && !(node instanceof ShadowRoot)) return '';
  if (node instanceof HTMLElement && (node.hidden || ['STYLE', 'SCRIPT'].includes(node.tagName))) return '';
  const inner = node instanceof Element && node.shadowRoot ? readable(node.shadowRoot) : '';
  return `${inner}${[...node.childNodes].map(readable).join(' ')}`;
}

/** Puts an element with a scripted session on the page; null: no session at all. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  scenario: ScenarioName | Scenario | null = 'normal',
  prepare: (element: HTMLElementTagNameMap[Tag], fake: FakeSession) => void = () => undefined,
): Promise<Room<HTMLElementTagNameMap[Tag]>> {
  const fake = createFakeSession(scenario ?? 'notConnected');
  const element = document.createElement(tag);
  if (scenario) (element as unknown as RoomElement).session = fake;
  prepare(element, fake);
  if (!element.style.blockSize) element.style.setProperty('block-size', '560px');
  await fixture(html`<div>${element}</div>`);
  await settle(element);
  const root = (): ShadowRoot => element.shadowRoot!;
  return {
    element,
    fake,
    text: () => readable(element).replaceAll(/\s+/g, ' ').trim(),
    $: <Found extends HTMLElement>(selector: string) => root().querySelector<Found>(selector)!,
    $$: <Found extends HTMLElement>(selector: string) => [...root().querySelectorAll<Found>(selector)],
  };
}

/** The element, and what it opened inside itself, has rendered. */
export async function settle(element: HTMLElement & { updateComplete?: Promise<unknown> }): Promise<void> {
  await nextFrame();
  await element.updateComplete;
  await nextFrame();
}

export const states = ['notConnected', 'loading', 'empty', 'normal', 'busy', 'error', 'noPermission', 'disabled'] as const;
export type State = (typeof states)[number];

/** What each state shows, checked with axe first. `notConnected` is an element without any session. */
export function describeStates<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  expected: Record<State, RegExp>,
  prepare: (element: HTMLElementTagNameMap[Tag], fake: FakeSession) => void = () => undefined,
): void {
  for (const state of states) {
    it(`is accessible and tells what to know when ${state}`, async () => {
      const { element, text } = await mount(tag, state === 'notConnected' ? null : state, (made, fake) => {
        (made as unknown as PbxElement).disabled = state === 'disabled';
        prepare(made, fake);
      });
      await waitUntil(() => expected[state].test(text()), `${state}: ${text().slice(0, 200)}`);
      await expect(element).to.be.accessible();
    });
  }
}
