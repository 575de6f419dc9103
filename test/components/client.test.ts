import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../components/client/define.ts';
import type { PbxAccountMenu } from '../../components/account-menu/account-menu.ts';
import type { PbxClient } from '../../components/client/client.ts';
import { fakePassword } from '../../components/testing/index.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

const sized = (inlineSize: number) => (element: PbxClient): void => {
  element.style.setProperty('inline-size', `${inlineSize}px`);
};
const wide = sized(1280);
const button = ({ $$ }: Room<PbxClient>, text: string): HTMLButtonElement => $$<HTMLButtonElement>('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim().startsWith(text))!;

describe('pbx-client', () => {
  beforeEach(() => setViewport({ width: 1400, height: 800 }));
  beforeEach(() => localStorage.removeItem('pbx:preferences'));

  describeStates('pbx-client', {
    notConnected: /Not connected/,
    loading: /Loading colleagues/,
    empty: /No colleague is visible/,
    normal: /Eva Dvořáková/,
    busy: /Eva Dvořáková/,
    error: /could not be loaded/,
    noPermission: /may not see this list/,
    disabled: /Eva Dvořáková/,
  }, wide);

  it('asks to sign in, then opens', async () => {
    const room = await mount('pbx-client', 'notConnected', wide);
    const form = room.$('pbx-sign-in');
    await expect(room.element).to.be.accessible();
    const inside = (selector: string): HTMLInputElement => form.shadowRoot!.querySelector<HTMLInputElement>(selector)!;
    inside('#login').focus();
    await sendKeys({ type: '1001' });
    inside('#password').focus();
    await sendKeys({ type: fakePassword });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.$('pbx-extension-list'));
  });

  for (const [width, height] of [[768, 900], [320, 640]] as const) {
    it(`lets one write while a call is on, at ${width} px: the call stands beneath the message`, async () => {
      const room = await mount('pbx-client', 'onCall', (element) => {
        sized(width)(element);
        element.style.setProperty('block-size', `${height}px`);
        element.section = 'inbox';
      });
      await waitUntil(() => room.$('pbx-call').getBoundingClientRect().height > 0 && room.$('pbx-inbox').shadowRoot?.querySelector('.frame'));
      const call = room.$('pbx-call').getBoundingClientRect();
      expect(room.$('main').getBoundingClientRect().bottom).to.be.at.most(call.top);
      expect(room.$('pbx-inbox').shadowRoot!.querySelector('.frame')!.getBoundingClientRect().bottom).to.be.at.most(call.top);
      expect(call.bottom).to.be.at.most(room.$('.desk').getBoundingClientRect().bottom);
    });
  }

  for (const [width, height, sound] of [[1280, 800, false], [1280, 800, true], [768, 600, false], [320, 640, false], [320, 640, true]] as const) {
    it(`keeps Hang up in sight with the keypad${sound ? ' and the sound' : ''} open, at ${width} × ${height}`, async () => {
      await setViewport({ width: 1400, height: height + 40 });
      const room = await mount('pbx-client', 'onCall', (element) => {
        sized(width)(element);
        element.style.setProperty('block-size', `${height}px`);
      });
      const call = room.$('pbx-call').shadowRoot!;
      const press = (text: string): void => [...call.querySelectorAll('button')].find((one) => one.textContent.includes(text))!.click();
      press('Keypad');
      if (sound) press('Sound');
      await waitUntil(() => call.querySelector('.key') && (!sound || call.querySelector('pbx-device-settings')?.shadowRoot?.querySelector('select')));
      /** What a press there hits. */
      const hits = (element: Element, y: (box: DOMRect) => number): boolean => {
        const box = element.getBoundingClientRect();
        return element.contains(call.elementFromPoint(box.x + 8, y(box)));
      };
      const hangUp = call.querySelector('.hang-up')!;
      await waitUntil(() => hits(hangUp, ({ top }) => top + 4) && hits(hangUp, ({ bottom }) => bottom - 4), 'Hang up can be pressed');
      const last = [...call.querySelectorAll('.key')].at(-1)!;
      last.scrollIntoView({ block: 'center' });
      expect(hits(last, ({ top, height: size }) => top + size / 2), 'the last key can be pressed').to.equal(true);
    });
  }

  for (const [width, fields] of [[1280, 1], [768, 1], [390, 1]] as const) {
    it(`has one field to search people at ${width} px`, async () => {
      const room = await mount('pbx-client', 'normal', sized(width));
      await waitUntil(() => room.$('pbx-extension-list')?.shadowRoot?.querySelector('[part=search]'));
      const both = [room.$('.search'), room.$('pbx-extension-list').shadowRoot!.querySelector<HTMLElement>('[part=search]')!];
      await waitUntil(() => both.filter((one) => one.checkVisibility()).length === fields, `${both.map((one) => one.checkVisibility()).join()}`);
    });
  }

  it('keeps the sign-in within a narrow page', async () => {
    const door = (await mount('pbx-client', 'notConnected', sized(320))).$('.door');
    expect(door.scrollWidth).to.equal(door.clientWidth);
    expect(door.querySelector('pbx-sign-in')!.getBoundingClientRect().right).to.be.at.most(door.getBoundingClientRect().right);
  });

  it('asks for the new password of a link, also where somebody is signed in, and opens when that was put away', async () => {
    const room = await mount('pbx-client', 'normal', (element) => { wide(element); element.resetToken = 'x'.repeat(32); });
    const form = room.$('pbx-sign-in');
    expect(room.$('pbx-extension-list')).to.equal(null);
    expect(form.shadowRoot?.textContent).to.contain('Choose a password');
    [...form.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent.includes('Back to sign-in'))!.click();
    await waitUntil(() => room.$('pbx-extension-list'));
  });

  for (const [scenario, text] of [
    ['signedInElsewhere', /another device/], ['signInDisabled', /turned off/], ['extensionDeleted', /no longer exists/],
    ['signInAgain', /sign in again/i], ['embeddingDisabled', /no longer be used inside this site/],
  ] as const) {
    it(`says why the session ended: ${scenario}`, async () => {
      const room = await mount('pbx-client', scenario, wide);
      await waitUntil(() => text.test(room.text()));
      expect(room.$('pbx-sign-in')).not.to.equal(null);
    });
  }

  it('has the sections of the account, with what waits in the inbox', async () => {
    const room = await mount('pbx-client', 'normal', wide);
    expect(room.$$('nav .ellipsis').map((one) => one.textContent)).to.deep.equal(['Extensions', 'Inbox', 'Administration']);
    expect(room.$('.badge').textContent).to.equal('1');
    expect(room.text()).to.contain('1 conversation waits');
    setTimeout(() => button(room, 'Inbox').click());
    expect((await oneEvent(room.element, 'pbx-section-change')).detail).to.deep.equal({ section: 'inbox' });
    await waitUntil(() => room.$('pbx-inbox')?.shadowRoot);
    expect(button(room, 'Inbox').getAttribute('aria-current')).to.equal('page');
    await settle(room.element);
    await expect(room.element).to.be.accessible();
  });

  it('leaves out what an account may not use', async () => {
    const room = await mount('pbx-client', {
      description: 'a user without messages or phone',
      setUp: (fake) => {
        fake.account = { ...fake.account, roles: ['user'], features: [] };
        fake.connect();
      },
    }, wide);
    expect(room.$$('nav .ellipsis').map((one) => one.textContent)).to.deep.equal(['Extensions']);
    expect(room.$('pbx-dialer')).to.equal(null);
    expect(button(room, 'New call')).to.equal(undefined);
  });

  it('keeps the open conversation and the draft over a look at the colleagues', async () => {
    const room = await mount('pbx-client', 'normal', (element) => { wide(element); element.section = 'inbox'; });
    await waitUntil(() => room.$('pbx-inbox')?.shadowRoot?.querySelector('.row'));
    const inbox = (): ShadowRoot | null | undefined => room.$('pbx-inbox')?.shadowRoot;
    inbox()!.querySelector<HTMLElement>('[data-id="conversation-2"]')!.click();
    const composer = (): HTMLElement | null | undefined => inbox()?.querySelector('pbx-conversation')?.shadowRoot?.querySelector('pbx-composer');
    await waitUntil(() => composer()?.shadowRoot?.querySelector('textarea'));
    composer()!.focus();
    await sendKeys({ type: 'unfinished' });
    button(room, 'Extensions').click();
    await waitUntil(() => room.$('pbx-extension-list'));
    button(room, 'Inbox').click();
    await waitUntil(() => composer()?.shadowRoot?.querySelector('textarea')?.value === 'unfinished');
  });

  it('searches colleagues from the top bar, reached by Ctrl+K', async () => {
    const room = await mount('pbx-client', 'normal', (element) => { wide(element); element.section = 'inbox'; });
    await sendKeys({ press: 'Control+k' });
    expect(room.element.shadowRoot!.activeElement).to.equal(room.$('.search input'));
    await sendKeys({ type: 'eva' });
    await waitUntil(() => room.$('pbx-extension-list')?.shadowRoot?.querySelectorAll('.row').length === 2);
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => room.$('pbx-extension-list').shadowRoot!.activeElement?.getAttribute('role') === 'row');
  });

  it('docks the dialer on a wide page, shows the call beneath, and rings above everything', async () => {
    const room = await mount('pbx-client', 'incomingCall', wide);
    await waitUntil(() => room.$('.ringing').matches(':popover-open'));
    await settle(room.element);
    expect(room.$('pbx-incoming-call').shadowRoot!.querySelector('[role="alertdialog"]')).not.to.equal(null);
    expect(room.$('pbx-dialer').getBoundingClientRect().height).to.be.above(0);
    await expect(room.element).to.be.accessible();
    void room.fake.phone.answer(room.fake.phone.calls[0]!.id);
    room.fake.advance(2000);
    await waitUntil(() => !room.$('.ringing').matches(':popover-open'));
    await waitUntil(() => room.text().includes('Hang up'));
  });

  it('keeps everything of a call above its hanging up, in a window too low for the dialer and the call', async () => {
    await setViewport({ width: 1400, height: 640 });
    const room = await mount('pbx-client', 'onCall', wide);
    const inCall = (selector: string): HTMLElement[] => [...room.$('pbx-call').shadowRoot!.querySelectorAll<HTMLElement>(selector)];
    const covered = (): boolean => inCall('.hang-up')[0]!.getBoundingClientRect().top < Math.max(...inCall('.actions .button, .panel').map((one) => one.getBoundingClientRect().bottom));
    await waitUntil(() => inCall('.actions .button').length > 8);
    expect(room.$('.dock').scrollHeight).to.be.above(room.$('.dock').clientHeight);
    expect(covered()).to.equal(false);
    inCall('.actions .button').find((one) => one.textContent.trim() === 'Transfer')!.click();
    await waitUntil(() => inCall('.panel').length > 0);
    expect(covered()).to.equal(false);
  });

  describe('while nobody looks at the page', () => {
    const { Notification: Real, document: { title } } = window;
    let told: string[] = [];
    let closed = 0;
    const look = (visibilityState: DocumentVisibilityState): void => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const permit = (permission: NotificationPermission): void => {
      window.Notification = Object.assign(class extends EventTarget {
        constructor(text: string) { super(); told.push(text); }
        close(): void { closed += 1; }
      }, { permission, requestPermission: () => Promise.resolve(permission) }) as unknown as typeof Notification;
    };
    beforeEach(() => {
      document.title = 'CRM';
      [told, closed] = [[], 0];
    });
    afterEach(() => {
      Reflect.deleteProperty(document, 'visibilityState');
      window.Notification = Real;
      document.title = title;
    });

    it('the tab and a notification say who calls, until somebody looks', async () => {
      permit('granted');
      await mount('pbx-client', 'incomingCall', wide);
      look('hidden');
      expect([document.title, told]).to.deep.equal(['Petr Svoboda is calling', ['Petr Svoboda is calling']]);
      look('visible');
      expect([document.title, closed]).to.deep.equal(['CRM', 1]);
    });

    it('the tab alone says it where the page may not notify, until the ringing stops; a title that was changed meanwhile stays', async () => {
      permit('denied');
      const { element, fake } = await mount('pbx-client', 'incomingCall', wide);
      look('hidden');
      expect([document.title, told]).to.deep.equal(['Petr Svoboda is calling', []]);
      document.title = '(1) CRM';
      await fake.phone.decline(fake.phone.calls[0]!.id);
      await settle(element);
      expect(document.title).to.equal('(1) CRM');
    });
  });

  it('floats the dialer on a narrow page, and hides it again', async () => {
    const room = await mount('pbx-client', 'normal', sized(600));
    await settle(room.element);
    expect(room.$('.dialer').offsetParent).to.equal(null);
    button(room, 'New call').click();
    await waitUntil(() => room.$('.dialer').offsetParent !== null);
    await expect(room.element).to.be.accessible();
    button(room, 'Hide the dialer').click();
    await waitUntil(() => room.$('.dialer').offsetParent === null);
  });

  it('says that it reconnects, and when it tries next', async () => {
    const room = await mount('pbx-client', 'reconnecting', wide);
    expect(room.text()).to.contain('being restored').and.match(/Next try in \d+ s/);
    await expect(room.element).to.be.accessible();
  });

  it('tells the state of the phone and leads to the sound settings', async () => {
    const room = await mount('pbx-client', 'microphoneMissing', wide);
    await waitUntil(() => button(room, 'Phone: No microphone'));
    button(room, 'Phone: No microphone').click();
    await waitUntil(() => room.$('pbx-account-menu').shadowRoot!.querySelector('dialog')?.open);
  });

  it('says that no sound gets through in a call, and leads to the check that finds out why', async () => {
    const room = await mount('pbx-client', 'soundless', wide);
    expect(room.text()).to.contain('No sound gets through in your call.');
    await expect(room.element).to.be.accessible();
    button(room, 'Find out why').click();
    await waitUntil(() => room.$('pbx-account-menu').shadowRoot!.querySelector('dialog[open] pbx-device-check'));
    room.fake.phone.update(room.fake.phone.calls[0]!.id, { error: null });
    await waitUntil(() => !room.text().includes('No sound gets through in your call.'));
  });

  it('tells how many wait, and sounds once for what is new', async () => {
    const waits: number[] = [];
    const room = await mount('pbx-client', 'normal', (element) => {
      wide(element);
      element.addEventListener('pbx-waiting-change', ({ detail }) => waits.push(detail.waiting));
    });
    expect([waits.at(-1), room.fake.devices.messagesPlayed]).to.deep.equal([1, 0]);
    room.fake.advance(1000);
    room.fake.visitorWrites('And another question', { conversationId: 'conversation-3' });
    await waitUntil(() => waits.at(-1) === 2);
    expect(room.fake.devices.messagesPlayed).to.equal(1);
    // Somebody else's work makes no sound here.
    room.fake.conversations.patch('conversation-3', { assignee: { accountId: 'account-of-another', name: 'Dana' } });
    await waitUntil(() => waits.at(-1) === 1);
    room.fake.advance(1000);
    room.fake.visitorWrites('Hello?', { conversationId: 'conversation-3' });
    await settle(room.element);
    expect(room.fake.devices.messagesPlayed).to.equal(1);
  });

  it('makes no sound where it was switched off, in a call, and to whom is not to be disturbed', async () => {
    const room = await mount('pbx-client', 'normal', wide);
    const write = async (text: string): Promise<void> => {
      room.fake.advance(1000);
      room.fake.visitorWrites(text, { conversationId: 'conversation-1' });
      await settle(room.element);
    };
    const menu = room.$('pbx-account-menu');
    const silent = (on: boolean): boolean => menu.dispatchEvent(new CustomEvent('pbx-message-sound-change', { detail: { silent: on } }));
    silent(true);
    await write('one');
    expect(room.fake.devices.messagesPlayed).to.equal(0);
    const again = await mount('pbx-client', 'normal', wide);
    expect(again.$<PbxAccountMenu>('pbx-account-menu').silent).to.equal(true);
    silent(false);
    await write('two');
    expect(room.fake.devices.messagesPlayed).to.equal(1);
    const ownId = room.fake.state.account!.extension!.id;
    room.fake.extensions.patch(ownId, { presence: { state: 'do_not_disturb', note: '' } });
    await write('not now');
    expect(room.fake.devices.messagesPlayed).to.equal(1);
    room.fake.extensions.patch(ownId, { presence: { state: 'lunch', note: '' } });
    await write('now');
    expect(room.fake.devices.messagesPlayed).to.equal(2);
    void room.fake.phone.answer(room.fake.pbx.incomingCall({ number: '1002' }).phoneCallId);
    room.fake.advance(5000);
    await waitUntil(() => room.fake.phone.calls[0]?.state === 'talking');
    await write('three');
    expect(room.fake.devices.messagesPlayed).to.equal(2);
  });

  it('remembers language and appearance', async () => {
    const room = await mount('pbx-client', 'normal', wide);
    const menu = room.$('pbx-account-menu');
    menu.dispatchEvent(new CustomEvent('pbx-language-change', { detail: { lang: 'cs' }, bubbles: true, composed: true }));
    menu.dispatchEvent(new CustomEvent('pbx-theme-change', { detail: { theme: 'dark' }, bubbles: true, composed: true }));
    await waitUntil(() => room.text().includes('Nový hovor'));
    expect(getComputedStyle(room.element).colorScheme).to.equal('dark');
    await expect(room.element).to.be.accessible();
    const again = await mount('pbx-client', 'normal', wide);
    await waitUntil(() => again.text().includes('Nový hovor'));
    expect(getComputedStyle(again.element).colorScheme).to.equal('dark');
  });

  it('fits from right to left into 240 px', async () => {
    const room = await mount('pbx-client', 'normal', (element) => { sized(240)(element); element.dir = 'rtl'; });
    await settle(room.element);
    expect(room.$('.desk').scrollWidth).to.be.at.most(240);
    await expect(room.element).to.be.accessible();
  });
});
