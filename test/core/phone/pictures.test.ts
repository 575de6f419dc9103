import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeTrack } from './support/fake-peer.ts';
import { createRig, settled, type Rig } from './support/rig.ts';

let rig: Rig;
let camera: FakeTrack;
let getUserMedia: ReturnType<typeof vi.fn>;
beforeEach(async () => {
  camera = new FakeTrack('camera');
  getUserMedia = vi.fn(async () => ({ getVideoTracks: () => [camera] }));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  vi.stubGlobal('document', { permissionsPolicy: { allowsFeature: () => true } });
  rig = createRig();
  await rig.phone.start();
});
afterEach(async () => {
  await rig.phone.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function talking() {
  const invited = rig.pbx.nextInvite();
  await rig.phone.dial('1002');
  const leg = await invited;
  leg.ring();
  leg.answer();
  const call = await rig.call((one) => one.state === 'talking');
  await settled();
  const peer = rig.peers.at(-1)!;
  return { leg, call, peer, line: () => peer.transceivers[1]! };
}

const now = () => rig.phone.calls[0]!;

describe('the camera', () => {
  it('adds a line for pictures to the call, and only stops sending when it is switched off', async () => {
    const { call, peer, line } = await talking();
    expect(peer.transceivers).toHaveLength(1);
    await rig.phone.setCamera(call.id, true);
    expect(now()).toMatchObject({ camera: true, pictures: false });
    expect(line().receiver.track.kind).toBe('video');
    expect(line()).toMatchObject({ direction: 'sendrecv', sender: { track: camera } });
    expect(rig.phone.picturesOf(call.id)?.own).toBe(camera);

    await rig.phone.setCamera(call.id, false);
    expect(now().camera).toBe(false);
    expect(line()).toMatchObject({ direction: 'recvonly', sender: { track: null } });
    expect(camera.readyState).toBe('ended');
    expect(peer.transceivers).toHaveLength(2);
  });

  it('rests while the call is on hold', async () => {
    const { call, line } = await talking();
    await rig.phone.setCamera(call.id, true);
    await rig.phone.setHeld(call.id, true);
    expect(line().direction).toBe('inactive');
    await rig.phone.setHeld(call.id, false);
    expect(line().direction).toBe('sendrecv');
  });

  it('is closed with the call', async () => {
    const { call } = await talking();
    await rig.phone.setCamera(call.id, true);
    await rig.phone.hangUp(call.id);
    expect(camera.readyState).toBe('ended');
    expect(now()).toMatchObject({ state: 'ended', camera: false });
  });

  it('that is unplugged is off for the far side, too', async () => {
    const { call, line } = await talking();
    await rig.phone.setCamera(call.id, true);
    camera.unplug();
    await rig.until(() => !now().camera);
    expect(line().direction).toBe('recvonly');
  });

  it.each([
    ['NotAllowedError', 'CAMERA_REFUSED'],
    ['NotFoundError', 'CAMERA_MISSING'],
    ['NotReadableError', 'CAMERA_IN_USE'],
  ])('that cannot be opened (%s) says so: %s, and the call goes on', async (name, code) => {
    const { call } = await talking();
    getUserMedia.mockRejectedValue(new DOMException('No', name));
    await expect(rig.phone.setCamera(call.id, true)).rejects.toMatchObject({ code });
    expect(now()).toMatchObject({ state: 'talking', camera: false });
  });

  it('that the page’s policy forbids is told apart from one that a person refuses', async () => {
    vi.stubGlobal('document', { permissionsPolicy: { allowsFeature: () => false } });
    const { call } = await talking();
    getUserMedia.mockRejectedValue(new DOMException('No', 'NotAllowedError'));
    await expect(rig.phone.setCamera(call.id, true)).rejects.toMatchObject({ code: 'CAMERA_BLOCKED_BY_POLICY' });
  });
});

describe('the far side’s pictures', () => {
  it('are there while they come, whatever was negotiated', async () => {
    const { call, line } = await talking();
    vi.useFakeTimers({ now: Date.now(), toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
    await rig.phone.setCamera(call.id, true);
    vi.advanceTimersByTime(1_000);
    expect(now().pictures).toBe(false);

    line().pictureAt = performance.timeOrigin + performance.now();
    vi.advanceTimersByTime(500);
    expect(now().pictures).toBe(true);
    expect(rig.phone.picturesOf(call.id)?.far).toBe(line().receiver.track);

    vi.advanceTimersByTime(2_000);
    expect(now().pictures).toBe(false);
  });
});
