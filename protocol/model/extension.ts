/** Presence as a person sets it. */
export const presenceStates = ['available', 'away', 'business_trip', 'do_not_disturb', 'lunch', 'off_work'] as const;
export type PresenceState = (typeof presenceStates)[number];

export interface Presence {
  state: PresenceState;
  /** Free text beside the state. */
  note: string;
}

/** What the phone line of an extension is doing; the PBX is the truth about it. */
export const lineStates = ['offline', 'idle', 'ringing', 'busy', 'held'] as const;
export type LineState = (typeof lineStates)[number];

/** Kinds of device a person can be reached at. */
export const deviceKinds = ['desk', 'mobile', 'desktop', 'web'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** An inside person, as the viewer may see them. A row of the topic `extensions`. */
export interface Extension {
  id: string;
  number: string;
  name: string;
  firstName: string;
  lastName: string;
  email?: string;
  mobile?: string;
  title?: string;
  /** Absolute or gateway-relative address of a picture; without one the interface draws initials. */
  photoUrl?: string;
  departments: string[];
  groupIds: string[];
  presence: Presence;
  line: LineState;
  /** Which kinds of device are registered now. */
  devices: DeviceKind[];
  /** Whether messages can be left; how many there are is told on the viewer's own extension alone. */
  voicemail?: { enabled: boolean; total?: number; unread?: number };
  /** The viewer's own extension. */
  self?: boolean;
}
