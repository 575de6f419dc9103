import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/account-menu/define.ts';
import type { PbxAccountMenu } from '../../components/account-menu/account-menu.ts';
import { fakePassword } from '../../components/testing/index.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

const inline = (element: PbxAccountMenu): void => void element.style.removeProperty('block-size');
const triggerName = ({ $ }: Room<PbxAccountMenu>): string => $('.trigger').textContent.replaceAll(/\s+/g, ' ').trim();
const item = ({ $$ }: Room<PbxAccountMenu>, text: string): HTMLElement => $$('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === text)!;
const openMenu = async (room: Room<PbxAccountMenu>): Promise<void> => {
  room.$('.trigger').focus();
  await sendKeys({ press: 'Enter' });
  await waitUntil(() => room.$('.panel').matches(':popover-open'));
};
const sent = ({ fake }: Room<PbxAccountMenu>, command: string): unknown => fake.sent.filter(({ name }) => name === command).at(-1)?.payload;

describe('pbx-account-menu', () => {
  describeStates('pbx-account-menu', {
    notConnected: /^#$/, loading: /no extension|Jana/, empty: /Jana/, normal: /Available/,
    busy: /Available/, error: /Jana/, noPermission: /Jana/, disabled: /Available/,
  }, inline);

  it('cannot be opened when not connected or disabled', async () => {
    expect((await mount('pbx-account-menu', null)).$<HTMLButtonElement>('.trigger').disabled).to.equal(true);
    expect((await mount('pbx-account-menu', 'disabled', (element) => { element.disabled = true; })).$<HTMLButtonElement>('.trigger').disabled).to.equal(true);
  });

  it('opens by keyboard, is accessible open, and closes with Escape', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    expect(triggerName(room)).to.match(/^Account of Jana Nováková, Available/);
    await openMenu(room);
    await expect(room.element).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !room.$('.panel').matches(':popover-open'));
  });

  it('asks for another presence with its note and shows what the gateway then says', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await openMenu(room);
    room.$<HTMLInputElement>('input[value="lunch"]').click();
    await waitUntil(() => sent(room, 'presence:set'));
    expect(sent(room, 'presence:set')).to.deep.equal({ state: 'lunch', note: '' });
    await waitUntil(() => room.$('.chip').textContent.includes('Lunch'));
    room.$<HTMLInputElement>('.note').focus();
    await sendKeys({ type: 'back at one' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => (sent(room, 'presence:set') as { note: string }).note === 'back at one');
  });

  it('tells of another language and appearance', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await openMenu(room);
    const [language, theme] = room.$$<HTMLSelectElement>('select');
    language!.value = 'cs';
    setTimeout(() => language!.dispatchEvent(new Event('change')));
    expect((await oneEvent(room.element, 'pbx-language-change')).detail).to.deep.equal({ lang: 'cs' });
    theme!.value = 'dark';
    setTimeout(() => theme!.dispatchEvent(new Event('change')));
    expect((await oneEvent(room.element, 'pbx-theme-change')).detail).to.deep.equal({ theme: 'dark' });
  });

  it('switches the sound of messages, where there are messages', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await openMenu(room);
    const box = room.$<HTMLInputElement>('input[type="checkbox"]');
    expect([box.checked, box.labels?.[0]?.textContent.trim()]).to.deep.equal([true, 'Message sound']);
    setTimeout(() => box.click());
    expect((await oneEvent(room.element, 'pbx-message-sound-change')).detail).to.deep.equal({ silent: true });
    await expect(room.element).to.be.accessible();
    room.fake.account = { ...room.fake.account, features: ['phone'] };
    room.fake.connect();
    await waitUntil(() => room.$('input[type="checkbox"]') === null);
  });

  it('has no switch for a sound the page does not want', async () => {
    const room = await mount('pbx-account-menu', 'normal', (element, fake) => {
      inline(element);
      fake.devices.setPageSounds({ messageTone: 'none' });
    });
    await openMenu(room);
    expect(room.$('input[type="checkbox"]')).to.equal(null);
  });

  it('lists signed-in browsers and signs another one out', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await openMenu(room);
    item(room, 'My devices').click();
    await waitUntil(() => room.$<HTMLDialogElement>('dialog').open && room.text().includes('Safari, iPhone'));
    await expect(room.element).to.be.accessible();
    expect(room.text()).to.contain('this browser').and.contain('five browsers');
    item(room, 'Sign out Safari, iPhone').click();
    await waitUntil(() => room.text().includes('No other browser'));
    expect(sent(room, 'device:sign-out')).to.deep.equal({ deviceId: 'device-phone-000000' });
  });

  it('changes the password, or says what is wrong and keeps what was typed', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await room.element.show('password');
    const fill = async (current: string): Promise<void> => {
      room.$<HTMLInputElement>('#current').value = current;
      room.$<HTMLInputElement>('#fresh').value = 'a much longer password';
      room.$<HTMLInputElement>('#fresh').focus();
      await sendKeys({ press: 'Enter' });
    };
    await expect(room.element).to.be.accessible();
    await fill('wrong');
    await waitUntil(() => room.text().includes('current password is wrong'));
    expect(room.$<HTMLInputElement>('#fresh').value).to.equal('a much longer password');
    await fill(fakePassword);
    await waitUntil(() => room.text().includes('Your password is changed'));
  });

  it('shows the sound settings in a dialog', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await room.element.show('sound');
    await waitUntil(() => room.$<HTMLElement>('pbx-device-check')?.shadowRoot?.textContent?.includes('Start the check'));
    await waitUntil(() => room.$('pbx-device-settings').shadowRoot);
    await settle(room.element);
    await expect(room.element).to.be.accessible();
  });

  it('signs out', async () => {
    const room = await mount('pbx-account-menu', 'normal', inline);
    await openMenu(room);
    item(room, 'Sign out').click();
    await waitUntil(() => room.fake.state.status === 'ended');
  });

  it('speaks Czech', async () => {
    const room = await mount('pbx-account-menu', 'normal', (element) => { inline(element); element.lang = 'cs'; });
    await waitUntil(() => /^Účet: Jana Nováková, Dostupný/.test(triggerName(room)), triggerName(room));
    await openMenu(room);
    await expect(room.element).to.be.accessible();
  });
});
