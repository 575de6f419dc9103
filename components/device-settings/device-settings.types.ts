export type DeviceKindChoice = 'microphone' | 'speaker' | 'ringer';

export interface DeviceChangeDetail {
  kind: DeviceKindChoice;
  /** The browser's id; empty for the system's default. */
  deviceId: string;
}

export interface SoundChangeDetail {
  /** One of our own, `none`, or empty for the page's. */
  ringtone: 'rise' | 'bell' | 'chime' | 'none' | '';
  /** Of ringtone and message tone, 0–1. */
  volume: number;
}

declare global {
  interface HTMLElementEventMap {
    /** Another microphone, speaker or ringer was chosen. */
    'pbx-device-change': CustomEvent<DeviceChangeDetail>;
    /** Another ringtone or volume was chosen. */
    'pbx-sound-change': CustomEvent<SoundChangeDetail>;
  }
}
