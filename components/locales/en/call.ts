import type { CallEndReason } from '@klapka/protocol';

/** Texts of a call, from ringing to its end. */
export interface CallStrings {
  call: string;
  otherCalls: string;
  dialling: string;
  ringing: string;
  connecting: string;
  onCall: string;
  onHold: string;
  heldByOther: string;
  ended: string;
  hangUp: string;
  mute: string;
  unmute: string;
  hold: string;
  resume: string;
  resumeHint: (name: string) => string;
  keypad: string;
  digits: string;
  sound: string;
  minimise: string;
  maximise: string;
  restore: string;
  redial: string;
  close: string;
  muted: string;
  incoming: string;
  outgoing: string;
  unknown: string;
  noCalls: string;
  noCallsHelp: string;
  elsewhere: string;
  reasons: Readonly<Record<CallEndReason, string>>;
}

const en: CallStrings = {
  call: 'Call',
  otherCalls: 'Other calls',
  dialling: 'Calling…',
  ringing: 'Ringing…',
  connecting: 'Connecting…',
  onCall: 'On call',
  onHold: 'On hold',
  heldByOther: 'You are on hold',
  ended: 'Call ended',
  hangUp: 'Hang up',
  mute: 'Mute',
  unmute: 'Unmute',
  hold: 'Hold',
  resume: 'Resume',
  resumeHint: (name) => `Resume with ${name}; the other call is put on hold`,
  keypad: 'Keypad',
  digits: 'Digits sent',
  sound: 'Sound',
  minimise: 'Minimise',
  maximise: 'Maximise',
  restore: 'Restore',
  redial: 'Redial',
  close: 'Close',
  muted: 'Microphone off',
  incoming: 'Incoming',
  outgoing: 'Outgoing',
  unknown: 'Unknown number',
  noCalls: 'No call',
  noCallsHelp: 'Calls appear here.',
  elsewhere: 'The call is in another window of this browser.',
  reasons: {
    'hung-up': 'The call is over.',
    cancelled: 'The call was cancelled.',
    declined: 'The call was declined.',
    busy: 'The line is busy.',
    'no-answer': 'Nobody answered.',
    'unknown-number': 'This number does not exist.',
    'not-registered': 'Nobody is signed in at this number.',
    'answered-elsewhere': 'Answered on another device.',
    forbidden: 'Your account may not call this number.',
    lost: 'The connection was lost.',
    'pbx-restarted': 'The telephone system was restarted.',
    transferred: 'The call was transferred.',
    failed: 'The call could not be made.',
  },
};
export default en;
