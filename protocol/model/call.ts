/** One end of a call. */
export interface Party {
  number: string;
  name?: string;
  extensionId?: string;
  photoUrl?: string;
}

export const legStates = ['dialling', 'ringing', 'talking', 'ended'] as const;
export type LegState = (typeof legStates)[number];

/** One side of a call: the connection between the PBX and one device, or an outside line. */
export interface Leg {
  id: string;
  party: Party;
  role: 'caller' | 'callee';
  state: LegState;
  /** This leg put the call on hold: its far side hears music. Absent where the PBX cannot tell. */
  holding?: boolean;
  /** The registered device, as given to `sip:ticket`. Only on the viewer's own legs. */
  deviceId?: string;
  /** SIP Call-ID (RFC 3261 §8.1.1.4): how a browser finds its own session. Only on the viewer's own legs. */
  sipCallId?: string;
}

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
}
