import { MicrophoneError } from '../../devices/microphone-error.ts';
import type { AudioDevice } from '../../devices/devices-port.ts';
import type { AudioDevices } from '../../devices/devices.ts';

/** A microphone opened ahead of a call is closed again after this; its light should not stay on. */
const keepFor = 20_000;

interface User {
  /** The track of the new microphone after the old one was unplugged or another one was chosen. */
  onTrack(track: MediaStreamTrack): void;
  onLost(error: MicrophoneError): void;
}

/**
 * The one open microphone of the page. Every call has its own clone of the track, so that muting one call leaves the
 * other alone; the device is closed when the last call is over.
 */
export class Microphone {
  #devices: AudioDevices;
  #opening: Promise<MediaStreamTrack> | null = null;
  #source: MediaStreamTrack | null = null;
  #users = new Set<User>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chosen: string;
  /** The devices there were when no microphone could be opened any more; another list is worth another try. */
  #lostAmong: readonly AudioDevice[] | null = null;
  #unplugged: () => void;

  constructor(devices: AudioDevices, unplugged: () => void, signal: AbortSignal) {
    this.#devices = devices;
    this.#unplugged = unplugged;
    this.#chosen = devices.chosen.microphone;
    devices.onChange(() => this.#reconsider(), signal);
    signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** Opens it ahead of a call. Errors wait for the call, which has somebody to tell. */
  prepare(): void {
    this.#keep();
    this.#open().catch(() => undefined);
  }

  /** A track for one call; `release` when the call is over. Rejects with `MicrophoneError`. */
  async acquire(user: User): Promise<MediaStreamTrack> {
    this.#users.add(user);
    clearTimeout(this.#timer);
    try {
      return (await this.#open()).clone();
    } catch (error) {
      this.release(user);
      throw error;
    }
  }

  release(user: User): void {
    if (this.#users.delete(user) && this.#users.size === 0) this.#close();
  }

  #keep(): void {
    clearTimeout(this.#timer);
    if (this.#users.size === 0) this.#timer = setTimeout(() => this.#users.size === 0 && this.#close(), keepFor);
  }

  #open(): Promise<MediaStreamTrack> {
    if (this.#source?.readyState === 'live') return Promise.resolve(this.#source);
    this.#opening ??= this.#openNow().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #openNow(): Promise<MediaStreamTrack> {
    this.#chosen = this.#devices.chosen.microphone;
    const stream = await this.#devices.openMicrophone();
    const track = stream.getAudioTracks()[0];
    if (!track) throw new MicrophoneError('MICROPHONE_MISSING');
    // `ended` comes when the device goes; never from our own stop().
    track.addEventListener('ended', () => track === this.#source && void this.#gone(), { once: true });
    this.#source = track;
    this.#lostAmong = null;
    return track;
  }

  async #gone(): Promise<void> {
    this.#source = null;
    if (this.#users.size === 0) return;
    this.#devices.report('MICROPHONE_UNPLUGGED');
    this.#unplugged();
    for (const user of this.#users) user.onLost(new MicrophoneError('MICROPHONE_UNPLUGGED'));
    await this.#replace();
  }

  async #replace(): Promise<void> {
    try {
      const track = await this.#open();
      for (const user of this.#users) user.onTrack(track.clone());
    } catch {
      // No other microphone: the calls go on, we listen, and try again when a device appears.
      this.#lostAmong = this.#devices.microphones;
      this.#devices.report('MICROPHONE_UNPLUGGED');
    }
  }

  #reconsider(): void {
    const chosen = this.#devices.chosen.microphone;
    const changed = chosen !== this.#chosen;
    this.#chosen = chosen;
    if (this.#users.size === 0) {
      if (changed) this.#close();
      return;
    }
    const plugged = this.#lostAmong !== null && this.#lostAmong !== this.#devices.microphones;
    if (!changed && !plugged) return;
    this.#lostAmong = null;
    const old = this.#source;
    this.#source = null;
    void this.#replace().then(() => old?.stop());
  }

  #close(): void {
    clearTimeout(this.#timer);
    const source = this.#source;
    this.#source = null;
    source?.stop();
    // Still opening and nobody wants it any more: close it when it is there.
    void this.#opening?.then((track) => this.#users.size === 0 && track.stop()).catch(() => undefined);
  }
}
