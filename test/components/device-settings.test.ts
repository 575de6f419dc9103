import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/device-settings/define.ts';
import type { MicrophonePermission } from '../../components/controllers/index.ts';
import type { FakeSession } from '../../components/testing/index.ts';
import { buttonNamed, details } from './names.ts';
import { describeStates, mount, settle } from './room.ts';
import { waitUntil } from './wait.ts';

describe('pbx-device-settings', () => {
  describeStates('pbx-device-settings', {
    notConnected: /Not connected/,
    loading: /Microphone.*Speaker.*Ringer/,
    empty: /No microphone found/,
    normal: /Microphone.*Built-in microphone.*Speaker.*Ringer/,
    busy: /Microphone/,
    error: /unplugged/,
    noPermission: /Your account has no access/,
    disabled: /Microphone/,
  }, (element, fake) => {
    const { session } = element;
    if (session && fake.extensions.all.size === 0) fake.devices.change({ microphones: [], outputs: [] });
    if (session && fake.extensions.status === 'error') fake.devices.unplugMicrophone();
  });

  const problems: Partial<Record<MicrophonePermission, [RegExp, string | null]>> = {
    refused: [/not allowed.*Try again/, 'Try again'],
    missing: [/No microphone was found/, 'Try again'],
    'blocked-by-policy': [/does not let the phone use the microphone.*Open in its own window/, null],
    insecure: [/secure pages only/, null],
  };
  for (const [permission, [words, wayOut]] of Object.entries(problems)) {
    it(`has a sentence and a way out for a microphone that is ${permission}`, async () => {
      const { element, fake, text, $ } = await mount('pbx-device-settings');
      fake.devices.change({ permission: permission as MicrophonePermission });
      await waitUntil(() => words.test(text()), text());
      await expect(element).to.be.accessible();
      if (wayOut) expect(buttonNamed(element, wayOut)).not.to.equal(undefined);
      if (permission === 'blocked-by-policy') expect($<HTMLAnchorElement>('a').href).to.equal('https://gateway.example/');
    });
  }

  it('asks for the microphone when told to, and says what came of it', async () => {
    const { element, fake, text } = await mount('pbx-device-settings');
    fake.devices.change({ permission: 'prompt' });
    await settle(element);
    const errors = details(element, 'pbx-error');
    fake.devices.promptAnswer = 'refused';
    buttonNamed(element, 'Allow the microphone')!.click();
    await waitUntil(() => text().includes('The microphone is not allowed'));
    expect(errors.map(({ code }) => code)).to.deep.equal(['MICROPHONE_REFUSED']);
    fake.devices.permission = 'granted';
    buttonNamed(element, 'Try again')!.click();
    await waitUntil(() => !text().includes('not allowed'));
  });

  it('chooses by keyboard and tells the page', async () => {
    const { element, fake, $ } = await mount('pbx-device-settings');
    const changes = details(element, 'pbx-device-change');
    $('#speaker').focus();
    await sendKeys({ press: 'ArrowDown' });
    await settle(element);
    expect(fake.devices.chosen.speaker).to.equal('out-built-in');
    expect(changes).to.deep.equal([{ kind: 'speaker', deviceId: 'out-built-in' }]);
  });

  it('keeps showing a chosen device that is gone, and says so', async () => {
    const { element, fake, $, text } = await mount('pbx-device-settings');
    fake.devices.change({ chosen: { microphone: 'mic-lost', speaker: '', ringer: '' } });
    await settle(element);
    expect($<HTMLSelectElement>('#microphone').value).to.equal('mic-lost');
    expect(text()).to.contain('The chosen device is unplugged');
  });

  it('explains a browser that cannot choose a speaker', async () => {
    const { element, fake, $, text } = await mount('pbx-device-settings');
    fake.devices.change({ canChooseOutput: false });
    await settle(element);
    expect([$<HTMLSelectElement>('#speaker').disabled, $<HTMLSelectElement>('#ringer').disabled, $<HTMLSelectElement>('#microphone').disabled]).to.deep.equal([true, true, false]);
    expect(text()).to.contain('always plays through');
  });

  it('speaks Czech', async () => {
    const { text } = await mount('pbx-device-settings', 'normal', (made) => { made.lang = 'cs'; });
    await waitUntil(() => text().includes('Vyzvánění') && text().includes('Hlasitost vyzvánění'));
  });

  describe('the ringtone', () => {
    const shown = async (setUp: (devices: FakeSession['devices']) => void = () => undefined, disabled = false) => {
      const room = await mount('pbx-device-settings', 'normal', (element, fake) => {
        element.disabled = disabled;
        setUp(fake.devices);
      });
      await waitUntil(() => room.$('#ringtone'));
      return room;
    };
    const names = (select: HTMLSelectElement): string[] => [...select.options].map(({ text }) => text);

    it('is one of ours or none, chosen by keyboard, and told to the page', async () => {
      const { element, fake, $ } = await shown();
      const select = $<HTMLSelectElement>('#ringtone');
      expect([names(select), select.value]).to.deep.equal([['Rising', 'Bell', 'Chime', 'None'], 'rise']);
      const changes = details(element, 'pbx-sound-change');
      select.focus();
      await sendKeys({ press: 'ArrowDown' });
      await settle(element);
      expect(fake.devices.sounds).to.deep.equal({ ringtone: 'bell', volume: 1 });
      $('#volume').focus();
      await sendKeys({ press: 'PageDown' });
      await settle(element);
      expect(fake.devices.sounds).to.deep.equal({ ringtone: 'bell', volume: 0.9 });
      expect($('#volume').getAttribute('aria-valuetext')).to.equal('90%');
      expect(changes).to.deep.equal([{ ringtone: 'bell', volume: 1 }, { ringtone: 'bell', volume: 0.9 }]);
      await expect(element).to.be.accessible();
    });

    it('is the page’s own where it has one, until another is chosen', async () => {
      const { element, fake, $ } = await shown((devices) => devices.setPageSounds({ ringtone: '/ring.mp3' }));
      const select = $<HTMLSelectElement>('#ringtone');
      expect([names(select), select.value]).to.deep.equal([['This site’s own', 'Rising', 'Bell', 'Chime', 'None'], '']);
      fake.devices.chooseSounds({ ringtone: 'chime' });
      await settle(element);
      expect(select.value).to.equal('chime');
      select.focus();
      await sendKeys({ press: 'Home' });
      await settle(element);
      expect(fake.devices.sounds.ringtone).to.equal('');
    });

    for (const name of ['bell', 'none']) {
      it(`is "${name}" where the page says so by name`, async () => {
        const { $ } = await shown((devices) => devices.setPageSounds({ ringtone: name }));
        expect([names($('#ringtone')).length, $<HTMLSelectElement>('#ringtone').value]).to.deep.equal([4, name]);
      });
    }

    it('can be tried, and stopped: by the button, by another choice, and by going away', async () => {
      const { element, fake, $ } = await shown();
      const press = async (name: string): Promise<void> => {
        buttonNamed(element, name)!.click();
        await settle(element);
      };
      await press('Play the ringtone');
      expect(fake.devices.ringtonePlaying).to.equal(true);
      await press('Stop the ringtone');
      expect(fake.devices.ringtonePlaying).to.equal(false);
      await press('Play the ringtone');
      $('#ringtone').focus();
      await sendKeys({ press: 'End' });
      await settle(element);
      expect([fake.devices.ringtonePlaying, fake.devices.sounds.ringtone]).to.deep.equal([false, 'none']);
      expect(buttonNamed(element, 'Play the ringtone')!.disabled).to.equal(true);
      fake.devices.chooseSounds({ ringtone: 'rise' });
      await settle(element);
      await press('Play the ringtone');
      element.remove();
      expect(fake.devices.ringtonePlaying).to.equal(false);
    });

    it('says what no sound means', async () => {
      const { element, fake, text } = await shown();
      expect(text()).not.to.contain('not heard');
      for (const choice of [{ ringtone: 'none', volume: 1 }, { ringtone: 'bell', volume: 0 }] as const) {
        fake.devices.chooseSounds(choice);
        await settle(element);
        expect(text()).to.contain('Incoming calls are shown, but not heard.');
        await expect(element).to.be.accessible();
      }
    });

    it('cannot be touched while the element is disabled', async () => {
      const { element, $ } = await shown(undefined, true);
      expect([$<HTMLSelectElement>('#ringtone').disabled, $<HTMLInputElement>('#volume').disabled, buttonNamed(element, 'Play the ringtone')!.disabled]).to.deep.equal([true, true, true]);
    });
  });
});
