import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDevices, type AudioDevices } from '../../../components/core/devices/devices.ts';
import type { BrowserAudio } from '../../../components/core/devices/browser-audio.ts';

type DeviceRow = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>;

/** A browser whose devices, rules and moods come from the test. */
class FakeBrowser implements BrowserAudio {
  secure = true;
  canChooseOutput = true;
  allowed = true;
  rows: DeviceRow[] = [
    { kind: 'audioinput', deviceId: 'default', label: 'Default' },
    { kind: 'audioinput', deviceId: 'm1', label: 'Headset' },
    { kind: 'audiooutput', deviceId: 's1', label: 'Speakers' },
    { kind: 'videoinput', deviceId: 'v1', label: 'Camera' },
  ];
  asked: MediaStreamConstraints[] = [];
  failures: string[] = [];
  status = Object.assign(new EventTarget(), { state: 'prompt' });
  page = new EventTarget();
  active = false;
  context = Object.assign(new EventTarget(), { state: 'suspended', resumed: 0, resume: async () => void (this.context.resumed += 1), close: async () => undefined });
  stopped = 0;

  #media = Object.assign(new EventTarget(), {
    enumerateDevices: async () => this.rows,
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      this.asked.push(constraints);
      const failure = this.failures.shift();
      if (failure) throw new DOMException('No', failure);
      return { getTracks: () => [{ stop: () => (this.stopped += 1) }] };
    },
  });

  get media(): MediaDevices | undefined {
    return this.secure ? (this.#media as unknown as MediaDevices) : undefined;
  }
  allowedByPolicy = () => this.allowed;
  permission = async () => this.status as unknown as PermissionStatus;
  createAudioContext = () => this.context as unknown as AudioContext;
  hasBeenActive = () => this.active;
  deviceChange(): void {
    this.#media.dispatchEvent(new Event('devicechange'));
  }
}

class FakeStorage {
  rows = new Map<string, string>();
  getItem = (key: string) => this.rows.get(key) ?? null;
  setItem = (key: string, value: string) => void this.rows.set(key, value);
}

let browser: FakeBrowser;
let storage: FakeStorage;
let stop: AbortController;
let devices: AudioDevices;
const create = () => createDevices({ signal: stop.signal, storage, browser });
const told = () => new Promise<void>((resolve) => devices.onChange(() => resolve(), AbortSignal.any([stop.signal])));

beforeEach(async () => {
  browser = new FakeBrowser();
  storage = new FakeStorage();
  stop = new AbortController();
  devices = create();
  await told();
  await vi.waitUntil(() => devices.microphones.length > 0);
});
afterEach(() => stop.abort());

describe('the lists', () => {
  it('hold real microphones and outputs, without the browser’s aliases', () => {
    expect(devices.microphones).toEqual([{ id: 'm1', label: 'Headset' }]);
    expect(devices.outputs).toEqual([{ id: 's1', label: 'Speakers' }]);
  });

  it('follow what is plugged in and out', async () => {
    browser.rows = browser.rows.slice(2);
    const changed = told();
    browser.deviceChange();
    await changed;
    expect(devices.microphones).toEqual([]);
  });
});

describe('the choice', () => {
  it('is kept in the browser and asked for by its id', async () => {
    devices.choose('microphone', 'm1');
    devices.choose('ringer', 's1');
    await devices.request();
    expect(browser.asked[0]?.audio).toMatchObject({ deviceId: { exact: 'm1' }, echoCancellation: true });
    expect(create().chosen).toEqual({ microphone: 'm1', speaker: '', ringer: 's1' });
  });

  it('gives way to the default device when the chosen one is gone', async () => {
    devices.choose('microphone', 'gone');
    browser.failures = ['OverconstrainedError'];
    expect(await devices.request()).toBeNull();
    expect(browser.asked[1]?.audio).not.toHaveProperty('deviceId');
  });

  it('starts from the defaults when what was kept is not ours', () => {
    for (const kept of ['nonsense', '7', '{"microphone":5,"other":"x"}', 'null']) {
      storage.rows.set('pbx:devices', kept);
      expect(create().chosen).toEqual({ microphone: '', speaker: '', ringer: '' });
    }
  });
});

describe('the permission', () => {
  it.each([
    ['NotAllowedError', 'MICROPHONE_REFUSED', 'refused'],
    ['NotFoundError', 'MICROPHONE_MISSING', 'missing'],
    ['NotReadableError', 'MICROPHONE_IN_USE', 'prompt'],
    ['SecurityError', 'MICROPHONE_BLOCKED_BY_POLICY', 'prompt'],
  ])('after %s: %s, %s', async (failure, code, permission) => {
    browser.failures = [failure];
    expect(await devices.request()).toBe(code);
    expect(devices).toMatchObject({ error: code, permission });
  });

  it('is granted once the microphone was opened, which is closed again', async () => {
    expect(await devices.request()).toBeNull();
    expect(devices).toMatchObject({ error: null, permission: 'granted' });
    expect(browser.stopped).toBe(1);
  });

  it('tells a policy of the page from a person who refuses, without asking', async () => {
    browser.allowed = false;
    expect(devices.permission).toBe('blocked-by-policy');
    expect(await devices.request()).toBe('MICROPHONE_BLOCKED_BY_POLICY');
    expect(browser.asked).toEqual([]);
  });

  it('says when the page is not secure', async () => {
    browser.secure = false;
    expect(devices.permission).toBe('insecure');
    expect(await devices.request()).toBe('INSECURE_CONTEXT');
  });

  it('forgets a refusal when the person changes it in the browser', async () => {
    browser.failures = ['NotAllowedError'];
    await devices.request();
    browser.status.state = 'granted';
    browser.status.dispatchEvent(new Event('change'));
    expect(devices).toMatchObject({ permission: 'granted', error: null });
  });

  it('forgets that none was there when one is plugged in', async () => {
    browser.failures = ['NotFoundError'];
    await devices.request();
    browser.deviceChange();
    await vi.waitUntil(() => devices.error === null);
    expect(devices.permission).toBe('prompt');
  });
});

describe('sound before the first gesture', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is locked when the context does not start, and free from the first gesture on', () => {
    devices.audioContext();
    expect(devices.soundLocked).toBe(false);
    vi.advanceTimersByTime(300);
    expect(devices.soundLocked).toBe(true);
    browser.page.dispatchEvent(new Event('pointerdown'));
    expect(browser.context.resumed).toBe(1);
    browser.context.state = 'running';
    browser.context.dispatchEvent(new Event('statechange'));
    expect(devices.soundLocked).toBe(false);
  });

  it('is free where the browser allows it, and stays so while the context rests', () => {
    devices.audioContext();
    browser.context.state = 'running';
    browser.context.dispatchEvent(new Event('statechange'));
    browser.context.state = 'suspended';
    browser.context.dispatchEvent(new Event('statechange'));
    vi.advanceTimersByTime(1_000);
    expect(devices.soundLocked).toBe(false);
  });

  it('is free on a page that was clicked before', () => {
    browser.active = true;
    devices.audioContext();
    vi.advanceTimersByTime(1_000);
    expect(devices.soundLocked).toBe(false);
  });
});

/** Plays one sound; the test says when it is over. */
class FakeContext {
  sampleRate = 8_000;
  destination = 'speakers';
  sink = '';
  closed = false;
  source = Object.assign(new EventTarget(), {
    buffer: null as { length: number } | null,
    way: '',
    connect: () => undefined,
    stop: () => this.source.dispatchEvent(new Event('ended')),
    start: () => undefined,
  });
  createBuffer = (_channels: number, length: number) => ({ length, copyToChannel: () => undefined });
  createBufferSource = () => this.source;
  gain = { value: 1 };
  createGain = () => ({ gain: this.gain, connect: (way: string) => void (this.source.way = way) });
  setSinkId = async (id: string) => void (this.sink = id);
  close = async () => void (this.closed = true);
}

describe('the sound of a message', () => {
  let contexts: FakeContext[];
  beforeEach(() => {
    contexts = [];
    browser.createAudioContext = () => {
      const context = new FakeContext();
      contexts.push(context);
      return context as unknown as AudioContext;
    };
  });

  it('is heard once on the ringer, in a context that is closed after it', async () => {
    browser.active = true;
    devices.choose('ringer', 's1');
    devices.chooseSounds({ volume: 0.5 });
    const played = devices.playMessage();
    await vi.waitFor(() => expect(contexts[0]?.source.way).toBe('speakers'));
    const [context] = contexts;
    expect(context?.gain.value).toBe(0.25);
    expect(context).toMatchObject({ sink: 's1', closed: false });
    expect(context?.source.buffer?.length).toBeGreaterThan(4_000);
    context?.source.dispatchEvent(new Event('ended'));
    await played;
    expect(context?.closed).toBe(true);
  });

  it('is not kept for the first gesture', async () => {
    await devices.playMessage();
    expect(contexts).toEqual([]);
  });

  it('costs nothing but itself where the browser gives no sound', async () => {
    browser.active = true;
    browser.createAudioContext = () => {
      throw new DOMException('No', 'NotSupportedError');
    };
    await expect(devices.playMessage()).resolves.toBeUndefined();
  });

  it('is none where the page wants none', async () => {
    browser.active = true;
    devices.setPageSounds({ messageTone: 'none' });
    await devices.playMessage();
    expect(contexts).toEqual([]);
  });

  it('tries the ringtone out for one round, or until it is stopped', async () => {
    const stopped = new AbortController();
    devices.chooseSounds({ ringtone: 'bell' });
    const played = devices.playRingtone(stopped.signal);
    await vi.waitFor(() => expect(contexts[0]?.source.buffer?.length).toBe(3 * (contexts[0]?.sampleRate ?? 0)));
    stopped.abort();
    await played;
    expect(contexts[0]?.closed).toBe(true);
    devices.chooseSounds({ ringtone: 'none' });
    await devices.playRingtone(new AbortController().signal);
    expect(contexts[1]).toMatchObject({ closed: true, source: { buffer: null } });
  });
});

describe('how a call rings', () => {
  it('is remembered by the browser, and told to whoever shows it', async () => {
    const next = told();
    devices.chooseSounds({ ringtone: 'chime' });
    await next;
    devices.chooseSounds({ volume: 0.4 });
    expect(create().sounds).toEqual({ ringtone: 'chime', volume: 0.4 });
  });

  it.each(['', 'null', '{"ringtone":"siren","volume":7}', '{"ringtone":"constructor","volume":"0"}', '[]', '{'])('is as the page has it where storage holds %j', (kept) => {
    storage.rows.set('pbx:sounds', kept);
    expect(create().sounds).toEqual({ ringtone: '', volume: 1 });
  });

  it('follows what another tab of the browser chose: the phone may live in either', () => {
    const changes = vi.fn();
    devices.onChange(changes, stop.signal);
    storage.rows.set('pbx:sounds', '{"ringtone":"none","volume":0.2}');
    storage.rows.set('pbx:devices', '{"ringer":"s1"}');
    for (const key of ['pbx:sounds', 'pbx:devices', 'pbx:something-else']) browser.page.dispatchEvent(Object.assign(new Event('storage'), { key }));
    expect([devices.sounds, devices.chosen.ringer, changes.mock.calls.length]).toEqual([{ ringtone: 'none', volume: 0.2 }, 's1', 2]);
  });
});
