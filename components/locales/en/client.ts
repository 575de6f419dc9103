/** Texts of `<pbx-client>`. */
export interface ClientStrings {
  navigation: string;
  sections: { extensions: string; inbox: string; administration: string };
  waiting: (count: number) => string;
  search: string;
  newCall: string;
  hideDialer: string;
  phone: { ready: string; connecting: string; reconnecting: string; elsewhere: string; failed: string; off: string; noMicrophone: string };
  phoneState: (state: string) => string;
  reconnecting: string;
  reconnectingNext: string;
  retryIn: (seconds: string) => string;
  welcome: string;
  connecting: string;
  notConnected: string;
  notConnectedNext: string;
  calls: string;
  calling: (name: string) => string;
  soundless: string;
  findOut: string;
}

const en: ClientStrings = {
  navigation: 'Sections',
  sections: { extensions: 'Extensions', inbox: 'Inbox', administration: 'Administration' },
  waiting: (count) => (count === 1 ? '1 conversation waits' : `${count} conversations wait`),
  search: 'Find a colleague',
  newCall: 'New call',
  hideDialer: 'Hide the dialer',
  phone: {
    ready: 'Ready', connecting: 'Connecting', reconnecting: 'Reconnecting', elsewhere: 'In another tab',
    failed: 'Not working', off: 'Off', noMicrophone: 'No microphone',
  },
  phoneState: (state) => `Phone: ${state}`,
  reconnecting: 'The connection was lost and is being restored.',
  reconnectingNext: 'What you write is kept and sent by itself.',
  retryIn: (seconds) => `Next try in ${seconds} s.`,
  welcome: 'Your company’s calls and messages in one place.',
  connecting: 'Connecting',
  notConnected: 'Not connected',
  notConnectedNext: 'This page names no gateway: set the attribute "gateway" to its address.',
  calls: 'Calls',
  calling: (name) => (name ? `${name} is calling` : 'Somebody is calling'),
  soundless: 'No sound gets through in your call.',
  findOut: 'Find out why',
};
export default en;
