export interface DialerStrings {
  phone: string;
  number: string;
  placeholder: string;
  newCall: string;
  call: string;
  keypad: string;
  backspace: string;
  settings: string;
  suggestions: string;
  found: (count: number) => string;
  nothingFound: string;
  ready: string;
  connecting: string;
  reconnecting: string;
  offline: string;
  elsewhere: string;
  failed: string;
  soundLocked: string;
  unlockSound: string;
  noExtension: string;
  noSuchName: (text: string) => string;
}

const en: DialerStrings = {
  phone: 'Phone',
  number: 'Number',
  placeholder: 'Name or number',
  newCall: 'Another call',
  call: 'Call',
  keypad: 'Keypad',
  backspace: 'Delete the last digit',
  settings: 'Sound settings',
  suggestions: 'People',
  found: (count) => (count === 1 ? '1 person found' : `${count} people found`),
  nothingFound: 'Nobody found',
  ready: 'Ready',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  offline: 'The phone is off',
  elsewhere: 'The phone is open in another window',
  failed: 'The phone does not work',
  soundLocked: 'Sound is locked: you would not hear a call ringing.',
  unlockSound: 'Click to hear ringing',
  noExtension: 'Your account has no extension, so it cannot make calls.',
  noSuchName: (text) => `Nobody called “${text}” was found. Type a number instead.`,
};
export default en;
