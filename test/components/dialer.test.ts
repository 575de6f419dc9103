import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/dialer/define.ts';
import { buttonNamed, details } from './names.ts';
import { describeStates, mount, settle } from './room.ts';
import { waitUntil } from './wait.ts';

describe('pbx-dialer', () => {
  describeStates('pbx-dialer', {
    notConnected: /Not connected/,
    loading: /Ready/,
    empty: /Ready/,
    normal: /Ready/,
    busy: /Ready/,
    error: /Ready/,
    noPermission: /Your account has no access/,
    disabled: /Ready/,
  });

  it('says that it connects', async () => {
    const { element, text } = await mount('pbx-dialer', 'connecting');
    expect(text()).to.contain('Connecting');
    expect(buttonNamed(element, 'Call')?.disabled).to.equal(true);
  });

  it('dials what is typed into "Number", on Enter', async () => {
    const { element, fake, $ } = await mount('pbx-dialer');
    const dialled = details(element, 'pbx-dial');
    $<HTMLInputElement>('#number').focus();
    await sendKeys({ type: '1003' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.phone.calls.length === 1);
    expect(dialled).to.deep.equal([{ number: '1003' }]);
    expect(fake.phone.calls[0]?.number).to.equal('1003');
    expect($('label[for="number"]').textContent).to.equal('Number');
  });

  it('dials somebody by a part of the name, chosen with the arrows', async () => {
    const { fake, $ } = await mount('pbx-dialer');
    $<HTMLInputElement>('#number').focus();
    await sendKeys({ type: 'svob' });
    await waitUntil(() => $('[role="option"]'));
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.phone.calls.length === 1);
    expect(fake.phone.calls[0]?.number).to.equal('1002');
  });

  it('dials nothing for a name nobody has, and keeps what was typed', async () => {
    const { element, fake, $, text } = await mount('pbx-dialer');
    $<HTMLInputElement>('#number').focus();
    await sendKeys({ type: 'nobody' });
    await waitUntil(() => text().includes('Nobody found'));
    buttonNamed(element, 'Call')?.click();
    await waitUntil(() => text().includes('Nobody called “nobody” was found'));
    expect(fake.phone.calls).to.deep.equal([]);
    expect($<HTMLInputElement>('#number').value).to.equal('nobody');
  });

  for (const [scenario, placeholder] of [['normal', 'Name or number'], ['incomingCall', 'Name or number'], ['onCall', 'Another call'], ['secondCall', 'Another call']] as const) {
    it(`offers “${placeholder}” in its field in the state ${scenario}`, async () => {
      const { $ } = await mount('pbx-dialer', scenario);
      expect($<HTMLInputElement>('#number').placeholder).to.equal(placeholder);
    });
  }

  it('takes digits from its keys and from the keyboard anywhere inside', async () => {
    const { element, $ } = await mount('pbx-dialer');
    buttonNamed(element, '1')?.click();
    buttonNamed(element, '0')?.focus();
    await sendKeys({ press: '0' });
    await sendKeys({ press: '4' });
    await sendKeys({ press: 'Backspace' });
    await settle(element);
    expect($<HTMLInputElement>('#number').value).to.equal('10');
  });

  it('leaves the call to a page that prevents `pbx-dial`', async () => {
    const { element, fake } = await mount('pbx-dialer');
    element.addEventListener('pbx-dial', (event) => event.preventDefault());
    await element.dial('1003');
    expect(fake.phone.calls).to.deep.equal([]);
  });

  it('shows the ringing call, then the call, unless it is detached', async () => {
    const { element, fake, $ } = await mount('pbx-dialer');
    fake.pbx.incomingCall();
    await waitUntil(() => $('pbx-incoming-call')?.shadowRoot?.querySelector('[role="alertdialog"]'));
    element.detached = true;
    await settle(element);
    expect($('pbx-incoming-call')).to.equal(null);
  });

  it('says what is wrong with the microphone and goes on by itself', async () => {
    const { text } = await mount('pbx-dialer', 'microphoneMissing');
    await waitUntil(() => /microphone/i.test(text()));
  });

  it('cannot dial while the phone does not work', async () => {
    const { element, text } = await mount('pbx-dialer', 'phoneFailed');
    await waitUntil(() => text().includes('The phone does not work'));
    expect(buttonNamed(element, 'Call')?.disabled).to.equal(true);
  });

  it('says that the browser cannot call, and promises nothing', async () => {
    const { element, text } = await mount('pbx-dialer', 'callsNotSupported');
    await waitUntil(() => text().includes('This browser cannot make calls'));
    expect(buttonNamed(element, 'Call')?.disabled).to.equal(true);
    expect(buttonNamed(element, 'Try again')).to.equal(undefined);
    await expect(element).to.be.accessible();
  });

  it('opens the sound settings', async () => {
    const { element, $ } = await mount('pbx-dialer');
    buttonNamed(element, 'Sound settings')?.click();
    await waitUntil(() => $('pbx-device-settings')?.shadowRoot?.querySelector('select'));
    await expect(element).to.be.accessible();
  });

  it('speaks Czech', async () => {
    const { element } = await mount('pbx-dialer', 'normal', (made) => { made.lang = 'cs'; });
    await waitUntil(() => buttonNamed(element, 'Zavolat') ?? buttonNamed(element, 'Volat'));
  });
});
