import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/device-check/define.ts';
import { checkTime, type FakeSession } from '../../components/testing/index.ts';
import { buttonNamed, details } from './names.ts';
import { describeStates, mount, settle } from './room.ts';
import { waitUntil } from './wait.ts';

type Room = Awaited<ReturnType<typeof mount<'pbx-device-check'>>>;

/** Lets the check go so many steps. */
async function steps({ element, fake }: Pick<Room, 'element' | 'fake'>, count = 7): Promise<void> {
  for (let step = 0; step < count; step += 1) {
    await Promise.resolve();
    fake.advance(checkTime);
  }
  await settle(element);
}

async function checked(findings: FakeSession['deviceCheck']['findings']): Promise<Room> {
  const room = await mount('pbx-device-check');
  room.fake.deviceCheck.findings = { ...room.fake.deviceCheck.findings, ...findings };
  buttonNamed(room.element, 'Start the check')!.click();
  await steps(room);
  return room;
}

describe('pbx-device-check', () => {
  describeStates('pbx-device-check', {
    notConnected: /Not connected/,
    loading: /Start the check/,
    empty: /Start the check/,
    normal: /It takes half a minute/,
    busy: /Start the check/,
    error: /Start the check/,
    noPermission: /Your account has no access/,
    disabled: /Start the check/,
  });

  it('goes through every step by keyboard, asks for what it needs, and tells the page', async () => {
    const room = await mount('pbx-device-check');
    const { element, text, $, $$ } = room;
    const done = details(element, 'pbx-device-check-done');
    $('button').focus();
    await sendKeys({ press: 'Enter' });
    await steps(room, 1);
    expect(element.matches(':state(running)')).to.equal(true);
    expect(text()).to.match(/This page Works It may use the microphone\. Microphone Allow the microphone/);
    await steps(room, 1);
    expect($<HTMLMeterElement>('meter').value).to.equal(0.6);
    expect($('[role=status]').textContent).to.equal('Your voice: Say something.');
    await expect(element).to.be.accessible();
    await steps(room, 5);
    expect($$('.step.ok').length).to.equal(7);
    expect(text()).to.match(/Headset.*Everything a call needs works/);
    expect(element.matches(':state(running)')).to.equal(false);
    expect(done.map(({ ok, results }) => [ok, results.length])).to.deep.equal([[true, 7]]);
    await expect(element).to.be.accessible();
  });

  it('says what to do about what failed, and what could not be looked at for it', async () => {
    const { element, text, $$ } = await checked({
      microphone: { outcome: 'failed', code: 'MICROPHONE_REFUSED' }, level: { outcome: 'skipped' }, call: { outcome: 'skipped' },
    });
    await waitUntil(() => /The microphone is not allowed\. Click the icon/.test(text()));
    expect($$('.failed').length).to.equal(1);
    expect(text()).to.match(/Not possible before the rest works.*Calls do not work yet/);
    await expect(element).to.be.accessible();
  });

  for (const [findings, words] of [
    [{ level: { outcome: 'warning', code: 'MICROPHONE_SILENT' } }, /hears nothing.*Calls work, but/],
    [{ sound: { outcome: 'warning' } }, /plays no sound before.*Calls work, but/],
    [{ call: { outcome: 'failed', code: 'NO_AUDIO' } }, /no sound gets through.*Calls do not work yet/],
    [{ call: { outcome: 'skipped', code: 'BUSY' } }, /Not during a call.*Everything a call needs works/],
    [{ phone: { outcome: 'skipped', code: 'SIGNED_IN_ELSEWHERE' } }, /in another tab of this browser/],
    [{ call: { outcome: 'skipped', code: 'NOT_SUPPORTED' } }, /has no number for test calls/],
  ] as const) {
    it(`has words for ${JSON.stringify(findings)}`, async () => {
      const { text } = await checked(findings);
      await waitUntil(() => words.test(text()), text());
    });
  }

  it('stops when told to, and begins anew', async () => {
    const room = await mount('pbx-device-check');
    const { element, text, $$ } = room;
    const done = details(element, 'pbx-device-check-done');
    buttonNamed(element, 'Start the check')!.click();
    await steps(room, 2);
    buttonNamed(element, 'Stop')!.click();
    await steps(room);
    expect($$('.step').length).to.equal(2);
    buttonNamed(element, 'Check again')!.click();
    await steps(room);
    expect(text()).to.contain('Everything a call needs works');
    expect(done.length).to.equal(1);
  });

  it('ends with the element’s leaving the page', async () => {
    const room = await mount('pbx-device-check');
    const done = details(room.element, 'pbx-device-check-done');
    buttonNamed(room.element, 'Start the check')!.click();
    await steps(room, 1);
    room.element.remove();
    await steps(room);
    expect([done.length, room.element.matches(':state(running)')]).to.deep.equal([0, false]);
  });

  it('says so when the check itself cannot be had', async () => {
    const { element, fake, text } = await mount('pbx-device-check');
    const errors = details(element, 'pbx-error');
    fake.deviceCheck.run = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
    buttonNamed(element, 'Start the check')!.click();
    await waitUntil(() => errors.length === 1);
    await waitUntil(() => text().includes('went wrong'), text());
    expect(errors.map(({ code }) => code)).to.deep.equal(['INTERNAL']);
  });

  it('speaks Czech', async () => {
    const { text } = await mount('pbx-device-check', 'normal', (made) => { made.lang = 'cs'; });
    await waitUntil(() => text().includes('Kontrola zvuku a sítě'));
  });
});
