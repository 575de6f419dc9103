import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/call/define.ts';
import '../../components/incoming-call/define.ts';
import type { PbxCall } from '../../components/call/call.ts';
import { phoneTimes, type FakeSession, type ScenarioName } from '../../components/testing/index.ts';
import { buttonNamed, buttonNames, details } from './names.ts';
import { mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

async function inCall(scenario: ScenarioName, prepare: (element: PbxCall, fake: FakeSession) => void = () => undefined): Promise<Room<PbxCall>> {
  const room = await mount('pbx-call', scenario, prepare);
  await waitUntil(() => buttonNamed(room.element, 'Keys'));
  return room;
}

const camera = (element: PbxCall): HTMLButtonElement => buttonNamed(element, 'Camera')!;
const screens = (element: PbxCall): string[] => [...element.renderRoot.querySelectorAll('video')].map((video) => video.getAttribute('aria-label')!);

describe('pictures of a call', () => {
  it('are shown, the far side’s and one’s own, and are accessible', async () => {
    const { element } = await inCall('video');
    await waitUntil(() => screens(element).length === 2);
    expect(screens(element)).to.deep.equal(['Picture of the other side', 'Your own picture']);
    for (const video of element.renderRoot.querySelectorAll('video')) {
      await waitUntil(() => video.videoWidth > 0, 'a picture');
      expect(video.muted, 'the voices have a speaker of their own').to.equal(true);
    }
    await expect(element).to.be.accessible();
  });

  it('are not spoken of where the PBX has none', async () => {
    const { element } = await inCall('onCall');
    expect(buttonNames(element)).to.not.include('Camera');
    const incoming = await mount('pbx-incoming-call', 'incomingCall');
    await waitUntil(() => buttonNamed(incoming.element, 'To voicemail'));
    expect(buttonNames(incoming.element)).to.not.include('Answer with video');
  });

  it('come and go with the button and its key, and the far side’s by themselves', async () => {
    const { element, fake } = await inCall('video');
    await waitUntil(() => screens(element).length === 2);
    expect(camera(element).getAttribute('aria-pressed')).to.equal('true');
    camera(element).focus();
    await sendKeys({ press: 'v' });
    await waitUntil(() => screens(element).length === 1);
    expect(camera(element).getAttribute('aria-pressed')).to.equal('false');
    const { phoneCallId } = fake.pbx.lastCall;
    fake.phone.showPictures(phoneCallId, false);
    await waitUntil(() => screens(element).length === 0);
    await waitUntil(() => camera(element).getAttribute('aria-busy') === 'false');
    camera(element).click();
    await waitUntil(() => screens(element).length === 1);
    expect(screens(element)).to.deep.equal(['Your own picture']);
    fake.pbx.lastCall.hangUp();
    await waitUntil(() => screens(element).length === 0);
  });

  it('say why there is no camera, and the call goes on', async () => {
    const { element, fake, text } = await inCall('video', (_element, session) => (session.phone.cameraError = 'CAMERA_REFUSED'));
    const errors = details(element, 'pbx-error');
    await fake.phone.setCamera(fake.pbx.lastCall.phoneCallId, false);
    await settle(element);
    camera(element).click();
    await waitUntil(() => text().includes('The camera is not allowed.'), text());
    expect(errors).to.have.lengthOf(1);
    expect(camera(element).getAttribute('aria-pressed')).to.equal('false');
    expect(fake.phone.calls[0]!.state).to.equal('talking');
  });

  it('are answered with', async () => {
    const { element, fake } = await mount('pbx-incoming-call', 'videoOffered');
    await waitUntil(() => buttonNamed(element, 'Answer with video'));
    await expect(element).to.be.accessible();
    buttonNamed(element, 'Answer with video')!.click();
    await settle(element);
    fake.advance(phoneTimes.answer);
    await waitUntil(() => fake.phone.calls[0]!.state === 'talking');
    expect(fake.phone.calls[0]!.camera).to.equal(true);
  });

  it('are named in the tab that only looks on', async () => {
    const { element, text } = await inCall('video', (_element, session) => (session.phone.picturesOf = () => null));
    await waitUntil(() => text().includes('The pictures are in the tab that has the call.'), text());
    expect(screens(element)).to.deep.equal([]);
  });
});
