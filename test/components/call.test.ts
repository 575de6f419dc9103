import { aTimeout, expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/call/define.ts';
import type { CallDetail } from '../../components/call/call.types.ts';
import { phoneTimes, type ScenarioName } from '../../components/testing/index.ts';
import { buttonNamed, buttonNames, details } from './names.ts';
import { describeStates, mount, settle } from './room.ts';
import { waitUntil } from './wait.ts';

describe('pbx-call', () => {
  describeStates('pbx-call', {
    notConnected: /Not connected/,
    loading: /No call/,
    empty: /No call/,
    normal: /No call/,
    busy: /No call/,
    error: /No call/,
    noPermission: /Your account has no access/,
    disabled: /No call/,
  }, (element) => { element.persistent = true; });

  const phases: Partial<Record<ScenarioName, RegExp>> = {
    dialling: /Calling….*1003/,
    outgoingRinging: /Ringing….*Eva Dvořáková/,
    onCall: /On call.*00:00.*Petr Svoboda.*1002/,
    mutedCall: /Microphone off/,
    heldCall: /On hold.*Petr Svoboda/,
    heldByOther: /You are on hold/,
    twoCalls: /Eva Dvořáková.*Petr Svoboda.*On hold/,
    microphoneUnplugged: /unplugged/,
    callHungUp: /Call ended.*The call is over/,
    callDeclined: /The call was declined/,
    callBusy: /The line is busy/,
    callNoAnswer: /Nobody answered/,
    callUnknownNumber: /This number does not exist/,
    callNotRegistered: /Nobody is signed in at this number/,
    callForbidden: /may not call this number/,
    callLost: /The connection was lost/,
    callPbxRestarted: /telephone system was restarted/,
    callFailed: /could not be made/,
  };
  for (const [scenario, words] of Object.entries(phases)) {
    it(`is accessible and says what is going on: ${scenario}`, async () => {
      const { element, text } = await mount('pbx-call', scenario as ScenarioName);
      await waitUntil(() => words.test(text()), text());
      await expect(element).to.be.accessible();
    });
  }

  it('takes no room without a call', async () => {
    const { element, fake } = await mount('pbx-call');
    element.style.removeProperty('block-size');
    expect(element.getBoundingClientRect().height).to.equal(0);
    void fake.phone.dial('1003');
    await settle(element);
    expect(element.getBoundingClientRect().height).to.be.greaterThan(100);
  });

  it('leaves a ringing call to the incoming call', async () => {
    const { element } = await mount('pbx-call', 'incomingCall');
    expect(buttonNames(element)).to.deep.equal([]);
  });

  it('mutes and unmutes, holds and resumes', async () => {
    const { element, fake } = await mount('pbx-call', 'onCall');
    buttonNamed(element, 'Mute')!.click();
    await settle(element);
    expect(fake.phone.calls[0]!.muted).to.equal(true);
    buttonNamed(element, 'Unmute')!.click();
    await settle(element);
    expect(fake.phone.calls[0]!.muted).to.equal(false);

    buttonNamed(element, 'Hold')!.click();
    await settle(element);
    expect(buttonNamed(element, 'Hold')!.getAttribute('aria-busy'), 'asked for, not guessed').to.equal('true');
    fake.advance(phoneTimes.hold);
    await settle(element);
    buttonNamed(element, 'Resume')!.click();
    fake.advance(phoneTimes.hold);
    await settle(element);
    expect(fake.phone.calls[0]!.held).to.equal(false);
  });

  it('sends digits by its keys and by the keyboard, only while the keypad is open', async () => {
    const { element, fake, $ } = await mount('pbx-call', 'onCall');
    buttonNamed(element, 'Keypad')!.focus();
    await sendKeys({ press: '5' });
    expect(fake.phone.calls[0]!.digits).to.equal('');
    await sendKeys({ press: 'Enter' });
    await settle(element);
    buttonNamed(element, '1')!.click();
    await sendKeys({ type: '23*#' });
    await settle(element);
    expect(fake.phone.calls[0]!.digits).to.equal('123*#');
    expect($('output').textContent).to.equal('123*#');
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await settle(element);
    expect(buttonNamed(element, '1')).to.equal(undefined);
  });

  it('still says with whom a call was when the gateway has forgotten it', async () => {
    const { element, fake, $, text } = await mount('pbx-call', 'outgoingRinging');
    // A real phone knows the number only; the name is in the gateway's row.
    fake.phone.update(fake.phone.calls[0]!.id, { name: '' });
    await settle(element);
    fake.pbx.calls[0]!.end('no-answer');
    await settle(element);
    fake.advance(phoneTimes.ended + 1);
    await settle(element);
    expect(text()).to.contain('Nobody answered');
    expect($('.name').textContent).to.equal('Eva Dvořáková');
  });

  it('switches between two calls', async () => {
    const { element, fake, $ } = await mount('pbx-call', 'twoCalls');
    expect($('.name').textContent).to.equal('Eva Dvořáková');
    buttonNamed(element, 'Resume')!.click();
    fake.advance(phoneTimes.hold);
    await settle(element);
    expect($('.name').textContent).to.equal('Petr Svoboda');
    expect(fake.phone.calls.map((call) => call.held)).to.deep.equal([false, true]);
    buttonNamed(element, 'Hang up')!.click();
    await settle(element);
    expect($('.name').textContent, 'the held call takes the card').to.equal('Eva Dvořáková');
    expect(buttonNamed(element, 'Resume')).not.to.equal(undefined);
  });

  it('ends with the reason and redials, unless the page places the call itself', async () => {
    const { element, fake } = await mount('pbx-call', 'callNoAnswer');
    fake.advance(phoneTimes.ended + 1);
    await settle(element);
    const asked = details(element, 'pbx-dial');
    element.addEventListener('pbx-dial', (event) => event.preventDefault(), { once: true });
    buttonNamed(element, 'Redial')!.click();
    await settle(element);
    expect(fake.phone.calls.length).to.equal(0);
    buttonNamed(element, 'Redial')!.click();
    await settle(element);
    expect(asked.map(({ number }) => number)).to.deep.equal(['1003', '1003']);
    expect(fake.phone.calls[0]!.number).to.equal('1003');
    expect(buttonNames(element)).to.contain('Hang up');
  });

  it('puts a failed call away', async () => {
    const { element } = await mount('pbx-call', 'callBusy');
    buttonNamed(element, 'Close')!.click();
    await settle(element);
    expect(buttonNames(element)).to.deep.equal([]);
  });

  it('fires each event of a call once', async () => {
    const { element, fake } = await mount('pbx-call');
    const [started, answered, ended] = [details(element, 'pbx-call-started'), details(element, 'pbx-call-answered'), details(element, 'pbx-call-ended')];
    void fake.phone.dial('1003');
    await settle(element);
    fake.advance(phoneTimes.ring);
    await settle(element);
    fake.pbx.lastCall.answer();
    await settle(element);
    fake.advance(5000);
    fake.pbx.lastCall.hangUp();
    await settle(element);
    const of = (all: CallDetail[]): string[] => all.map(({ direction, number }) => `${direction} ${number}`);
    expect(of(started)).to.deep.equal(['outgoing 1003']);
    expect(of(answered)).to.deep.equal(['outgoing 1003']);
    expect(ended.map(({ reason, duration }) => [reason, duration])).to.deep.equal([['hung-up', 5000]]);
  });

  it('is one line, a card or the whole window', async () => {
    const { element, $ } = await mount('pbx-call', 'onCall');
    buttonNamed(element, 'Minimise')!.click();
    await settle(element);
    expect(element.size).to.equal('minimised');
    expect($('.card').getBoundingClientRect().height).to.be.lessThan(48);
    expect(buttonNames(element)).to.deep.equal(['Hang up', 'Restore']);
    await expect(element).to.be.accessible();
    buttonNamed(element, 'Restore')!.click();
    await settle(element);
    buttonNamed(element, 'Maximise')!.click();
    await settle(element);
    const { width, height } = $('.card').getBoundingClientRect();
    expect([width, height]).to.deep.equal([innerWidth, innerHeight]);
    await expect(element).to.be.accessible();
    buttonNamed(element, 'Restore')!.focus();
    await sendKeys({ press: 'Escape' });
    await settle(element);
    expect(element.size).to.equal('normal');
  });

  it('tells a refusal and fires pbx-error', async () => {
    const { element, fake, text } = await mount('pbx-call', 'onCall');
    const errors = details(element, 'pbx-error');
    const [call] = fake.phone.calls;
    fake.phone.setHeld = () => Promise.reject(new Error('no'));
    buttonNamed(element, 'Hold')!.click();
    await waitUntil(() => text().includes('Something went wrong'));
    expect(errors.map(({ code }) => code)).to.deep.equal(['INTERNAL']);
    expect(call!.held).to.equal(false);
  });

  it('lets nothing be done while disabled', async () => {
    const { element } = await mount('pbx-call', 'onCall', (made) => { made.disabled = true; });
    for (const name of ['Mute', 'Hold', 'Keypad', 'Hang up']) expect(buttonNamed(element, name)!.disabled, name).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('speaks Czech, also when the language changes while it is shown', async () => {
    const { element, text } = await mount('pbx-call', 'onCall', (made) => { made.lang = 'cs-CZ'; });
    await waitUntil(() => buttonNamed(element, 'Zavěsit'));
    element.lang = 'en';
    await waitUntil(() => buttonNamed(element, 'Hang up'));
    expect(text()).to.contain('On call');
    element.i18n = { hangUp: 'Put it down' };
    await settle(element);
    expect(buttonNames(element)).to.contain('Put it down');
  });

  it('stops its clock when it leaves the page', async () => {
    const { element, fake } = await mount('pbx-call', 'onCall');
    element.remove();
    await settle(element);
    let renders = 0;
    element.requestUpdate = () => { renders += 1; };
    fake.phone.setMuted(fake.phone.calls[0]!.id, true);
    // One period of the timer is the promise under test.
    await aTimeout(1100);
    expect(renders).to.equal(0);
  });
});
