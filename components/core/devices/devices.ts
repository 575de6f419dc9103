import type { ErrorCode } from '@klapka/protocol';
import type * as Player from '../phone/sounds/play.ts';
import type { AudioDevice, DevicesPort, MicrophonePermission, PageSounds, SoundChoice } from './devices-port.ts';
import { MicrophoneError, microphoneError, type PageRules } from './microphone-error.ts';
import { browserAudio, type BrowserAudio } from './browser-audio.ts';
import { soundChoice } from './sound-choice.ts';
import { SoundUnlock } from './sound-unlock.ts';

/** The devices as the phone sees them: what elements may use, and the means to open them. */
export interface AudioDevices extends DevicesPort {
  /** Opens the chosen microphone, or the default one where the chosen one is gone. Rejects with `MicrophoneError`. */
  openMicrophone(): Promise<MediaStream>;
  /** Shows a problem that came up in a call (unplugged), or that it is over. */
  report(error: ErrorCode | null): void;
  /** One context for every sound of the page; null where there is none. Made on first use. */
  audioContext(): AudioContext | null;
}

export interface DevicesDeps {
  /** Ends every listener. */
  signal: AbortSignal;
  /** Keeps the choice; without it the choice lives as long as the page. */
  storage?: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  /** For tests: what the browser offers. */
  browser?: BrowserAudio;
}

type Kind = keyof DevicesPort['chosen'];
const devicesKey = 'pbx:devices';
const soundsKey = 'pbx:sounds';

export function createDevices(deps: DevicesDeps): AudioDevices {
  return new Devices(deps);
}

class Devices implements AudioDevices {
  microphones: readonly AudioDevice[] = [];
  outputs: readonly AudioDevice[] = [];
  chosen: DevicesPort['chosen'];
  sounds: SoundChoice;
  pageSounds: PageSounds = { ringtone: '', messageTone: '' };
  error: ErrorCode | null = null;

  #browser: BrowserAudio;
  #storage: DevicesDeps['storage'];
  #signal: AbortSignal;
  #listeners = new Set<() => void>();
  #asked: PermissionState | null = null;
  #sound: SoundUnlock;

  constructor({ signal, storage, browser = browserAudio() }: DevicesDeps) {
    this.#browser = browser;
    this.#storage = storage;
    this.#signal = signal;
    this.chosen = this.#keptDevices();
    this.sounds = soundChoice(this.#kept(soundsKey));
    this.#sound = new SoundUnlock(browser, () => this.#changed(), signal);
    // Chosen in one tab, heard in the one that has the phone.
    browser.page.addEventListener('storage', (event) => this.#otherTab(event), { signal });
    browser.media?.addEventListener('devicechange', () => void this.#enumerate(), { signal });
    void this.#watchPermission();
    void this.#enumerate();
  }

  get permission(): MicrophonePermission {
    const page = this.#page();
    if (!page.secure) return 'insecure';
    if (!page.allowedByPolicy) return 'blocked-by-policy';
    if (this.error === 'MICROPHONE_MISSING') return 'missing';
    if (this.error === 'MICROPHONE_REFUSED' || this.#asked === 'denied') return 'refused';
    return this.#asked ?? 'unknown';
  }

  get canChooseOutput(): boolean {
    return this.#browser.canChooseOutput;
  }

  get soundLocked(): boolean {
    return this.#sound.locked;
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  choose(kind: Kind, id: string): void {
    this.chosen = { ...this.chosen, [kind]: id };
    this.#keep(devicesKey, this.chosen);
  }

  chooseSounds(choice: Partial<SoundChoice>): void {
    this.sounds = soundChoice({ ...this.sounds, ...choice });
    this.#keep(soundsKey, this.sounds);
  }

  setPageSounds(sounds: Partial<PageSounds>): void {
    this.pageSounds = { ...this.pageSounds, ...sounds };
    this.#changed();
  }

  async request(): Promise<ErrorCode | null> {
    try {
      const stream = await this.openMicrophone();
      for (const track of stream.getTracks()) track.stop();
      return null;
    } catch (error) {
      return error instanceof MicrophoneError ? error.code : 'INTERNAL';
    }
  }

  async openMicrophone(): Promise<MediaStream> {
    try {
      const stream = await this.#open(this.chosen.microphone);
      this.#asked = 'granted';
      this.error = null;
      // Labels are hidden until the permission is given.
      void this.#enumerate();
      return stream;
    } catch (error) {
      const failure = microphoneError(error, this.#page());
      this.report(failure.code);
      throw failure;
    }
  }

  async playRingtone(signal: AbortSignal): Promise<void> {
    await this.#play(({ playRingtone }, context) => playRingtone(context, this, signal));
  }

  async playMessage(): Promise<void> {
    // Without a gesture the sound would wait, and be heard with the first click instead of with the message.
    if (!this.#browser.hasBeenActive() || this.pageSounds.messageTone === 'none') return;
    await this.#play(({ playMessage }, context) => playMessage(context, this));
  }

  report(error: ErrorCode | null): void {
    if (this.error === error) return;
    this.error = error;
    this.#changed();
  }

  audioContext(): AudioContext | null {
    return this.#sound.context();
  }

  async #play(play: (player: typeof Player, context: AudioContext) => Promise<void>): Promise<void> {
    try {
      const player = await import('../phone/sounds/play.ts');
      const context = this.#browser.createAudioContext();
      if (context) await play(player, context);
    } catch {
      // What it would have told of is on the screen all the same.
    }
  }

  async #open(id: string): Promise<MediaStream> {
    const media = this.#browser.media;
    const page = this.#page();
    if (!media || !page.secure || !page.allowedByPolicy) throw microphoneError(null, { ...page, secure: page.secure && media !== undefined });
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    if (!id) return media.getUserMedia({ audio });
    try {
      return await media.getUserMedia({ audio: { ...audio, deviceId: { exact: id } } });
    } catch (error) {
      // The chosen device is not plugged in today; any microphone is better than no call.
      if (error instanceof Error && (error.name === 'OverconstrainedError' || error.name === 'NotFoundError')) return media.getUserMedia({ audio });
      throw error;
    }
  }

  #page(): PageRules {
    return { secure: this.#browser.secure && this.#browser.media !== undefined, allowedByPolicy: this.#browser.allowedByPolicy() };
  }

  async #watchPermission(): Promise<void> {
    const status = await this.#browser.permission();
    if (!status || this.#signal.aborted) return;
    const read = () => {
      this.#asked = status.state;
      if (status.state !== 'denied' && this.error === 'MICROPHONE_REFUSED') this.error = null;
      this.#changed();
    };
    status.addEventListener('change', read, { signal: this.#signal });
    read();
  }

  async #enumerate(): Promise<void> {
    const found = (await this.#browser.media?.enumerateDevices().catch(() => null)) ?? null;
    if (!found || this.#signal.aborted) return;
    this.microphones = listOf(found, 'audioinput');
    this.outputs = listOf(found, 'audiooutput');
    if (this.error === 'MICROPHONE_MISSING' && this.microphones.length > 0) this.error = null;
    this.#changed();
  }

  #kept(key: string): Readonly<Record<string, unknown>> {
    try {
      const kept: unknown = JSON.parse(this.#storage?.getItem(key) ?? 'null');
      if (typeof kept === 'object' && kept !== null) return { ...kept };
    } catch {
      // Not ours, or storage is forbidden: as if nothing had been chosen.
    }
    return {};
  }

  #keep(key: string, choice: object): void {
    try {
      this.#storage?.setItem(key, JSON.stringify(choice));
    } catch {
      // Storage is full or forbidden: the choice then lasts as long as the page.
    }
    this.#changed();
  }

  #otherTab(event: Event): void {
    const key = 'key' in event ? event.key : null;
    if (key === devicesKey) this.chosen = this.#keptDevices();
    else if (key === soundsKey) this.sounds = soundChoice(this.#kept(soundsKey));
    else return;
    this.#changed();
  }

  #keptDevices(): DevicesPort['chosen'] {
    const kept = this.#kept(devicesKey);
    const id = (kind: Kind): string => (typeof kept[kind] === 'string' ? kept[kind] : '');
    return { microphone: id('microphone'), speaker: id('speaker'), ringer: id('ringer') };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Before the permission is given, ids and labels are empty: such rows cannot be chosen and are left out. */
function listOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): AudioDevice[] {
  return found
    .filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default' && device.deviceId !== 'communications')
    .map((device) => ({ id: device.deviceId, label: device.label }));
}
