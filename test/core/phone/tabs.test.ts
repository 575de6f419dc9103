import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPhone, type PhoneDeps } from '../../../components/core/phone/phone.ts';
import { PhoneError, type PhoneCall, type PhonePort } from '../../../components/core/phone/phone-port.ts';
import { BrowserTabs } from '../../../components/core/phone/tabs.ts';
import { FakeStorage } from '../../../components/testing/fake-storage.ts';
import { FakeDevices } from './support/fake-devices.ts';
import { FakeChannels, FakeLocks } from './support/fake-tabs.ts';
import { settled } from './support/rig.ts';

const someCall: PhoneCall = {
  id: 'c1',
  direction: 'outgoing',
  state: 'talking',
  number: '1002',
  name: '',
  sipCallId: 's1',
  muted: false,
  held: false,
  holdPending: false,
  startedAt: 0,
  answeredAt: 0,
  endedAt: null,
  endReason: null,
  camera: false,
  pictures: false,
  digits: '',
  error: null,
};

/** Stands for the sip.js engine: remembers what it was asked. */
class FakeEngine implements PhonePort {
  status: PhonePort['status'] = 'off';
  error = null;
  calls: readonly PhoneCall[] = [];
  asked: string[] = [];
  refuse: PhoneError | null = null;
  #listeners = new Set<() => void>();

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
  }
  async start(): Promise<void> {
    this.show('registered', this.calls);
  }
  async stop(): Promise<void> {
    this.show('off', []);
  }
  show(status: PhonePort['status'], calls: readonly PhoneCall[]): void {
    this.status = status;
    this.calls = calls;
    for (const listener of [...this.#listeners]) listener();
  }
  prepare = () => void this.asked.push('prepare');
  dial = async (number: string) => {
    this.asked.push(`dial ${number}`);
    if (this.refuse) throw this.refuse;
    return { ...someCall, number };
  };
  answer = async (id: string) => void this.asked.push(`answer ${id}`);
  decline = async (id: string) => void this.asked.push(`decline ${id}`);
  hangUp = async (id: string) => void this.asked.push(`hangUp ${id}`);
  setMuted = (id: string, muted: boolean) => void this.asked.push(`setMuted ${id} ${muted}`);
  setCamera = async (id: string, on: boolean) => void this.asked.push(`setCamera ${id} ${on}`);
  picturesOf = () => ({ own: null, far: null });
  setHeld = async (id: string, held: boolean) => void this.asked.push(`setHeld ${id} ${held}`);
  sendDtmf = (id: string, tones: string) => void this.asked.push(`sendDtmf ${id} ${tones}`);
  report = async (id: string) => [{ type: 'inbound-rtp', id }];
}

const locks = { current: new FakeLocks() };
const channels = { current: new FakeChannels() };
const open: AbortController[] = [];
beforeEach(() => {
  locks.current = new FakeLocks();
  channels.current = new FakeChannels();
});
afterEach(() => {
  for (const tab of open.splice(0)) tab.abort();
});

const openChannel = (name: string) => channels.current.open(name) as unknown as BroadcastChannel;

function phoneOf(key: string, around: Pick<PhoneDeps, 'tabs' | 'load'> = {}) {
  const close = new AbortController();
  open.push(close);
  const errors: string[] = [];
  const phone = createPhone({
    ticket: () => Promise.resolve({ kind: 'none' }),
    devices: new FakeDevices(),
    storage: new FakeStorage(),
    key: () => key,
    onError: (code) => errors.push(code),
    leaving: () => undefined,
    signal: close.signal,
    ...around,
  });
  return { phone, close, errors };
}

function tab(key = 'gateway account') {
  const engines: FakeEngine[] = [];
  const made = phoneOf(key, {
    tabs: new BrowserTabs(locks.current as unknown as LockManager, openChannel),
    load: async () => {
      const engine = new FakeEngine();
      engines.push(engine);
      return engine;
    },
  });
  return { ...made, engines };
}

describe('tabs of one browser', () => {
  it('register once: the first owns the phone, the others see it elsewhere', async () => {
    const first = tab();
    const second = tab();
    await first.phone.start();
    await second.phone.start();
    expect(first.phone.status).toBe('registered');
    expect(second.phone.status).toBe('elsewhere');
    expect(second.engines).toHaveLength(0);
  });

  it('show the same calls, also those from before they were opened', async () => {
    const first = tab();
    await first.phone.start();
    first.engines[0]?.show('registered', [someCall]);
    const second = tab();
    await second.phone.start();
    await settled();
    expect(second.phone.calls).toEqual([someCall]);
    let told = 0;
    second.phone.onChange(() => (told += 1), new AbortController().signal);
    first.engines[0]?.show('registered', [{ ...someCall, muted: true }]);
    await settled();
    expect(second.phone.calls[0]?.muted).toBe(true);
    expect(told).toBe(1);
  });

  it('see what is measured in the tab that has the call', async () => {
    const first = tab();
    const second = tab();
    await first.phone.start();
    await second.phone.start();
    await settled();
    expect(await second.phone.report('call-1')).toEqual([{ type: 'inbound-rtp', id: 'call-1' }]);
  });

  it('pass every command on to the owner, with its answer', async () => {
    const first = tab();
    const second = tab();
    await first.phone.start();
    await second.phone.start();
    expect(await second.phone.dial('1005')).toMatchObject({ number: '1005' });
    await second.phone.answer('c1');
    await second.phone.decline('c1');
    await second.phone.hangUp('c1');
    await second.phone.setHeld('c1', true);
    await second.phone.setCamera('c1', true);
    second.phone.setMuted('c1', true);
    second.phone.sendDtmf('c1', '5');
    second.phone.prepare();
    await settled();
    expect(first.engines[0]?.asked).toEqual(['dial 1005', 'answer c1', 'decline c1', 'hangUp c1', 'setHeld c1 true', 'setCamera c1 true', 'setMuted c1 true', 'sendDtmf c1 5', 'prepare']);
    first.engines[0]!.refuse = new PhoneError('MICROPHONE_REFUSED', 'No');
    await expect(second.phone.dial('1006')).rejects.toMatchObject({ code: 'MICROPHONE_REFUSED' });
  });

  it('take over, one of them, when the owner goes', async () => {
    const [first, second, third] = [tab(), tab(), tab()];
    for (const one of [first, second, third]) await one.phone.start();
    first.close.abort();
    await settled();
    expect(first.phone.status).toBe('off');
    expect(second.phone.status).toBe('registered');
    expect(third.phone.status).toBe('elsewhere');
    expect(await third.phone.dial('1005')).toMatchObject({ number: '1005' });
    expect(second.engines[0]?.asked).toEqual(['dial 1005']);
  });

  it('of different accounts each have their own phone', async () => {
    const first = tab('one');
    const second = tab('two');
    await first.phone.start();
    await second.phone.start();
    expect([first.phone.status, second.phone.status]).toEqual(['registered', 'registered']);
  });

  it('leave the queue when they are stopped', async () => {
    const [first, second, third] = [tab(), tab(), tab()];
    for (const one of [first, second, third]) await one.phone.start();
    await second.phone.stop();
    await first.phone.stop();
    await settled();
    expect(second.phone.status).toBe('off');
    expect(third.phone.status).toBe('registered');
  });

  it('survive what another version of the page says', async () => {
    const first = tab();
    await first.phone.start();
    const stranger = channels.current.open('pbx-phone:gateway account');
    for (const message of [null, 7, 'x', {}, { kind: 'command' }, { kind: 'command', id: '1', command: { name: 'format' } }, { kind: 'state' }]) stranger.postMessage(message);
    await settled();
    expect(first.engines[0]?.asked).toEqual([]);
    expect(first.phone.status).toBe('registered');
  });
});

describe('a phone that is not started', () => {
  it('refuses commands at once, and dialling after five seconds', async () => {
    vi.useFakeTimers();
    const { phone } = tab();
    await expect(phone.answer('c1')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    const refused = expect(phone.dial('1002')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await vi.advanceTimersByTimeAsync(5_000);
    await refused;
    vi.useRealTimers();
  });

  it('dials as soon as it is registered when it was asked before', async () => {
    const { phone, engines } = tab();
    const dialled = phone.dial('1002');
    await phone.start();
    expect(await dialled).toMatchObject({ number: '1002' });
    expect(engines[0]?.asked).toEqual(['dial 1002']);
  });

  it('says so in a browser without WebRTC, once, and dialling says it again', async () => {
    const { phone, errors } = phoneOf('x');
    // Node has none either.
    expect(typeof RTCPeerConnection).toBe('undefined');
    await phone.start();
    await phone.start();
    expect(phone).toMatchObject({ status: 'failed', error: 'CALLS_NOT_SUPPORTED' });
    expect(errors).toEqual(['CALLS_NOT_SUPPORTED']);
    await expect(phone.dial('1002')).rejects.toMatchObject({ code: 'CALLS_NOT_SUPPORTED' });
  });

  it('says so when its code could not be loaded, and tries again when asked', async () => {
    let offline = true;
    const { phone, errors } = phoneOf('x', {
      tabs: new BrowserTabs(undefined, openChannel),
      load: () => (offline ? Promise.reject(new Error('offline')) : Promise.resolve(new FakeEngine())),
    });
    await phone.start();
    expect(phone).toMatchObject({ status: 'failed', error: 'UNAVAILABLE' });
    expect(errors).toEqual(['UNAVAILABLE']);
    offline = false;
    await phone.start();
    // Its own lock may still be on the way back to it.
    await vi.waitFor(() => expect([phone.status, phone.error]).toEqual(['registered', null]));
  });
});
