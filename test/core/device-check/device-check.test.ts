import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account, ErrorCode } from '@klapka/protocol';
import { DeviceCheck } from '../../../components/core/device-check/device-check.ts';
import type { CheckResult } from '../../../components/core/device-check/device-check-port.ts';
import { decibels } from '../../../components/core/device-check/level.ts';
import type { AudioDevices } from '../../../components/core/devices/devices.ts';
import { MicrophoneError } from '../../../components/core/devices/microphone-error.ts';
import type { SessionStatus } from '../../../components/core/session.ts';
import { FakeClock } from '../../../components/testing/fake-clock.ts';
import { FakeDevices } from '../../../components/testing/fake-devices.ts';
import { FakePhone } from '../../../components/testing/fake-phone.ts';

/** What the microphone is, or why there is none. */
interface Scene {
  microphone?: ErrorCode;
  status?: SessionStatus;
  echo?: string | null;
}

function rig({ microphone, status = 'connected', echo = '*43' }: Scene = {}) {
  const clock = new FakeClock(0);
  const fakeDevices = new FakeDevices();
  const phone = new FakePhone(clock, fakeDevices);
  phone.setStatus('registered');
  const stopped: string[] = [];
  const track = { label: 'Headset', stop: () => stopped.push('track') };
  const stream = { getAudioTracks: () => [track], getTracks: () => [track] };
  // Without a context there is nothing to measure a level with: that needs a browser.
  const devices = Object.assign(fakeDevices, {
    openMicrophone: () => (microphone ? Promise.reject(new MicrophoneError(microphone)) : Promise.resolve(stream as unknown as MediaStream)),
    report: () => undefined,
    audioContext: () => null,
  }) satisfies AudioDevices;
  const account = { phone: { can: [], recording: 'none', parkingSlots: [], ...(echo === null ? {} : { echoNumber: echo }) } } as unknown as Account;
  const check = new DeviceCheck({ devices, phone, session: () => ({ status, account }) });
  const results: CheckResult[] = [];
  const over = new AbortController();
  const run = (): Promise<void> => check.run({ onStart: () => undefined, onResult: (result) => void results.push(result), onLevel: () => undefined }, over.signal);
  const found = () => Object.fromEntries(results.map(({ step, outcome, code }) => [step, code ? `${outcome} ${code}` : outcome]));
  return { phone, devices, stopped, results, found, run, over };
}
/** The call to the echo is there. */
const dialled = (phone: FakePhone) => vi.waitFor(() => {
  const call = phone.calls.find(({ state }) => state !== 'ended');
  if (!call) throw new Error('nothing was dialled');
  return call;
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('the device check', () => {
  it('goes from the page to a call with sound, and hangs up', async () => {
    const { phone, run, found, results, stopped } = rig();
    const running = run();
    const call = await dialled(phone);
    expect(call.number).toBe('*43');
    phone.update(call.id, { state: 'talking', answeredAt: 1 });
    await vi.advanceTimersByTimeAsync(5_500);
    await running;
    expect(found()).toEqual({ page: 'ok', microphone: 'ok', level: 'skipped', sound: 'ok', gateway: 'ok', phone: 'ok', call: 'ok' });
    expect(results[1]?.found).toBe('Headset');
    expect(phone.find(call.id)?.state).toBe('ended');
    expect(stopped).toEqual(['track']);
  });

  it('tells of a call without sound, and hangs it up', async () => {
    const { phone, run, found } = rig();
    const running = run();
    const call = await dialled(phone);
    phone.update(call.id, { state: 'talking', answeredAt: 1 });
    await vi.advanceTimersByTimeAsync(5_000);
    phone.update(call.id, { error: 'NO_AUDIO' });
    await running;
    expect(found()['call']).toBe('failed NO_AUDIO');
    expect(phone.find(call.id)?.state).toBe('ended');
  });

  it('waits eight seconds for an answer, and tells of a call that ends by itself', async () => {
    const silent = rig();
    const running = silent.run();
    await dialled(silent.phone);
    await vi.advanceTimersByTimeAsync(8_000);
    await running;
    expect(silent.found()['call']).toBe('failed NO_ANSWER');
    const unknown = rig();
    const other = unknown.run();
    unknown.phone.end((await dialled(unknown.phone)).id, 'unknown-number');
    await other;
    expect(unknown.found()['call']).toBe('failed UNKNOWN_NUMBER');
  });

  it('does not look at what cannot work: no microphone, no call', async () => {
    const { run, found, phone } = rig({ microphone: 'MICROPHONE_REFUSED' });
    await run();
    expect(found()).toEqual({ page: 'ok', microphone: 'failed MICROPHONE_REFUSED', level: 'skipped', sound: 'ok', gateway: 'ok', phone: 'ok', call: 'skipped' });
    expect(phone.calls).toEqual([]);
  });

  it.each([
    ['insecure', 'failed INSECURE_CONTEXT'],
    ['blocked-by-policy', 'failed MICROPHONE_BLOCKED_BY_POLICY'],
  ] as const)('says of a page that is %s why it may not listen', async (permission, page) => {
    const { run, found, devices } = rig();
    devices.change({ permission });
    await run();
    expect(found()).toMatchObject({ page, microphone: 'skipped', call: 'skipped' });
  });

  it('tells a lost gateway from a phone that is not registered, and from one in another tab', async () => {
    const lost = rig({ status: 'reconnecting' });
    await lost.run();
    expect(lost.found()).toMatchObject({ gateway: 'failed NOT_CONNECTED', phone: 'skipped', call: 'skipped' });
    const failed = rig();
    failed.phone.setStatus('failed', 'CALLS_NOT_SUPPORTED');
    await failed.run();
    expect(failed.found()).toMatchObject({ gateway: 'ok', phone: 'failed CALLS_NOT_SUPPORTED', call: 'skipped' });
    const elsewhere = rig();
    elsewhere.phone.setStatus('elsewhere');
    await elsewhere.run();
    expect(elsewhere.found()).toMatchObject({ phone: 'skipped SIGNED_IN_ELSEWHERE', call: 'skipped' });
  });

  it('warns of a browser that would not ring', async () => {
    const { run, found, devices } = rig({ echo: null });
    devices.change({ soundLocked: true });
    await run();
    expect(found()).toMatchObject({ sound: 'warning', call: 'skipped NOT_SUPPORTED' });
  });

  it('puts nobody on hold', async () => {
    const { run, found, phone } = rig();
    phone.add({ direction: 'incoming', state: 'talking', number: '1002', name: '' });
    await run();
    expect(found()['call']).toBe('skipped BUSY');
    expect(phone.calls).toHaveLength(1);
  });

  it('leaves no call behind when it is broken off', async () => {
    const { run, found, phone, over } = rig();
    const running = run();
    const call = await dialled(phone);
    over.abort();
    await running;
    expect(found()).not.toHaveProperty('call');
    expect(phone.find(call.id)?.state).toBe('ended');
  });
});

it('measures silence, a whisper and a voice', () => {
  const sine = (amplitude: number) => Float32Array.from({ length: 480 }, (_, index) => amplitude * Math.sin((index * Math.PI) / 24));
  expect([0, 0.001, 1].map((amplitude) => Math.round(decibels(sine(amplitude))))).toEqual([-120, -63, -3]);
});
