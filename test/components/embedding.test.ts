import { expect } from '@open-wc/testing';
import '../../components/define.ts';
import { createFakeSession, type FakeSession, type ScenarioName } from '../../components/testing/index.ts';
import { settle } from './room.ts';
import { waitUntil } from './wait.ts';

/*
 * What a page does to elements that nobody planned: unknown values, moving, cloning, removing in mid-call, absurd lengths.
 * Every element goes through all of it; none may throw, lose a call or stop being usable.
 */

interface Case {
  tag: keyof HTMLElementTagNameMap;
  scenario: ScenarioName;
  properties?: Record<string, unknown>;
  /** What it says in English and in Czech; one text of it and its name, to be overridden. */
  says: RegExp;
  saysInCzech: RegExp;
  text?: readonly [name: string, english: string];
}

const conversationId = 'conversation-2';
const cases: readonly Case[] = [
  { tag: 'pbx-account-menu', scenario: 'normal', says: /Sign out/, saysInCzech: /Odhlásit/, text: ['signOut', 'Sign out'] },
  { tag: 'pbx-admin', scenario: 'noPermission', says: /Only for administrators/, saysInCzech: /správc/, text: ['noPermission', 'Only for administrators'] },
  { tag: 'pbx-call', scenario: 'onCall', says: /Hold/, saysInCzech: /Podržet|Přidržet/, text: ['hold', 'Hold'] },
  { tag: 'pbx-client', scenario: 'normal', says: /Extensions/, saysInCzech: /Klapky/ },
  { tag: 'pbx-composer', scenario: 'normal', properties: { conversationId }, says: /Send/, saysInCzech: /Odeslat/, text: ['send', 'Send'] },
  { tag: 'pbx-conversation', scenario: 'normal', properties: { conversationId }, says: /Close conversation/, saysInCzech: /konverzaci/ },
  { tag: 'pbx-device-settings', scenario: 'normal', says: /Microphone/, saysInCzech: /Mikrofon/, text: ['microphone', 'Microphone'] },
  { tag: 'pbx-dialer', scenario: 'normal', says: /Number/, saysInCzech: /Číslo/, text: ['number', 'Number'] },
  { tag: 'pbx-extension-list', scenario: 'normal', says: /Extensions/, saysInCzech: /Klapky/, text: ['title', 'Extensions'] },
  { tag: 'pbx-inbox', scenario: 'normal', properties: { conversationId }, says: /Inbox/, saysInCzech: /Zprávy|Schránka|Konverzace/, text: ['title', 'Inbox'] },
  { tag: 'pbx-incoming-call', scenario: 'incomingCall', says: /Answer/, saysInCzech: /Přijmout/, text: ['answer', 'Answer'] },
  { tag: 'pbx-provider', scenario: 'normal', says: /Extensions/, saysInCzech: /Klapky/ },
  { tag: 'pbx-sign-in', scenario: 'notConnected', says: /Password/, saysInCzech: /Heslo/, text: ['password', 'Password'] },
];

type Made = HTMLElement & { session: FakeSession | null; i18n?: Record<string, unknown>; updateComplete: Promise<unknown> };

function readable(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) && !(node instanceof ShadowRoot)) return '';
  const named = node instanceof Element ? (node.getAttribute('aria-label') ?? '') : '';
  const inner = node instanceof Element && node.shadowRoot ? readable(node.shadowRoot) : '';
  return `${named} ${inner} ${[...node.childNodes].map(readable).join(' ')}`;
}
const textOf = (element: Element): string => readable(element).replaceAll(/\s+/g, ' ');
const until = (element: Element, wanted: RegExp): Promise<void> => waitUntil(() => wanted.test(textOf(element)), `${wanted} in ${textOf(element).slice(0, 300)}`);

function make({ tag, properties }: Case): Made {
  const element = document.createElement(tag) as unknown as Made;
  Object.assign(element, properties);
  if (tag === 'pbx-provider') element.append(document.createElement('pbx-extension-list'));
  return element;
}

/** A provider with a session, in the page. */
function provider(session: FakeSession | null, parent: ParentNode = stage): Made {
  const element = document.createElement('pbx-provider') as unknown as Made;
  element.session = session;
  parent.append(element);
  return element;
}

let stage: HTMLElement;
const problems: string[] = [];
const failed = (event: ErrorEvent | PromiseRejectionEvent): void => void problems.push(String('reason' in event ? event.reason : event.message));
const warnings: string[] = [];
const { warn } = console;

beforeEach(() => {
  stage = document.createElement('div');
  stage.style.setProperty('inline-size', '420px');
  document.body.append(stage);
  problems.length = 0;
  warnings.length = 0;
  console.warn = (...said: unknown[]) => void warnings.push(said.join(' '));
  window.addEventListener('error', failed);
  window.addEventListener('unhandledrejection', failed);
});
afterEach(() => {
  stage.remove();
  console.warn = warn;
  window.removeEventListener('error', failed);
  window.removeEventListener('unhandledrejection', failed);
  expect(problems).to.deep.equal([]);
});

describe('an unknown value', () => {
  const choices = [
    ['pbx-account-menu', 'theme', 'auto'], ['pbx-admin', 'tab', 'people'], ['pbx-call', 'size', 'normal'], ['pbx-client', 'section', 'extensions'], ['pbx-inbox', 'view', 'all'],
  ] as const;
  for (const [tag, name, fallback] of choices) {
    it(`of ${tag}'s ${name} is warned about once and falls back to "${fallback}"`, async () => {
      for (const value of ['sideways', 'sideways']) {
        const element = document.createElement(tag);
        element.setAttribute(name, value);
        stage.append(element);
        await settle(element);
        expect(Reflect.get(element, name)).to.equal(fallback);
      }
      expect(warnings.filter((text) => text.includes('sideways'))).to.deep.equal([warnings.find((text) => text.startsWith(`<${tag}> takes `))]);
    });
  }
});

describe('every element', () => {
  for (const one of cases) {
    const { tag, scenario, says, saysInCzech, text } = one;

    it(`${tag} finds its session in another shadow root, and waits outside a provider`, async () => {
      const host = document.createElement('div');
      provider(createFakeSession(scenario)).append(host);
      const inside = make(one);
      host.attachShadow({ mode: 'open' }).append(inside);
      const outside = make(one);
      stage.append(outside);
      await until(inside, says);
      await settle(outside);
    });

    it(`${tag} goes on when it is moved to another provider, and when it comes back`, async () => {
      const [first, second] = [provider(createFakeSession(scenario)), provider(createFakeSession(scenario))];
      const element = make(one);
      first.append(element);
      await until(element, says);
      for (const place of [second, first]) {
        place.append(element);
        await until(element, says);
      }
    });

    it(`${tag} can be cloned, and the clone stands for itself`, async () => {
      const place = provider(createFakeSession(scenario));
      const element = make(one);
      place.append(element);
      await until(element, says);
      const clone = Object.assign(element.cloneNode(true) as Made, one.properties);
      place.append(clone);
      await until(clone, says);
      element.remove();
      await settle(clone);
      await until(clone, says);
    });

    it(`${tag} changes its language while it is shown, there and back`, async () => {
      const element = make(one);
      provider(createFakeSession(scenario)).append(element);
      await until(element, says);
      element.lang = 'cs';
      await until(element, saysInCzech);
      stage.lang = 'de';
      element.removeAttribute('lang');
      await until(element, says);
      stage.lang = 'cs';
      await until(element, saysInCzech);
    });

    if (text) {
      it(`${tag} lets a page replace one text and leaves the others`, async () => {
        const element = make(one);
        provider(createFakeSession(scenario)).append(element);
        await until(element, says);
        element.i18n = { [text[0]]: 'Fernsprecher' };
        await until(element, /Fernsprecher/);
        element.i18n = {};
        await until(element, says);
        expect(textOf(element)).not.to.contain('Fernsprecher');
      });
    }

    it(`${tag} stays within its room with 10 000 characters where ten are usual`, async () => {
      const fake = createFakeSession(scenario);
      const long = 'Donaudampfschifffahrt'.repeat(500).slice(0, 10_000);
      for (const { id } of fake.extensions.all.values()) fake.extensions.patch(id, { name: long, firstName: long, lastName: long, departments: [long], presence: { state: 'lunch', note: long } });
      for (const { id, from, to } of fake.calls.all.values()) fake.calls.patch(id, { from: { ...from, name: long }, to: { ...to, name: long } });
      if (fake.state.status === 'connected') fake.visitorWrites(long, { conversationId });
      const element = make(one);
      element.style.setProperty('max-inline-size', '420px');
      provider(fake).append(element);
      await settle(element);
      await until(element, says);
      expect(element.scrollWidth, tag).to.be.at.most(Math.max(420, element.clientWidth));
      expect(stage.scrollWidth, tag).to.be.at.most(420);
    });
  }
});

describe('a call', () => {
  for (const tag of ['pbx-call', 'pbx-dialer', 'pbx-client'] as const) {
    it(`goes on when ${tag} is taken off the page, and is shown again when it is back`, async () => {
      const fake = createFakeSession('onCall');
      const place = provider(fake);
      const element = document.createElement(tag);
      place.append(element);
      await until(element, /Hold/);
      element.remove();
      await settle(element);
      expect(fake.phone.calls.map(({ state }) => state)).to.deep.equal(['talking']);
      expect(fake.calls.watchers).to.equal(0);
      place.append(element);
      await until(element, /Hold/);
    });
  }
});
