import { expect } from '@open-wc/testing';
import { settle } from './room.ts';
import { asIfTouched, look, strange, tokensRead } from './styling.ts';

/*
 * The manifest is a contract: every token it names changes something one sees, every part can be styled from outside, every
 * state comes and goes. What is not said is looked for too, so that the list of tokens is whole. Stories are the scenes.
 */
interface Named { name: string; default?: string }
interface Promised { tagName?: string; cssProperties?: Named[]; cssParts?: Named[]; cssStates?: Named[] }
interface Manifest { modules: { declarations: Promised[] }[] }
interface Story { render?: () => HTMLElement; play?: (context: { canvasElement: HTMLElement }) => Promise<void> }

const manifests = await Promise.all(['components', 'widget'].map(async (home) => (await fetch(`/${home}/custom-elements.json`)).json() as Promise<Manifest>));
const promised = manifests.flatMap(({ modules }) => modules.flatMap(({ declarations }) => declarations)).filter(({ cssProperties, cssParts, cssStates }) => cssProperties ?? cssParts ?? cssStates);

/** One story costs more than all others together, and shows nothing they do not. */
const skipped = new Set(['default', 'FiftyThousand']);

async function scenesOf(tag: string): Promise<Story[]> {
  const module = (await import(new URL(`../../stories/components/${tag.slice('pbx-'.length)}.stories.ts`, import.meta.url).href)) as Record<string, Story>;
  return Object.entries(module).filter(([name]) => !skipped.has(name)).map(([, story]) => story);
}

/** Shows a story, opens what can be opened in it, and hands the element over. */
async function inScene(tag: string, story: Story, work: (element: HTMLElement) => void): Promise<void> {
  const canvas = document.createElement('div');
  document.body.append(canvas);
  canvas.append(story.render!());
  const element = canvas.querySelector<HTMLElement>(tag)!;
  // The chat window opens by it; a journey by keyboard is no scene.
  if (tag.startsWith('pbx-chat-')) await story.play?.({ canvasElement: canvas });
  await settle(element);
  for (const inner of element.shadowRoot!.querySelectorAll<HTMLElement>('[exportparts]')) await settle(inner);
  work(element);
  for (const closed of element.shadowRoot!.querySelectorAll<HTMLElement>('[aria-expanded="false"]')) closed.click();
  await settle(element);
  work(element);
  canvas.remove();
}

/** A token that is another one's value as long as nobody sets it is of that one's kind. */
const endOf = (standard: string): string => themeTokens.get(/^var\((--pbx-[\w-]+)\)$/.exec(standard)?.[1] ?? '')?.default ?? standard;

/** Whether the token changes anything the element draws. */
function changes(element: HTMLElement, { name, default: standard = '' }: Named): boolean {
  const { value, properties } = strange(endOf(standard));
  const before = look(element, properties);
  element.style.setProperty(name, value);
  const after = look(element, properties);
  element.style.removeProperty(name);
  return before !== after;
}

/** The element's own part, or one of an element in it that it passes on. */
function partOf(element: Element, part: string): Element | null {
  const own = element.shadowRoot?.querySelector(`[part~="${part}"]`);
  if (own) return own;
  for (const inner of element.shadowRoot?.querySelectorAll('[exportparts]') ?? []) {
    const passed = inner.getAttribute('exportparts')!.split(',').map((one) => one.trim().split(/\s*:\s*/));
    const from = passed.find(([name = '', as = name]) => as === part)?.[0];
    const found = from ? partOf(inner, from) : null;
    if (found) return found;
  }
  return null;
}

/** A part takes what a page's sheet says of it. */
function takesStyle(element: HTMLElement, part: string): boolean {
  const found = partOf(element, part);
  if (!found) return false;
  const sheet = new CSSStyleSheet();
  // A style of line is never on its way from one value to another.
  sheet.replaceSync(`${element.localName}::part(${part}) { outline-style: double; }`);
  document.adoptedStyleSheets.push(sheet);
  const { outlineStyle } = getComputedStyle(found);
  document.adoptedStyleSheets.pop();
  return outlineStyle === 'double';
}

const themeTokens = new Map(promised.flatMap(({ cssProperties = [] }) => cssProperties).map((token) => [token.name, token]));

describe('what the manifest promises a page’s style sheet', () => {
  for (const { tagName: tag = '', cssProperties = [], cssParts = [], cssStates = [] } of promised) {
    it(`is kept by ${tag}: ${cssProperties.length} tokens, ${cssParts.length} parts, ${cssStates.length} states`, async function () {
      this.timeout(60_000);
      const kept = new Set<string>();
      const without = new Set<string>();
      const named = new Map([...themeTokens, ...cssProperties.map((token) => [token.name, token] as const)]);
      for (const story of await scenesOf(tag)) {
        await inScene(tag, story, (element) => {
          for (const { name } of cssParts) if (!kept.has(name) && takesStyle(element, name)) kept.add(name);
          for (const { name } of cssStates) (element.matches(`:state(${name})`) ? kept : without).add(name);
          asIfTouched(element);
          const read = tokensRead(element);
          const candidates = [...named.values()].filter(({ name }) => !kept.has(name) && (read.has(name) || cssProperties.some((token) => token.name === name)));
          for (const token of candidates) if (changes(element, token)) kept.add(token.name);
        });
      }
      const idle = [...cssProperties, ...cssParts, ...cssStates].map(({ name }) => name).filter((name) => !kept.has(name));
      expect(idle, 'promised, and changes nothing in any story').to.deep.equal([]);
      expect([...kept].filter((name) => name.startsWith('--') && !cssProperties.some((token) => token.name === name)), 'changes something, and the header’s @tokens does not say so').to.deep.equal([]);
      expect(cssStates.map(({ name }) => name).filter((name) => !without.has(name)), 'a state that never goes').to.deep.equal([]);
    });
  }
});
