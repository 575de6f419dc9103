import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/incoming-call/define.ts';
import { phoneTimes } from '../../components/testing/index.ts';
import { buttonNamed, buttonNames, details } from './names.ts';
import { describeStates, mount, settle } from './room.ts';
import { waitUntil } from './wait.ts';

describe('pbx-incoming-call', () => {
  describeStates('pbx-incoming-call', {
    notConnected: /Not connected/,
    loading: /Nobody is calling/,
    empty: /Nobody is calling/,
    normal: /Nobody is calling/,
    busy: /Nobody is calling/,
    error: /Nobody is calling/,
    noPermission: /Your account has no access/,
    disabled: /Nobody is calling/,
  }, (element) => { element.persistent = true; });

  it('is an alert dialog named "Incoming call" that says who it is', async () => {
    const { element, $ } = await mount('pbx-incoming-call', 'incomingCall');
    const dialog = $('[role="alertdialog"]');
    expect(dialog.getAttribute('aria-label')).to.equal('Incoming call');
    const who = element.shadowRoot!.getElementById(dialog.getAttribute('aria-describedby')!);
    expect(who!.textContent).to.match(/Petr Svoboda\s+1002/);
    await waitUntil(() => buttonNames(element).length === 3);
    expect(buttonNames(element)).to.deep.equal(['Decline', 'Answer', 'To voicemail']);
    await expect(element).to.be.accessible();
  });

  it('says who passes the call on, and with what words', async () => {
    const { element, $ } = await mount('pbx-incoming-call', 'passedOn');
    const who = element.shadowRoot!.getElementById($('[role="alertdialog"]').getAttribute('aria-describedby')!);
    await waitUntil(() => who!.textContent.includes('passes on'));
    expect(who!.textContent).to.match(/Kavárna U Mostu.*Eva Dvořáková passes on a call\.\s+Chtějí změnit objednávku/s);
    await expect(element).to.be.accessible();
  });

  it('has the caller leave a message instead, where the gateway takes messages', async () => {
    const { element, fake, text } = await mount('pbx-incoming-call', 'incomingCall');
    const [row] = fake.calls.all.values();
    fake.calls.patch(row!.id, { at: { kind: 'queue', number: '600', name: 'Support', since: fake.clock.now } });
    await waitUntil(() => text().includes('For Support'));
    buttonNamed(element, 'To voicemail')!.click();
    await waitUntil(() => fake.sent.some(({ name }) => name === 'call:redirect'));
    const caller = row!.legs.find(({ role }) => role === 'caller')!;
    expect(fake.sent.at(-1)).to.deep.equal({ name: 'call:redirect', payload: { callId: row!.id, legId: caller.id, number: '#1001' } });
    fake.account = { ...fake.account, phone: { ...fake.account.phone!, codes: { ...fake.account.phone!.codes!, leaveVoicemail: null } } };
    fake.connect();
    fake.pbx.incomingCall();
    await waitUntil(() => buttonNames(element).includes('Answer'));
    expect(buttonNames(element)).to.deep.equal(['Decline', 'Answer']);
  });

  it('takes the focus onto the card, not onto a button, and gives it back', async () => {
    const page = await fixture<HTMLElement>(html`<button id="before">Work</button>`);
    page.focus();
    const { element, fake, $ } = await mount('pbx-incoming-call');
    const call = fake.pbx.incomingCall();
    await settle(element);
    expect(element.shadowRoot!.activeElement).to.equal($('[role="alertdialog"]'));
    await sendKeys({ press: 'Enter' });
    expect(fake.phone.calls[0]!.state, 'a key pressed at this moment answers nothing').to.equal('ringing');
    call.hangUp();
    await settle(element);
    expect(document.activeElement).to.equal(page);
  });

  it('leaves the focus with somebody who is typing', async () => {
    const field = await fixture<HTMLInputElement>(html`<input aria-label="Note" />`);
    field.focus();
    const { element, fake } = await mount('pbx-incoming-call');
    fake.pbx.incomingCall();
    await settle(element);
    expect(document.activeElement).to.equal(field);
    await sendKeys({ type: 'still typing' });
    expect(field.value).to.equal('still typing');
  });

  it('answers by keyboard', async () => {
    const { element, fake } = await mount('pbx-incoming-call', 'incomingCall');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    fake.advance(phoneTimes.answer);
    await settle(element);
    expect(fake.phone.calls[0]!.state).to.equal('talking');
    expect(buttonNames(element)).to.deep.equal([]);
  });

  it('declines', async () => {
    const { element, fake } = await mount('pbx-incoming-call', 'incomingCall');
    buttonNamed(element, 'Decline')!.click();
    await settle(element);
    expect(fake.phone.calls[0]!.endReason).to.equal('declined');
    expect(buttonNames(element)).to.deep.equal([]);
  });

  it('says that answering holds the other call', async () => {
    const { element, text } = await mount('pbx-incoming-call', 'secondCall');
    expect(text()).to.contain('Answering puts the current call on hold.');
    await expect(element).to.be.accessible();
  });

  it('says why the microphone keeps it from answering, and goes on ringing', async () => {
    const { element, fake, text } = await mount('pbx-incoming-call', 'incomingCall');
    const errors = details(element, 'pbx-error');
    fake.devices.change({ permission: 'refused' });
    buttonNamed(element, 'Answer')!.click();
    await waitUntil(() => text().includes('The microphone is not allowed'));
    expect(errors.map(({ code }) => code)).to.deep.equal(['MICROPHONE_REFUSED']);
    expect(fake.phone.calls[0]!.state).to.equal('ringing');
    await expect(element).to.be.accessible();
    fake.devices.change({ permission: 'granted' });
    buttonNamed(element, 'Try again')!.click();
    fake.advance(phoneTimes.answer);
    await settle(element);
    expect(fake.phone.calls[0]!.state).to.equal('talking');
  });

  it('warns that the ringing is silent', async () => {
    const { element, text } = await mount('pbx-incoming-call', 'soundLocked');
    expect(text()).to.contain('keeps the ringing silent');
    await expect(element).to.be.accessible();
  });

  it('lets nothing be done while disabled, and takes no focus', async () => {
    const { element } = await mount('pbx-incoming-call', 'incomingCall', (made) => { made.disabled = true; });
    expect([buttonNamed(element, 'Answer')!.disabled, buttonNamed(element, 'Decline')!.disabled]).to.deep.equal([true, true]);
    expect(document.activeElement).not.to.equal(element);
  });

  it('speaks Czech', async () => {
    const { element } = await mount('pbx-incoming-call', 'incomingCall', (made) => { made.lang = 'cs'; });
    await waitUntil(() => buttonNamed(element, 'Přijmout') && buttonNamed(element, 'Do hlasové schránky'));
    expect(buttonNames(element)).to.deep.equal(['Odmítnout', 'Přijmout', 'Do hlasové schránky']);
  });
});
