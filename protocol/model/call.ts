/** One end of a call. */
export interface Party {
  number: string;
  name?: string;
  extensionId?: string;
  photoUrl?: string;
}

export const legStates = ['dialling', 'ringing', 'talking', 'ended'] as const;
export type LegState = (typeof legStates)[number];

/** `listen`: hears both sides. `whisper`: is heard by the leg it is beside, too. `barge`: is heard by all. */
export const monitorModes = ['listen', 'whisper', 'barge'] as const;
export type MonitorMode = (typeof monitorModes)[number];

/** One side of a call: the connection between the PBX and one device, or an outside line. */
export interface Leg {
  id: string;
  party: Party;
  /** `monitor`: listens beside another leg; only its own extension and those who may monitor know of it. */
  role: 'caller' | 'callee' | 'monitor';
  state: LegState;
  /** This leg put the call on hold: its far side hears music. Absent where the PBX cannot tell. */
  holding?: boolean;
  /** The PBX lets nobody hear it. Absent: it does not. */
  muted?: true;
  /** On a monitor's leg. */
  mode?: MonitorMode;
  /** The registered device, as given to `sip:ticket`. Only on the viewer's own legs. */
  deviceId?: string;
  /** SIP Call-ID (RFC 3261 §8.1.1.4): how a browser finds its own session. Only on the viewer's own legs. */
  sipCallId?: string;
}

/** What of the PBX's own a caller can be with. */
export const callPlaces = ['queue', 'ring-group', 'menu', 'voicemail'] as const;

export interface CallPlace {
  kind: (typeof callPlaces)[number];
  number: string;
  name: string;
  since: number;
}

/** An answered call that is sent on rings again, with the time it was first answered. */
export const callStates = ['ringing', 'answered', 'ended'] as const;
export type CallState = (typeof callStates)[number];

export const callEndReasons = [
  'hung-up',
  'cancelled',
  'declined',
  'busy',
  'no-answer',
  'unknown-number',
  'not-registered',
  'answered-elsewhere',
  'forbidden',
  'lost',
  'pbx-restarted',
  'transferred',
  'failed',
] as const;
export type CallEndReason = (typeof callEndReasons)[number];

/** What a user sees on the phone. A row of the topic `calls`; an ended call is sent once with its reason, then removed. */
export interface Call {
  id: string;
  from: Party;
  to: Party;
  state: CallState;
  legs: Leg[];
  startedAt: number;
  answeredAt?: number;
  endedAt?: number;
  endReason?: CallEndReason;
  /** Who ended it, where known. */
  endedBy?: 'caller' | 'callee' | 'pbx';
  /** Its legs all hear each other, two or more. */
  conference?: true;
  /** Absent: it is not recorded. */
  recording?: 'on' | 'paused';
  /** It waits on a slot, alone with music, until it is retrieved or rings `by` again. */
  parked?: { slot: string; by: Party; since: number; until: number };
  /** With a carrier: somebody outside calls, or is called. */
  outside?: 'in' | 'out';
  /**
   * Where the caller is when not with people. One who waits in a queue, whose group rings or who listens to a menu has not been
   * answered, whatever the SIP dialog says; a mailbox answers.
   */
  at?: CallPlace;
  /** The last queue or ring group it was answered from. */
  via?: CallPlace;
  /** While it rings somebody it was sent on to: by whom, with what words. */
  sentOn?: { by: Party; note?: string };
}
