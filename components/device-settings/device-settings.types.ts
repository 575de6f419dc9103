export type DeviceKindChoice = 'microphone' | 'speaker' | 'ringer';

export interface DeviceChangeDetail {
  kind: DeviceKindChoice;
  /** The browser's id; empty for the system's default. */
  deviceId: string;
}

declare global {
  interface HTMLElementEventMap {
    /** Another microphone, speaker or ringer was chosen. */
    'pbx-device-change': CustomEvent<DeviceChangeDetail>;
  }
}
