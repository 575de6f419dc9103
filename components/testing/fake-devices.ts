import type { ErrorCode } from '@klapka/protocol';
import type { AudioDevice, DevicesPort, MicrophonePermission, PageSounds, SoundChoice } from '../core/devices/devices-port.ts';
import { Listeners } from '../core/listeners.ts';

/** What the microphone answers when it is asked. */
const refusals: Partial<Record<MicrophonePermission, ErrorCode>> = {
  refused: 'MICROPHONE_REFUSED',
  'blocked-by-policy': 'MICROPHONE_BLOCKED_BY_POLICY',
  missing: 'MICROPHONE_MISSING',
  insecure: 'INSECURE_CONTEXT',
};

/** Devices without hardware: two microphones, two outputs, permission as the test wants it. */
export class FakeDevices implements DevicesPort {
  permission: MicrophonePermission = 'granted';
  microphones: readonly AudioDevice[] = [
    { id: 'mic-built-in', label: 'Built-in microphone' },
    { id: 'mic-headset', label: 'Headset' },
  ];
  outputs: readonly AudioDevice[] = [
    { id: 'out-built-in', label: 'Built-in speakers' },
    { id: 'out-headset', label: 'Headset' },
  ];
  chosen = { microphone: '', speaker: '', ringer: '' };
  sounds: SoundChoice = { ringtone: '', volume: 1 };
  pageSounds: PageSounds = { ringtone: '', messageTone: '' };
  canChooseOutput = true;
  error: ErrorCode | null = null;
  soundLocked = false;
  /** What the person will choose in the browser's prompt. */
  promptAnswer: 'granted' | 'refused' = 'granted';
  /** How many times the sound of a message was played. */
  messagesPlayed = 0;
  /** The ringtone is being tried. */
  ringtonePlaying = false;
  readonly #listeners = new Listeners<[]>();

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  choose(kind: 'microphone' | 'speaker' | 'ringer', id: string): void {
    this.change({ chosen: { ...this.chosen, [kind]: id } });
  }

  chooseSounds(choice: Partial<SoundChoice>): void {
    this.change({ sounds: { ...this.sounds, ...choice } });
  }

  setPageSounds(sounds: Partial<PageSounds>): void {
    this.change({ pageSounds: { ...this.pageSounds, ...sounds } });
  }

  /** Plays until it is stopped: here no time passes. */
  playRingtone(signal: AbortSignal): Promise<void> {
    this.ringtonePlaying = true;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.ringtonePlaying = false;
        resolve();
      }, { once: true });
    });
  }

  request(): Promise<ErrorCode | null> {
    return Promise.resolve(this.open());
  }

  playMessage(): Promise<void> {
    this.messagesPlayed += 1;
    return Promise.resolve();
  }

  /** What opening the microphone now would give; settles an open prompt. */
  open(): ErrorCode | null {
    if (this.permission === 'prompt' || this.permission === 'unknown') this.change({ permission: this.promptAnswer });
    this.change({ error: refusals[this.permission] ?? null });
    return this.error;
  }

  /** Sets anything a browser could report, and tells. */
  change(fields: Partial<Pick<FakeDevices, 'permission' | 'microphones' | 'outputs' | 'chosen' | 'sounds' | 'pageSounds' | 'canChooseOutput' | 'error' | 'soundLocked'>>): void {
    Object.assign(this, fields);
    this.#listeners.tell();
  }

  /** The chosen microphone is pulled out, also in the middle of a call. */
  unplugMicrophone(): void {
    this.change({ microphones: [], error: 'MICROPHONE_UNPLUGGED' });
  }

  plugInMicrophone(): void {
    this.change({ microphones: [{ id: 'mic-headset', label: 'Headset' }], error: null });
  }
}
