import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { PbxChatButton } from '../../widget/button/button.ts';
import '../../widget/button/define.ts';
import '../../widget/window/define.ts';
import type { ChatChangedDetail } from '../../widget/button/button.types.ts';
import { PageGateway } from '../fakes/page-gateway.ts';
import { waitUntil } from '../components/wait.ts';

const load = PbxChatButton.load;
let gateway: PageGateway;
let loads = 0;

beforeEach(async () => {
  await setViewport({ width: 1000, height: 800 });
  gateway = new PageGateway();
  gateway.install();
  loads = 0;
  PbxChatButton.load = () => {
    loads++;
    return Promise.resolve();
  };
});
afterEach(() => {
  expect(gateway.problems).to.deep.equal([]);
  for (const element of document.querySelectorAll('pbx-chat-button')) element.remove();
  gateway.remove();
  PbxChatButton.load = load;
  document.documentElement.lang = 'en';
  document.documentElement.dir = '';
});

const make = (): Promise<PbxChatButton> =>
  fixture<PbxChatButton>(html`<pbx-chat-button gateway=${gateway.address} button="demo"><a href="mailto:shop@example.com">Write to us</a></pbx-chat-button>`);
const face = (element: PbxChatButton): HTMLButtonElement | null => element.shadowRoot!.querySelector('button');
const windowOf = (element: PbxChatButton): Element | null => element.shadowRoot!.querySelector('pbx-chat-window');
const dialog = (element: PbxChatButton): HTMLDialogElement => windowOf(element)!.shadowRoot!.querySelector('dialog')!;
const ready = async (element: PbxChatButton): Promise<HTMLButtonElement> => {
  await waitUntil(() => face(element), 'the button appears');
  return face(element)!;
};
const returning = (unread: number): void => {
  localStorage.setItem(`pbx:${gateway.address}/api/chat/demo`, 'token-of-yesterday');
  gateway.messages = [
    { seq: 1, clientId: 'c'.repeat(20), from: 'visitor', text: 'Hello', files: [], at: 1, delivery: 'read' },
    { seq: 2, from: 'agent', name: 'Jana', text: 'Hi', files: [], at: 2, delivery: 'sent' },
  ];
  gateway.state.unread = unread;
};

it('is accessible, before and after it is there', async () => {
  const element = await make();
  await expect(element).to.be.accessible();
  await ready(element);
  await expect(element).to.be.accessible();
});

it('fetches the window at once where a first message is still on its way', async () => {
  localStorage.setItem(`pbx:${gateway.address}/api/chat/demo`, '');
  const element = await make();
  await ready(element);
  await waitUntil(() => windowOf(element), 'the window is there');
  expect(gateway.fetched[0]!.authorization).to.equal(null);
});

it('asks once, without a token, and stores nothing', async () => {
  const element = await make();
  const button = await ready(element);
  expect(button.ariaLabel).to.equal('Chat with us');
  expect(gateway.fetched).to.deep.equal([{ address: '/api/chat/demo/availability', authorization: null }]);
  expect([localStorage.length, sessionStorage.length, document.cookie, gateway.sockets.length, loads]).to.deep.equal([0, 0, '', 0, 0]);
});

it('speaks the language of its page', async () => {
  document.documentElement.lang = 'cs-CZ';
  returning(2);
  const button = await ready(await make());
  expect(button.ariaLabel).to.equal('Napište nám, nepřečteno: 2');
});

for (const [lang, greeting, title] of [
  ['en', { en: 'Hello!', cs: 'Dobrý den!' }, 'Hello!'],
  ['cs', { en: 'Hello!', cs: 'Dobrý den!' }, 'Dobrý den!'],
  ['de', { en: 'Hello!', cs: 'Dobrý den!' }, 'Hello!'],
  ['cs', { en: 'Hello!' }, 'Hello!'],
  ['en', { cs: 'Dobrý den!' }, 'Dobrý den!'],
  ['cs', undefined, 'S čím vám pomůžeme?'],
] as const) {
  it(`greets a page in ${lang} with “${title}” where there is ${JSON.stringify(greeting)}`, async () => {
    document.documentElement.lang = lang;
    gateway.greeting = greeting;
    const element = await make();
    (await ready(element)).click();
    await waitUntil(() => windowOf(element) && dialog(element).open);
    expect(dialog(element).querySelector('h2')!.textContent).to.equal(title);
  });
}

it('leaves its own content where no gateway answers', async () => {
  gateway.gone = true;
  const element = await make();
  await waitUntil(() => gateway.fetched.length === 1);
  await aTimeout(0);
  expect(face(element)).to.equal(null);
  expect(element.querySelector('a')!.checkVisibility({ visibilityProperty: true })).to.equal(true);
});

it('hides its own content once it is there, and moves nothing on the page', async () => {
  const page = await fixture(html`<div><pbx-chat-button gateway=${gateway.address} button="demo"><a href="tel:+420123">Call us</a></pbx-chat-button><p>After it</p></div>`);
  const element = page.querySelector('pbx-chat-button') as PbxChatButton;
  const before = page.querySelector('p')!.getBoundingClientRect().top;
  await ready(element);
  expect(page.querySelector('p')!.getBoundingClientRect().top).to.equal(before);
  expect(element.querySelector('a')!.checkVisibility({ visibilityProperty: true })).to.equal(false);
});

it('gives the page its content back where the window cannot be fetched', async () => {
  PbxChatButton.load = () => Promise.reject(new TypeError('Failed to fetch'));
  const element = await make();
  (await ready(element)).click();
  await waitUntil(() => !face(element));
  expect(element.querySelector('a')!.checkVisibility({ visibilityProperty: true })).to.equal(true);
});

it('fetches the window when somebody reaches for it, once, and opens it when pressed', async () => {
  const element = await make();
  const button = await ready(element);
  button.dispatchEvent(new PointerEvent('pointerenter'));
  button.focus();
  await waitUntil(() => windowOf(element));
  expect(dialog(element).open).to.equal(false);
  expect(gateway.sockets.length).to.equal(0);
  button.click();
  await waitUntil(() => dialog(element).open);
  expect(loads).to.equal(1);
  expect(button.ariaExpanded).to.equal('true');
  button.click();
  await waitUntil(() => !dialog(element).open);
  expect(button.ariaExpanded).to.equal('false');
});

it('takes commands before anything is loaded, in their order', async () => {
  const element = await make();
  void element.open();
  await element.close();
  expect(dialog(element).open).to.equal(false);
  await element.open();
  await waitUntil(() => dialog(element).open);
});

it('does what the page asked for before the script was there', async () => {
  // An element of the page that is not upgraded yet: made where no custom elements are.
  const early = document.implementation.createHTMLDocument().createElement('pbx-chat-button');
  expect(early).not.to.be.instanceOf(PbxChatButton);
  early.setAttribute('gateway', gateway.address);
  early.setAttribute('button', 'demo');
  (early.queue ??= []).push('open');
  document.body.append(early);
  await waitUntil(() => windowOf(early) && dialog(early).open);
  early.remove();
});

it('a returning visitor is connected at once, closed, with a badge; a new answer raises it', async () => {
  returning(1);
  const element = await make();
  const button = await ready(element);
  expect(gateway.fetched[0]!.authorization).to.equal('Bearer token-of-yesterday');
  expect([button.ariaLabel, button.textContent]).to.deep.equal(['Chat with us, unread: 1', '1']);
  await waitUntil(() => gateway.sent('sync').length === 1);
  expect(gateway.handshakes).to.deep.equal([{ buttonId: 'demo', token: 'token-of-yesterday' }]);
  expect(dialog(element).open).to.equal(false);
  const changed = oneEvent<CustomEvent<ChatChangedDetail>>(element, 'pbx-chat-changed');
  gateway.say('One more thing');
  expect((await changed).detail).to.deep.equal({ open: false, unread: 2 });
  expect(button.textContent).to.equal('2');
  button.click();
  await waitUntil(() => button.textContent === '');
  expect(gateway.sent('seen').at(-1)).to.deep.equal({ seq: 3, open: true });
});

it('Escape closes and gives the focus back to the button; nothing is trapped', async () => {
  const element = await make();
  const button = await ready(element);
  button.focus();
  button.click();
  await waitUntil(() => windowOf(element)?.shadowRoot!.activeElement?.localName === 'textarea');
  dialog(element).querySelector('textarea')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
  expect(dialog(element).open).to.equal(false);
  expect(element.shadowRoot!.activeElement).to.equal(button);
});

it('survives being taken out and put in again by a single-page application', async () => {
  const element = await make();
  (await ready(element)).click();
  await waitUntil(() => gateway.sent('sync').length === 1);
  const parent = element.parentElement!;
  element.remove();
  await waitUntil(() => !gateway.socket);
  parent.append(element);
  await waitUntil(() => gateway.sent('sync').length === 2);
  expect(element.shadowRoot!.querySelectorAll('button').length).to.equal(1);
  expect(dialog(element).open).to.equal(true);
  expect(gateway.fetched.length).to.equal(1);
});

it('two on one page do not disturb each other, and a second definition does not throw', async () => {
  const [one, two] = [await make(), await make()];
  await ready(one);
  (await ready(two)).click();
  await waitUntil(() => windowOf(two) && dialog(two).open);
  expect(windowOf(one)).to.equal(null);
  await import(`../../widget/button/define.ts?again=${loads}`);
});

it('takes the page’s accent', async () => {
  const element = await make();
  element.style.setProperty('--pbx-accent', 'rgb(1, 2, 3)');
  element.style.setProperty('--pbx-chat-bottom', '70px');
  const button = await ready(element);
  expect(getComputedStyle(button).backgroundColor).to.equal('rgb(1, 2, 3)');
  expect(innerHeight - button.getBoundingClientRect().bottom).to.equal(70);
});

it('stands at the end of the line: at the left of a page that reads from the right', async () => {
  const button = await ready(await make());
  expect(document.documentElement.clientWidth - button.getBoundingClientRect().right).to.equal(20);
  document.documentElement.dir = 'rtl';
  expect(button.getBoundingClientRect().left).to.equal(20);
});
