export interface IncomingCallStrings {
  incomingCall: string;
  answer: string;
  decline: string;
  holdsOther: string;
  unknown: string;
  none: string;
  noneHelp: string;
  soundLocked: string;
}

const en: IncomingCallStrings = {
  incomingCall: 'Incoming call',
  answer: 'Answer',
  decline: 'Decline',
  holdsOther: 'Answering puts the current call on hold.',
  unknown: 'Unknown number',
  none: 'Nobody is calling',
  noneHelp: 'Incoming calls appear here.',
  soundLocked: 'The browser keeps the ringing silent until you click into the page.',
};
export default en;
