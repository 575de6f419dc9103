import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Call, PhoneRights } from '@klapka/protocol';
import '../../components/call/define.ts';
import type { PbxCall } from '../../components/call/call.ts';
import { parkTime, phoneTimes, ringTime, type FakeSession, type ScenarioName } from '../../components/testing/index.ts';
import { buttonNamed, buttonNames, details } from './names.ts';
import { mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

/** The card with what comes on demand. */
async function inCall(scenario: ScenarioName, prepare: (element: PbxCall, fake: FakeSession) => void = () => undefined): Promise<Room<PbxCall>> {
  const room = await mount('pbx-call', scenario, prepare);
  await waitUntil(() => buttonNamed(room.element, 'Keys') ?? buttonNamed(room.element, 'Retrieve'));
  return room;
}

async function press(element: PbxCall, name: string): Promise<void> {
  const button = buttonNamed(element, name);
  if (!button) throw new Error(`no button ${name} among ${buttonNames(element).join(', ')}`);
  button.click();
  await settle(element);
}

const rowOf = (fake: FakeSession): Call => [...fake.calls.all.values()].find(({ state }) => state !== 'ended')!;
const numbers = ({ legs }: Call): string[] => legs.map(({ party }) => party.number).toSorted();
const rights = (fake: FakeSession, change: Partial<PhoneRights>): void => {
  fake.account = { ...fake.account, phone: { ...fake.account.phone!, ...change } };
  fake.connect();
};

describe('what can be done with a call', () => {
  const said: Partial<Record<ScenarioName, RegExp>> = {
    consultation: /Petr Svoboda is waiting.*Connect them.*Merge.*Swap.*Back to the first/,
    conference: /Conference of 4.*You.*Petr Svoboda.*Lucie Procházková.*Muted.*Markéta Veselá.*Ringing/,
    parked: /Petr Svoboda.*Parked on 701.*rings you in 00:5/,
    recording: /Recording/,
    recordingPaused: /Recording paused/,
    listening: /You are listening ?: \+420777123456, Petr Svoboda.*Nobody hears you/,
  };
  for (const [scenario, words] of Object.entries(said)) {
    it(`is accessible and says what is going on: ${scenario}`, async () => {
      const { element, text } = await inCall(scenario as ScenarioName);
      await waitUntil(() => words.test(text()), text());
      await expect(element).to.be.accessible();
    });
  }

  it('is only what the account may do', async () => {
    const { element, fake } = await inCall('onCall');
    expect(buttonNames(element)).to.include.members(['Transfer', 'Add person', 'Park', 'Record', 'Switch device', 'New call', 'Keys']);
    rights(fake, { can: [], recording: 'none' });
    await settle(element);
    expect(buttonNames(element)).to.include.members(['New call', 'Keys']);
    for (const name of ['Transfer', 'Add person', 'Park', 'Record', 'Switch device']) expect(buttonNamed(element, name), name).to.equal(undefined);
    rights(fake, { can: ['park'], parkingSlots: [] });
    await settle(element);
    expect(buttonNamed(element, 'Park'), 'a PBX without slots').to.equal(undefined);
  });

  it('passes the call on at once, to a person found by name, with a note', async () => {
    const { element, fake, text } = await inCall('onCall');
    buttonNamed(element, 'Mute')!.focus();
    await sendKeys({ press: 't' });
    await settle(element);
    await sendKeys({ type: 'dvorak' });
    await settle(element);
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Enter' });
    await settle(element);
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 'Order 7' });
    await press(element, 'Transfer now');
    await waitUntil(() => rowOf(fake).sentOn);
    expect(rowOf(fake)).to.deep.include({ state: 'ringing' });
    expect(rowOf(fake).to.number).to.equal('1003');
    expect(rowOf(fake).sentOn!.note).to.equal('Order 7');
    await waitUntil(() => text().includes('Passed on to Eva Dvořáková.'), text());
    fake.advance(ringTime);
    await settle(element);
    expect(fake.phone.calls.some(({ state, number }) => state === 'ringing' && number === '1002'), 'it comes back').to.equal(true);
  });

  it('keeps the call and says why where it cannot be passed on', async () => {
    const { element, fake, text } = await inCall('onCall');
    const errors = details(element, 'pbx-error');
    await press(element, 'Transfer');
    await sendKeys({ type: '1999' });
    await settle(element);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => errors.length === 1);
    expect(errors[0]!.code).to.equal('UNKNOWN_NUMBER');
    await waitUntil(() => /no such number|does not exist/i.test(text()), text());
    expect(fake.phone.calls[0]!.state).to.equal('talking');
    expect(buttonNamed(element, 'Transfer now'), 'what was typed stays').not.to.equal(undefined);
  });

  it('asks first: holds the call, rings the other, connects them', async () => {
    const { element, fake, $ } = await inCall('onCall');
    await press(element, 'Transfer');
    await sendKeys({ type: '1003' });
    await settle(element);
    await press(element, 'Ask first');
    fake.advance(phoneTimes.ring);
    await settle(element);
    expect(fake.phone.calls.map(({ held, state }) => [held, state])).to.deep.equal([[true, 'talking'], [false, 'ringing']]);
    expect(buttonNamed(element, 'Connect them'), 'one need not wait for the answer').not.to.equal(undefined);
    expect(buttonNamed(element, 'Merge')).to.equal(undefined);
    fake.pbx.lastCall.answer();
    await settle(element);
    await press(element, 'Swap');
    fake.advance(phoneTimes.hold);
    await settle(element);
    expect($('.name').textContent).to.equal('Petr Svoboda');
    await press(element, 'Connect them');
    await waitUntil(() => fake.phone.calls.every(({ state }) => state === 'ended'));
    expect(numbers(rowOf(fake))).to.deep.equal(['1002', '1003']);
  });

  it('goes back to the first call', async () => {
    const { element, fake, $ } = await inCall('consultation');
    await press(element, 'Back to the first');
    fake.advance(phoneTimes.hold);
    await settle(element);
    expect($('.name').textContent).to.equal('Petr Svoboda');
    expect(fake.phone.calls.map(({ state, held }) => [state, held])).to.deep.equal([['talking', false], ['ended', false]]);
  });

  it('makes a conference of two calls and is heard in it again', async () => {
    const { element, fake, text } = await inCall('consultation');
    await press(element, 'Merge');
    await waitUntil(() => rowOf(fake).conference);
    fake.advance(phoneTimes.hold);
    await settle(element);
    expect(fake.phone.calls.filter(({ state }) => state === 'talking').map(({ held }) => held)).to.deep.equal([false]);
    await waitUntil(() => /Conference of 3/.test(text()), text());
  });

  it('adds a person, mutes and removes them', async () => {
    const { element, fake, text } = await inCall('onCall');
    await press(element, 'Add person');
    await sendKeys({ type: '1003' });
    await settle(element);
    await press(element, 'Add to the call');
    await waitUntil(() => /Eva Dvořáková\s*Ringing…/.test(text()), text());
    fake.pbx.answer(rowOf(fake).id);
    await settle(element);
    await press(element, 'Mute Eva Dvořáková');
    await waitUntil(() => buttonNamed(element, 'Unmute Eva Dvořáková'));
    expect(rowOf(fake).legs.find(({ party }) => party.number === '1003')!.muted).to.equal(true);
    await press(element, 'Remove Eva Dvořáková');
    await waitUntil(() => !buttonNamed(element, 'Remove Eva Dvořáková'));
    expect(numbers(rowOf(fake))).to.deep.equal(['1001', '1002']);
  });

  it('parks on a slot, says which, counts down and gets it back', async () => {
    const { element, fake, text } = await inCall('onCall');
    await press(element, 'Park');
    expect(element.shadowRoot!.activeElement!.textContent).to.equal('First free slot');
    await press(element, '702');
    await waitUntil(() => /Parked on 702/.test(text()), text());
    fake.advance(phoneTimes.ended + 1);
    await waitUntil(() => buttonNames(element).join() === 'Retrieve', buttonNames(element).join());
    expect(element.matches(':state(empty)')).to.equal(false);
    await press(element, 'Retrieve');
    fake.advance(phoneTimes.answer);
    await waitUntil(() => buttonNamed(element, 'Hang up'));
    expect(fake.phone.calls[0]).to.deep.include({ state: 'talking', number: '1002' });
  });

  it('shows a parked call no longer when it rings again', async () => {
    const { element, fake } = await inCall('parked');
    fake.advance(parkTime);
    await settle(element);
    expect(buttonNamed(element, 'Retrieve')).to.equal(undefined);
    expect(element.matches(':state(empty)')).to.equal(true);
  });

  it('records, pauses, goes on and stops, by keys too', async () => {
    const { element, fake, $ } = await inCall('onCall');
    await press(element, 'Record');
    await waitUntil(() => rowOf(fake).recording === 'on');
    expect($('.recording').textContent.trim()).to.equal('Recording');
    expect($('.recording').getAttribute('role')).to.equal('status');
    buttonNamed(element, 'Mute')!.focus();
    await sendKeys({ press: 'r' });
    await waitUntil(() => rowOf(fake).recording === 'paused');
    await press(element, 'Continue recording');
    await press(element, 'Stop recording');
    await waitUntil(() => rowOf(fake).recording === undefined);
    expect($('.recording').hidden).to.equal(true);
  });

  it('lets somebody who may only pause neither begin nor end a recording', async () => {
    const { element, fake } = await inCall('onCall', (_, session) => rights(session, { recording: 'pause' }));
    expect(buttonNamed(element, 'Record')).to.equal(undefined);
    fake.calls.patch(rowOf(fake).id, { recording: 'on' });
    await settle(element);
    expect(buttonNamed(element, 'Stop recording')).to.equal(undefined);
    await press(element, 'Pause recording');
    await waitUntil(() => rowOf(fake).recording === 'paused');
  });

  it('moves the call to another device', async () => {
    const { element, fake } = await inCall('onCall');
    await press(element, 'Switch device');
    await press(element, 'Safari, iPhone');
    expect(fake.phone.calls[0]!.state, 'until it answers there').to.equal('talking');
    fake.advance(phoneTimes.answer);
    expect(fake.phone.calls[0]!.state).to.equal('ended');
  });

  it('changes how a supervisor listens', async () => {
    const { element, fake, text } = await inCall('listening');
    await press(element, 'Whisper');
    await waitUntil(() => text().includes('Only your colleague hears you.'), text());
    expect(rowOf(fake).legs.find(({ role }) => role === 'monitor')!.mode).to.equal('whisper');
    for (const name of ['Transfer', 'Park', 'Record', 'Add person']) expect(buttonNamed(element, name), name).to.equal(undefined);
  });

  it('calls somebody else meanwhile', async () => {
    const { element, fake } = await inCall('onCall');
    await press(element, 'New call');
    await sendKeys({ type: '1003' });
    await settle(element);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.phone.calls.length === 2);
    await settle(element);
    expect(buttonNamed(element, 'New call'), 'this phone has two lines').to.equal(undefined);
  });

  it('says how the line is, with figures and a text for whoever has to find out', async () => {
    const { element, fake, text, $ } = await inCall('onCall', (_element, session) => { session.phone.line = { loss: 0.2, jitter: 0.03, roundTrip: 0.4 }; });
    await waitUntil(() => /Poor line/.test(text()), text());
    expect($('.line').getAttribute('role')).to.equal('status');
    await press(element, 'Line quality');
    await waitUntil(() => /Loss\s*20%.*Round trip\s*400 ms.*Codec\s*PCMU.*Route\s*direct/.test(text()), text());
    await expect(element).to.be.accessible();
    let copied = '';
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (words: string) => { copied = words; return Promise.resolve(); } } });
    await press(element, 'Copy diagnosis');
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    await waitUntil(() => copied !== '');
    expect(copied).to.contain(rowOf(fake).id).and.contain(fake.phone.calls[0]!.sipCallId).and.contain('loss 20.0 %');
    for (const personal of ['1002', 'Petr', 'Svoboda', '1001', 'Jana']) expect(copied, personal).not.to.contain(personal);
  });

  it('has a key for every action, told beside it, and takes none from who types', async () => {
    const { element, fake, $$ } = await inCall('consultation');
    for (const button of $$('.actions button:not(.more)')) expect(button.getAttribute('aria-keyshortcuts'), button.textContent).not.to.equal(null);
    const keys = $$('[aria-keyshortcuts]').map((button) => button.getAttribute('aria-keyshortcuts'));
    expect(new Set(keys).size).to.equal(keys.length);
    buttonNamed(element, 'Mute')!.focus();
    await sendKeys({ press: '?' });
    await settle(element);
    await expect(element).to.be.accessible();
    expect($$('kbd').map((one) => one.textContent)).to.include.members(keys as string[]);
    await sendKeys({ press: 'Escape' });
    await settle(element);
    expect($$('kbd').length).to.equal(0);
    await press(element, 'Add person');
    await sendKeys({ type: 'm' });
    await settle(element);
    expect(fake.phone.calls.some(({ muted }) => muted)).to.equal(false);
    await sendKeys({ press: 'Escape' });
    await settle(element);
    expect(element.shadowRoot!.activeElement!.textContent.trim(), 'the focus goes back').to.equal('Add person');
    await sendKeys({ press: 'Delete' });
    await settle(element);
    expect(fake.phone.calls.filter(({ state }) => state === 'ended').length).to.equal(1);
  });

  it('stands behind "More" where there is no room, with its keys', async () => {
    const { element, fake, $$ } = await inCall('onCall', (made) => made.style.setProperty('inline-size', '240px'));
    await waitUntil(() => buttonNamed(element, 'More')!.checkVisibility());
    const seen = (): string[] => $$('.actions button').filter((button) => button.checkVisibility()).map((button) => button.textContent.trim());
    expect(seen()).to.deep.equal(['Mute', 'Hold', 'Keypad', 'Sound', 'More']);
    buttonNamed(element, 'Mute')!.focus();
    await sendKeys({ press: 'r' });
    await waitUntil(() => rowOf(fake).recording === 'on');
    await press(element, 'More');
    expect(seen()).to.include.members(['Transfer', 'Keys']);
    await expect(element).to.be.accessible();
  });

  it('lets nothing be done while disabled', async () => {
    const { $$ } = await inCall('consultation', (made) => { made.disabled = true; });
    const enabled = $$<HTMLButtonElement>('.actions button, .panel button').filter((button) => !button.disabled);
    expect(enabled.map((button) => button.textContent)).to.deep.equal([]);
  });

  it('speaks Czech, formal and informal', async () => {
    const { element, text } = await inCall('listening', (made) => { made.lang = 'en'; });
    element.lang = 'cs';
    await waitUntil(() => text().includes('Nikdo vás neslyší.'), text());
    element.lang = 'cs-x-informal';
    await waitUntil(() => text().includes('Nikdo tě neslyší.'), text());
  });
});
