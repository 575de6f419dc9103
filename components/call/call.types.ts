import type { CallEndReason } from '@klapka/protocol';
import type { PhoneCall } from '../controllers/index.ts';

export const callSizes = ['normal', 'minimised', 'maximised'] as const;
/** How much room the card takes: one line, a card, or the whole window. */
export type CallSize = (typeof callSizes)[number];

export interface CallDetail {
  /** Id of the call in this browser; the same in every event of one call. */
  callId: string;
  direction: 'outgoing' | 'incoming';
  number: string;
  /** Empty where nobody knows it. */
  name: string;
}

export interface CallEndedDetail extends CallDetail {
  reason: CallEndReason;
  /** How long was talked, ms; 0 for a call nobody answered. */
  duration: number;
}

/** What the colour band of a card tells. */
export type CallPhase = 'ringing' | 'talking' | 'held' | 'ended';

export function phaseOf(call: Pick<PhoneCall, 'state' | 'held'>): CallPhase {
  if (call.state === 'ended') return 'ended';
  if (call.state !== 'talking') return 'ringing';
  return call.held ? 'held' : 'talking';
}

declare global {
  interface HTMLElementEventMap {
    /** A call began to ring, in or out. */
    'pbx-call-started': CustomEvent<CallDetail>;
    'pbx-call-answered': CustomEvent<CallDetail>;
    'pbx-call-ended': CustomEvent<CallEndedDetail>;
  }
}
