import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Call } from '@klapka/protocol';
import '../../components/extension-list/define.ts';
import type { PbxExtensionList } from '../../components/extension-list/extension-list.ts';
import { phoneTimes, type FakeSession } from '../../components/testing/index.ts';
import { buttonNamed, buttonNames } from './names.ts';
import { mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

const withRights = (fake: FakeSession, keys: FakeSession['account']['permissions'][number]['keys']): void => {
  fake.account = { ...fake.account, permissions: [{ groupId: 'group-all', groupName: 'All', keys }] };
  fake.connect();
};

async function press({ element }: Room<PbxExtensionList>, name: string): Promise<void> {
  const button = buttonNamed(element, name);
  if (!button) throw new Error(`no button ${name} among ${buttonNames(element).join(', ')}`);
  button.click();
  await settle(element);
}

const callOf = (fake: FakeSession, number: string): Call | undefined => [...fake.calls.all.values()].find((call) => call.state !== 'ended' && call.legs.some(({ party }) => party.number === number));

describe('calls of others in pbx-extension-list', () => {
  it('are there for whom may manage them, each with what is allowed', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls');
    expect(buttonNames(room.element).filter((name) => name.startsWith('Manage calls'))).to.have.members(['Manage calls: Eva Dvořáková', 'Manage calls: Lucie Procházková', 'Manage calls: Petr Svoboda']);
    await press(room, 'Manage calls: Eva Dvořáková');
    const bar = room.$('.desk');
    expect(bar.textContent).to.match(/Eva Dvořáková\s*–\s*Lucie Procházková\s*Talking · recorded/);
    expect([...bar.querySelectorAll('button')].map((one) => one.textContent.trim()).filter(Boolean)).to.deep.equal(['Listen', 'Whisper', 'Join in', 'Transfer', 'Hang up']);
    await expect(room.element).to.be.accessible();
  });

  it('are not even asked for without a right', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls', (_element, fake) => withRights(fake, ['presence.switch']));
    expect(buttonNames(room.element).some((name) => name.startsWith('Manage calls') || name.startsWith('Pick up'))).to.equal(false);
    expect(room.fake.calls.watchers).to.equal(0);
  });

  it('offer no more than the right says', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls', (_element, fake) => withRights(fake, ['call.hangup']));
    expect(buttonNamed(room.element, 'Pick up for Petr Svoboda')).to.equal(undefined);
    await press(room, 'Manage calls: Eva Dvořáková');
    expect([...room.$('.desk').querySelectorAll('button')].map((one) => one.textContent.trim()).filter(Boolean)).to.deep.equal(['Hang up']);
    room.fake.account = { ...room.fake.account, phone: { can: [], recording: 'none', parkingSlots: [] } };
    withRights(room.fake, ['call.pickup', 'call.monitor', 'call.distribute']);
    await settle(room.element);
    expect([...room.$('.desk').querySelectorAll('button')].map((one) => one.textContent.trim()).filter(Boolean), 'what this PBX cannot').to.deep.equal([]);
  });

  it('can be picked up, from the row by its key too', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls');
    expect(buttonNamed(room.element, 'Pick up for Eva Dvořáková'), 'she talks already').to.equal(undefined);
    room.$$('.row').find((one) => one.textContent.includes('Petr Svoboda'))!.focus();
    await sendKeys({ press: 'p' });
    await waitUntil(() => room.fake.phone.calls.length === 1);
    room.fake.advance(phoneTimes.answer);
    expect(room.fake.phone.calls[0]).to.deep.include({ state: 'talking', number: '+420777123456' });
  });

  it('can be listened to', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls');
    await press(room, 'Manage calls: Eva Dvořáková');
    await press(room, 'Whisper');
    await waitUntil(() => callOf(room.fake, '1003')!.legs.some(({ role, mode }) => role === 'monitor' && mode === 'whisper'));
    expect(room.fake.sent.at(-1)!.payload).to.deep.include({ legId: callOf(room.fake, '1003')!.legs.find(({ party }) => party.number === '1003')!.id });
  });

  it('can be passed on by name: the far side goes, the colleague is free', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls');
    await press(room, 'Manage calls: Eva Dvořáková');
    const field = room.$<HTMLInputElement>('.pass-on input');
    field.focus();
    await sendKeys({ type: 'Jakub Kučera' });
    await settle(room.element);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => callOf(room.fake, '1006'));
    expect(callOf(room.fake, '1006')!.legs.map(({ party }) => party.number)).to.have.members(['1005', '1006']);
    await settle(room.element);
    expect(room.$('.desk'), 'the bar goes with the call').to.equal(null);
  });

  it('can be ended, and what fails is said', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls');
    await press(room, 'Manage calls: Eva Dvořáková');
    room.fake.failNext('call:hang-up', 'PBX_UNAVAILABLE');
    await press(room, 'Hang up');
    await waitUntil(() => room.$('[role="alert"]'));
    await press(room, 'Hang up');
    await waitUntil(() => !callOf(room.fake, '1003'));
    await settle(room.element);
    expect(buttonNamed(room.element, 'Manage calls: Eva Dvořáková')).to.equal(undefined);
  });

  it('give the focus back when the bar is closed', async () => {
    const room = await mount('pbx-extension-list', 'othersCalls');
    await press(room, 'Manage calls: Eva Dvořáková');
    await waitUntil(() => room.element.shadowRoot!.activeElement?.textContent.trim() === 'Listen');
    await press(room, 'Close');
    await waitUntil(() => room.element.shadowRoot!.activeElement?.getAttribute('aria-label') === 'Manage calls: Eva Dvořáková');
  });
});
