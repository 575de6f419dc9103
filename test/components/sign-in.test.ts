import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/sign-in/define.ts';
import { fakePassword, type ScenarioName } from '../../components/testing/index.ts';
import { buttonNamed, details } from './names.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import type { PbxSignIn } from '../../components/sign-in/sign-in.ts';
import { waitUntil } from './wait.ts';

const field = ({ $ }: Room<PbxSignIn>, id: string): HTMLInputElement => $<HTMLInputElement>(`#${id}`);
async function type(room: Room<PbxSignIn>, id: string, text: string): Promise<void> {
  field(room, id).focus();
  await sendKeys({ type: text });
}

describe('pbx-sign-in', () => {
  // Signed in already, it says as whom; the states of lists are all the same to it.
  describeStates('pbx-sign-in', {
    notConnected: /Not connected/,
    loading: /Signed in as/,
    empty: /Signed in as/,
    normal: /Signed in as Jana Nováková/,
    busy: /Signed in as/,
    error: /Signed in as/,
    noPermission: /Signed in as/,
    disabled: /Signed in as/,
  });

  it('names its fields and button, and is accessible', async () => {
    const room = await mount('pbx-sign-in', 'notConnected');
    expect(field(room, 'login').labels?.[0]?.textContent).to.equal('Extension or e-mail');
    expect(field(room, 'password').labels?.[0]?.textContent).to.equal('Password');
    expect(buttonNamed(room.element, 'Sign in')).not.to.equal(undefined);
    await expect(room.element).to.be.accessible();
  });

  it('signs in by keyboard alone', async () => {
    const room = await mount('pbx-sign-in', 'notConnected');
    const signedIn = details(room.element, 'pbx-signed-in');
    await type(room, 'login', '1001');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: fakePassword });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.text().includes('Signed in as'));
    expect(signedIn[0]?.account.extension?.number).to.equal('1001');
  });

  it('says that it failed, keeps the login and selects the password', async () => {
    const room = await mount('pbx-sign-in', 'notConnected');
    const errors = details(room.element, 'pbx-error');
    await type(room, 'login', '1001');
    await type(room, 'password', 'wrong');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.$('[role="alert"]'));
    expect(errors[0]?.code).to.equal('SIGN_IN_FAILED');
    expect(field(room, 'login').value).to.equal('1001');
    expect(room.element.shadowRoot?.activeElement).to.equal(field(room, 'password'));
    await expect(room.element).to.be.accessible();
  });

  it('asks for what was left empty, and goes there', async () => {
    const room = await mount('pbx-sign-in', 'notConnected');
    buttonNamed(room.element, 'Sign in')?.click();
    await waitUntil(() => room.text().includes('Enter your extension or e-mail.'));
    expect(room.element.shadowRoot?.activeElement).to.equal(field(room, 'login'));
    expect(room.text()).to.contain('Enter your password.');
    await expect(room.element).to.be.accessible();
  });

  it('shows what is typed on request', async () => {
    const room = await mount('pbx-sign-in', 'notConnected');
    buttonNamed(room.element, 'Show what I type')?.click();
    await settle(room.element);
    expect(field(room, 'password').type).to.equal('text');
  });

  it('helps with a forgotten password', async () => {
    const room = await mount('pbx-sign-in', 'notConnected');
    buttonNamed(room.element, 'Forgotten password?')?.click();
    await waitUntil(() => room.text().includes('Send the link'));
    await type(room, 'login', '1001');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.text().includes('the link is on its way'));
    await expect(room.element).to.be.accessible();
  });

  it('takes a new password by a link', async () => {
    const room = await mount('pbx-sign-in', 'notConnected', (element) => { element.resetToken = 'x'.repeat(32); });
    expect(room.text()).to.contain('Choose a password');
    await type(room, 'password', 'quiet marble umbrella');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.text().includes('The password is saved'));
  });

  it('takes a new password by a link while somebody is signed in, who then is no longer', async () => {
    const room = await mount('pbx-sign-in', 'normal', (element) => { element.resetToken = 'x'.repeat(32); });
    expect(room.text()).to.contain('Choose a password');
    const closed = details(room.element, 'pbx-reset-closed');
    await type(room, 'password', 'quiet marble umbrella');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.text().includes('The password is saved'));
    expect(room.text()).to.contain('Extension or e-mail');
    expect(room.fake.state.account).to.equal(null);
    expect(closed).to.deep.equal([{ saved: true }]);
  });

  it('puts a link away', async () => {
    const room = await mount('pbx-sign-in', 'normal', (element) => { element.resetToken = 'x'.repeat(32); });
    const closed = details(room.element, 'pbx-reset-closed');
    buttonNamed(room.element, 'Back to sign-in')?.click();
    await waitUntil(() => room.text().includes('Sign out'));
    expect(closed).to.deep.equal([{ saved: false }]);
    expect(room.element.resetToken).to.equal('');
  });

  const causes: Partial<Record<ScenarioName, RegExp>> = {
    signedInElsewhere: /another device/, signInDisabled: /turned off/, extensionDeleted: /no longer exists/, signInAgain: /sign in again/i, embeddingDisabled: /no longer be used/,
  };
  for (const [scenario, sentence] of Object.entries(causes) as [ScenarioName, RegExp][]) {
    it(`says why the last session ended: ${scenario}`, async () => {
      const room = await mount('pbx-sign-in', scenario);
      await waitUntil(() => sentence.test(room.text()), room.text());
    });
  }

  it('speaks Czech', async () => {
    const room = await mount('pbx-sign-in', 'notConnected', (element) => { element.lang = 'cs'; });
    await waitUntil(() => buttonNamed(room.element, 'Přihlásit se'));
  });
});
