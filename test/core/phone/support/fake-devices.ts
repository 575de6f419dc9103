import type { ErrorCode } from '@klapka/protocol';
import { MicrophoneError } from '../../../../components/core/devices/microphone-error.ts';
import type { AudioDevices } from '../../../../components/core/devices/devices.ts';
import type { AudioDevice, DevicesPort, PageSounds, SoundChoice } from '../../../../components/core/devices/devices-port.ts';
import { FakeTrack } from './fake-peer.ts';

/** Devices that open at once, or fail with the code the test set. */
export class FakeDevices implements AudioDevices {
  permission = 'granted' as const;
  microphones: readonly AudioDevice[] = [{ id: 'm1', label: 'Headset' }];
  outputs: readonly AudioDevice[] = [];
  chosen: DevicesPort['chosen'] = { microphone: '', speaker: '', ringer: '' };
  sounds: SoundChoice = { ringtone: '', volume: 1 };
  pageSounds: PageSounds = { ringtone: '', messageTone: '' };
  canChooseOutput = true;
  error: ErrorCode | null = null;
  soundLocked = false;
  failWith: ErrorCode | null = null;
  opened: FakeTrack[] = [];
  /** Opening waits for this. */
  gate: Promise<void> = Promise.resolve();
  #listeners = new Set<() => void>();

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  chooseSounds(choice: Partial<SoundChoice>): void {
    this.sounds = { ...this.sounds, ...choice };
    this.changed();
  }

  setPageSounds(sounds: Partial<PageSounds>): void {
    this.pageSounds = { ...this.pageSounds, ...sounds };
    this.changed();
  }

  playRingtone(): Promise<void> {
    return Promise.resolve();
  }

  playMessage(): Promise<void> {
    return Promise.resolve();
  }

  choose(kind: keyof DevicesPort['chosen'], id: string): void {
    this.chosen = { ...this.chosen, [kind]: id };
    this.changed();
  }

  async request(): Promise<ErrorCode | null> {
    return this.failWith;
  }

  async openMicrophone(): Promise<MediaStream> {
    await this.gate;
    if (this.failWith) {
      this.report(this.failWith);
      throw new MicrophoneError(this.failWith);
    }
    const track = new FakeTrack(this.chosen.microphone || 'default');
    this.opened.push(track);
    return { getAudioTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
  }

  report(error: ErrorCode | null): void {
    this.error = error;
    this.changed();
  }

  audioContext(): AudioContext | null {
    return null;
  }

  /** The list of devices changed. */
  plug(...ids: string[]): void {
    this.microphones = ids.map((id) => ({ id, label: id }));
    this.changed();
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
