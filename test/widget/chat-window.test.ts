import { expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import type { ErrorBody } from '@klapka/protocol';
import type { PbxChatWindow } from '../../widget/window/window.ts';
import { xssTexts } from '../fixtures/xss.ts';
import { PageGateway } from '../fakes/page-gateway.ts';
import { all, find, logText, make, named, opened, status, until, write } from './window-page.ts';
import { waitUntil } from '../components/wait.ts';

let gateway: PageGateway;

beforeEach(async () => {
  await setViewport({ width: 1000, height: 800 });
  gateway = new PageGateway();
  gateway.install();
});
afterEach(() => {
  expect(gateway.problems).to.deep.equal([]);
  for (const element of document.querySelectorAll('pbx-chat-window')) element.remove();
  gateway.remove();
  document.documentElement.lang = 'en';
  document.documentElement.dir = '';
});

describe('accessibility', () => {
  it('is clean when closed, empty, in the middle of a conversation, and when it asks', async () => {
    const element = await make(gateway);
    await expect(element).to.be.accessible();
    await element.open();
    await expect(element).to.be.accessible();
    await write(element, 'Hello');
    gateway.say('Hi, see https://example.com');
    gateway.say('', { from: 'system', event: 'picked-up', name: 'Jana Nováková' });
    gateway.setState({ agent: { name: 'Jana Nováková' }, agentTyping: true, readSeq: 1 });
    await until(element, 'is writing');
    await expect(element).to.be.accessible();
    named(element, 'Forget me').click();
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('has the names assistive technology and people look for', async () => {
    const element = await opened(gateway);
    expect(find(element, 'dialog').ariaLabel).to.equal('Chat');
    expect(find(element, '[role=log]').ariaLabel).to.equal('Conversation');
    expect(find(element, 'textarea').ariaLabel).to.equal('Message');
    expect(named(element, 'Send').localName).to.equal('button');
  });

  it('speaks Czech on a Czech page', async () => {
    document.documentElement.lang = 'cs';
    const element = await opened(gateway);
    expect(find(element, 'textarea').ariaLabel).to.equal('Zpráva');
    expect(named(element, 'Odeslat')).to.be.instanceOf(HTMLButtonElement);
    gateway.setState({ online: false });
    await waitUntil(() => find(element, '[part=header]').textContent.includes('Právě tu nikdo není'));
  });

  it('takes the focus when opened, lets it out, and gives it back when Escape closes it', async () => {
    const page = await fixture(html`<div><button>Before</button><pbx-chat-window gateway=${gateway.address} button="demo"></pbx-chat-window><button>After</button></div>`);
    const [before, after] = page.querySelectorAll('button');
    const element = page.querySelector('pbx-chat-window') as PbxChatWindow;
    before!.focus();
    await element.open();
    expect(element.shadowRoot!.activeElement!.localName).to.equal('textarea');
    for (let presses = 0; presses < 8 && document.activeElement !== after; presses++) await sendKeys({ press: 'Tab' });
    expect(document.activeElement).to.equal(after);
    find(element, 'textarea').focus();
    await sendKeys({ press: 'Escape' });
    expect(find<HTMLDialogElement>(element, 'dialog').open).to.equal(false);
    expect(document.activeElement).to.equal(before);
  });
});

describe('writing', () => {
  it('leaves no trace before the first message was sent', async () => {
    const element = await opened(gateway);
    find(element, 'textarea').focus();
    await sendKeys({ type: 'Hel' });
    expect(localStorage.length).to.equal(0);
    await sendKeys({ type: 'lo' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => localStorage.getItem(`pbx:${gateway.address}/api/chat/demo`) === 'token-of-this-visitor');
    expect(document.cookie).to.equal('');
  });

  it('Enter sends, Shift and Enter make a line, nothing empty goes out', async () => {
    const element = await opened(gateway);
    await write(element, '   ');
    const area = find<HTMLTextAreaElement>(element, 'textarea');
    area.value = '\u200b\u2060';
    named(element, 'Send').click();
    expect(gateway.sent('send')).to.deep.equal([]);
    area.value = '';
    area.focus();
    await sendKeys({ type: 'one' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'two' });
    named(element, 'Send').click();
    await until(element, 'one two');
    expect(gateway.sent('send').map(({ text }) => text)).to.deep.equal(['one\ntwo']);
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('');
    expect(element.shadowRoot!.activeElement!.localName).to.equal('textarea');
  });

  it('sends what an earlier page could not, once, without being opened', async () => {
    const key = `pbx:${gateway.address}/api/chat/demo`;
    localStorage.setItem(key, '');
    localStorage.setItem(`${key}/outbox`, JSON.stringify([{ clientId: 'c'.repeat(20), text: 'from before', files: [] }]));
    const element = await make(gateway);
    await waitUntil(() => localStorage.getItem(key) === 'token-of-this-visitor');
    expect(gateway.sent('send').map(({ clientId, text }) => [clientId, text])).to.deep.equal([['c'.repeat(20), 'from before']]);
    expect(logText(element)).to.include('from before');
  });

  it('leaves what is written here alone when another tab’s first message is on its way', async () => {
    const element = await opened(gateway);
    gateway.drop();
    await waitUntil(() => status(element).startsWith('Reconnecting…'));
    await write(element, 'mine');
    globalThis.dispatchEvent(new StorageEvent('storage', { key: `pbx:${gateway.address}/api/chat/demo`, newValue: '' }));
    await waitUntil(() => gateway.sent('send').length === 1);
    expect(gateway.sent('send')[0]).to.include({ text: 'mine' });
  });

  it('the field grows with the text up to a limit, and is one line again after it was sent', async () => {
    const element = await opened(gateway);
    const area = find<HTMLTextAreaElement>(element, 'textarea');
    const line = area.offsetHeight;
    area.focus();
    await sendKeys({ type: 'one' });
    expect(area.offsetHeight).to.equal(line);
    const shift = async (text: string): Promise<void> => {
      await sendKeys({ press: 'Shift+Enter' });
      await sendKeys({ type: text });
    };
    await shift('two');
    await shift('three');
    expect(area.offsetHeight).to.equal(line + 44);
    for (let lines = 0; lines < 6; lines++) await shift('more');
    expect(area.offsetHeight).to.equal(120);
    named(element, 'Send').click();
    await until(element, 'one two three');
    expect(area.offsetHeight).to.equal(line);
  });

  it('shows a message at once, and how far it got', async () => {
    const element = await opened(gateway);
    await write(element, 'Hello');
    await until(element, 'Hello');
    const mark = (): string => all(element, 'small').at(-1)!.textContent.replaceAll(/\s+/g, ' ');
    await waitUntil(() => mark().includes('sent ·'));
    gateway.setState({ deliveredSeq: 1 });
    await waitUntil(() => mark().includes('delivered ·'));
    gateway.setState({ readSeq: 1 });
    await waitUntil(() => mark().includes('read ·'));
    expect(all(element, '.row').length).to.equal(1);
  });

  it('tells typing, and shows the agent’s', async () => {
    const element = await opened(gateway);
    find(element, 'textarea').focus();
    await sendKeys({ type: 'abc' });
    expect(gateway.sent('typing')).to.deep.equal([{ typing: true }]);
    gateway.setState({ agentTyping: true, agent: { name: 'Jana' } });
    await until(element, 'Jana is writing…');
  });

  it('says that it reconnects, keeps what is written meanwhile, and sends it once', async () => {
    const element = await opened(gateway);
    await write(element, 'first');
    await until(element, 'first');
    gateway.gone = true;
    gateway.drop();
    await waitUntil(() => status(element).startsWith('Reconnecting…'));
    await write(element, 'second');
    await until(element, 'sending');
    gateway.gone = false;
    await waitUntil(() => status(element) === '' && gateway.sent('send').length === 2, 'it comes back', { timeout: 5000 });
    expect(gateway.sent('send').map(({ text }) => text)).to.deep.equal(['first', 'second']);
  });

  it('a refused message stays, with a way out', async () => {
    const element = await opened(gateway);
    gateway.sendRefusal = { code: 'TOO_LARGE', message: 'too long', retryable: false };
    await write(element, 'long');
    await until(element, 'The message is too long');
    gateway.sendRefusal = undefined;
    named(element, 'Try again').click();
    await until(element, 'sent ·');
    gateway.sendRefusal = { code: 'BAD_REQUEST', message: 'bad', retryable: false };
    await write(element, 'bad');
    await until(element, 'not sent');
    named(element, 'Discard').click();
    await element.updateComplete;
    expect(logText(element)).not.to.include('bad');
  });

  it('a message of 100 000 characters is not sent, not cut and not lost', async () => {
    const element = await opened(gateway);
    const area = find<HTMLTextAreaElement>(element, 'textarea');
    area.value = 'x'.repeat(100_000);
    area.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => status(element).startsWith('The message is too long'));
    expect([gateway.sent('send').length, area.value.length]).to.deep.equal([0, 100_000]);
    area.value = 'short';
    await sendKeys({ press: 'Enter' });
    await until(element, 'short');
    expect(status(element)).to.equal('');
  });

  it('offers emoji, fetched when asked for, by mouse and keyboard', async () => {
    const element = await opened(gateway);
    const area = find<HTMLTextAreaElement>(element, 'textarea');
    area.value = 'ab';
    area.setSelectionRange(1, 1);
    named(element, 'Emoji').click();
    await waitUntil(() => all(element, '.emoji button').length > 50);
    await expect(element).to.be.accessible();
    const [first, second] = all(element, '.emoji button');
    first!.focus();
    await sendKeys({ press: 'ArrowRight' });
    expect(element.shadowRoot!.activeElement).to.equal(second);
    await sendKeys({ press: 'Enter' });
    expect(area.value).to.equal(`a${second!.textContent}b`);
    await sendKeys({ press: 'Escape' });
    expect(all(element, '.emoji').length).to.equal(0);
    expect(find<HTMLDialogElement>(element, 'dialog').open).to.equal(true);
  });
});

describe('states', () => {
  it('nobody is here; somebody is; the conversation was closed', async () => {
    gateway.state.online = false;
    const element = await opened(gateway);
    await waitUntil(() => find(element, '[part=header]').textContent.includes('Nobody is here right now'));
    await write(element, 'I will wait');
    gateway.setState({ online: true, agent: { name: 'Jana Nováková' } });
    await waitUntil(() => find(element, '[part=header]').textContent.includes('You are talking to Jana Nováková'));
    gateway.say('', { from: 'system', event: 'closed' });
    gateway.setState({ open: false });
    await waitUntil(() => status(element).startsWith('The conversation is closed'));
    expect(logText(element)).to.include('The conversation was closed');
    expect(find<HTMLTextAreaElement>(element, 'textarea').disabled).to.equal(false);
  });

  it('a page that is not allowed is told so once, and hears of it', async () => {
    gateway.refusal = { code: 'ORIGIN_NOT_ALLOWED', message: 'not here', retryable: false };
    const element = await make(gateway);
    const heard = oneEvent<CustomEvent<ErrorBody>>(element, 'pbx-error');
    await element.open();
    expect((await heard).detail.code).to.equal('ORIGIN_NOT_ALLOWED');
    await element.updateComplete;
    expect(status(element)).to.equal('The chat is not available on this page.');
    expect(all(element, 'form').length).to.equal(0);
  });

  it('forgets the visitor when asked, and not before', async () => {
    const element = await opened(gateway);
    await write(element, 'Hello');
    await waitUntil(() => named(element, 'Forget me'));
    const focused = (): string | undefined => element.shadowRoot?.activeElement?.textContent.trim();
    named(element, 'Forget me').focus();
    named(element, 'Forget me').click();
    await waitUntil(() => focused() === 'Keep it', 'the focus is on the harmless choice');
    named(element, 'Keep it').click();
    await waitUntil(() => focused() === 'Forget me');
    named(element, 'Forget me').click();
    await element.updateComplete;
    expect(gateway.sent('forget').length).to.equal(0);
    gateway.forgetRefusal = { code: 'UNAVAILABLE', message: 'later', retryable: true };
    named(element, 'Delete everything').click();
    await waitUntil(() => status(element).includes('could not be deleted'));
    gateway.forgetRefusal = undefined;
    named(element, 'Forget me').click();
    await element.updateComplete;
    named(element, 'Delete everything').click();
    await waitUntil(() => logText(element) === '');
    expect(localStorage.length).to.equal(0);
    await waitUntil(() => element.shadowRoot?.activeElement?.localName === 'textarea', 'the focus is on the message again');
    await waitUntil(() => gateway.handshakes.length === 2);
    expect(gateway.handshakes[1]).to.deep.equal({ buttonId: 'demo' });
  });

  it('loads earlier messages without losing the place', async () => {
    localStorage.setItem(`pbx:${gateway.address}/api/chat/demo`, 'token-of-yesterday');
    for (let seq = 1; seq <= 80; seq++) gateway.messages.push({ seq, from: 'agent', name: 'Jana', text: `line ${seq}`, files: [], at: seq, delivery: 'sent' });
    const element = await opened(gateway);
    const box = find(element, '[role=log]');
    await until(element, 'line 80');
    expect(box.scrollTop + box.clientHeight).to.be.closeTo(box.scrollHeight, 1);
    expect(logText(element)).not.to.match(/line 30\b/);
    box.scrollTop = 0;
    await nextFrame();
    const line31 = all(element, '.row').find((row) => row.textContent.includes('line 31'))!;
    const top = line31.getBoundingClientRect().top;
    named(element, 'Earlier messages').click();
    await until(element, 'line 1 ');
    await element.updateComplete;
    await nextFrame();
    const again = all(element, '.row').find((row) => row.textContent.includes('line 31'))!;
    expect(Math.abs(again.getBoundingClientRect().top - top)).to.be.lessThan(40);
    expect(named(element, 'Earlier messages')).to.equal(undefined);
  });
});

describe('looks', () => {
  it('is its host’s by one accent, one radius and one font', async () => {
    const element = await opened(gateway);
    element.style.cssText = '--pbx-accent: rgb(1, 2, 3); --pbx-radius: 0px; --pbx-font: Courier';
    const dialog = getComputedStyle(find(element, 'dialog'));
    expect(getComputedStyle(find(element, '[part=header]')).backgroundColor).to.equal('rgb(1, 2, 3)');
    expect([dialog.borderRadius, dialog.fontFamily]).to.deep.equal(['0px', 'Courier']);
  });

  it('stands above its button, also on a page that reads from the right', async () => {
    const dialog = find(await opened(gateway), 'dialog');
    expect(document.documentElement.clientWidth - dialog.getBoundingClientRect().right).to.equal(20);
    document.documentElement.dir = 'rtl';
    expect(dialog.getBoundingClientRect().left).to.equal(20);
  });

  it('fills a phone’s screen and never zooms it', async () => {
    await setViewport({ width: 320, height: 600 });
    const element = await opened(gateway);
    await Promise.all(find(element, 'dialog').getAnimations().map(({ finished }) => finished));
    const box = find(element, 'dialog').getBoundingClientRect();
    expect([box.left, box.top, box.width, box.height]).to.deep.equal([0, 0, 320, 600]);
    expect(parseFloat(getComputedStyle(find(element, 'textarea')).fontSize)).to.be.at.least(16);
    expect(find(element, 'dialog').scrollWidth).to.equal(320);
  });
});

describe('hostile texts', () => {
  it(`${xssTexts.length} of them as message, name and file name: shown, never run`, async function () {
    this.timeout(20_000);
    let pwned = 0;
    Object.assign(globalThis, { pwned: () => pwned++ });
    const element = await opened(gateway);
    // Links are fetched with the first text that may have one.
    gateway.say('https://example.com');
    await waitUntil(() => all(element, '.row a').length === 1);
    for (let from = 0; from < xssTexts.length; from += 31) {
      gateway.messages.length = 0;
      for (const text of xssTexts.slice(from, from + 31)) {
        const file = { id: 'f', name: text, type: from % 2 ? 'image/png' : 'text/plain', bytes: 1, url: '/files/f', expiresAt: Date.now() + 60_000 };
        gateway.say(text, { name: text, files: [file] });
        gateway.setState({ agent: { name: text }, agentTyping: true });
      }
      await nextFrame();
      await element.updateComplete;
      expect(all(element, '.row').length).to.be.at.least(xssTexts.slice(from, from + 31).length);
    }
    await element.updateComplete;
    const foreign = all(element, '[role=log] *, header *').filter(({ localName }) => !['div', 'span', 'a', 'img', 'p', 'h2', 'small', 'svg', 'path', 'button', 'circle'].includes(localName));
    expect(foreign.map(({ localName }) => localName)).to.deep.equal([]);
    for (const link of element.shadowRoot!.querySelectorAll('a')) expect(link.protocol).to.match(/^(https?|mailto|tel):$/);
    expect(pwned).to.equal(0);
  });
});
