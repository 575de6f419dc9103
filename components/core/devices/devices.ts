import type { ErrorCode } from '@klapka/protocol';
import type { AudioDevice, DevicesPort, MicrophonePermission } from './devices-port.ts';
import { MicrophoneError, microphoneError, type PageRules } from './microphone-error.ts';
import { browserAudio, type BrowserAudio } from './browser-audio.ts';
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
const storageKey = 'pbx:devices';

export function createDevices(deps: DevicesDeps): AudioDevices {
  return new Devices(deps);
}

class Devices implements AudioDevices {
  microphones: readonly AudioDevice[] = [];
  outputs: readonly AudioDevice[] = [];
  chosen: DevicesPort['chosen'];
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
    this.chosen = readChoice(storage);
    this.#sound = new SoundUnlock(browser, () => this.#changed(), signal);
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
    try {
      this.#storage?.setItem(storageKey, JSON.stringify(this.chosen));
    } catch {
      // Storage is full or forbidden: the choice then lasts as long as the page.
    }
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

  async playMessage(): Promise<void> {
    // Without a gesture the sound would wait, and be heard with the first click instead of with the message.
    if (!this.#browser.hasBeenActive()) return;
    try {
      const [{ playOnce }, { messageTone }] = await Promise.all([import('../phone/sounds/play.ts'), import('../phone/sounds/tones.ts')]);
      const context = this.#browser.createAudioContext();
      if (context) playOnce(context, messageTone, { device: this.chosen.ringer, canChooseOutput: this.canChooseOutput });
    } catch {
      // The message is on the screen all the same.
    }
  }

  report(error: ErrorCode | null): void {
    if (this.error === error) return;
    this.error = error;
    this.#changed();
  }

  audioContext(): AudioContext | null {
    return this.#sound.context();
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

function readChoice(storage: DevicesDeps['storage']): DevicesPort['chosen'] {
  const choice = { microphone: '', speaker: '', ringer: '' };
  try {
    const kept: unknown = JSON.parse(storage?.getItem(storageKey) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return choice;
    for (const [kind, id] of Object.entries(kept)) if (kind in choice && typeof id === 'string') choice[kind as Kind] = id;
  } catch {
    // Not ours, or storage is forbidden: start from the default devices.
  }
  return choice;
}
