/** Texts of `<pbx-account-menu>`. */
export interface AccountMenuStrings {
  account: (name: string, state: string) => string;
  presence: string;
  note: string;
  notePlaceholder: string;
  noExtension: string;
  settings: string;
  language: string;
  theme: string;
  messageSound: string;
  themes: { auto: string; light: string; dark: string };
  sound: string;
  devices: string;
  password: string;
  signOut: string;
  thisDevice: string;
  lastSeen: (when: string) => string;
  signOutDevice: (name: string) => string;
  devicesHelp: string;
  noDevices: string;
  currentPassword: string;
  newPassword: string;
  passwordRule: string;
  wrongPassword: string;
  save: string;
  saved: string;
  notConnected: string;
  loading: string;
  failed: string;
}

const en: AccountMenuStrings = {
  account: (name, state) => `Account of ${name}, ${state}`,
  presence: 'Presence',
  note: 'Note for colleagues',
  notePlaceholder: 'Back at 1 pm…',
  noExtension: 'no extension',
  settings: 'Settings',
  language: 'Language',
  theme: 'Appearance',
  messageSound: 'Message sound',
  themes: { auto: 'Same as system', light: 'Light', dark: 'Dark' },
  sound: 'Sound and microphone',
  devices: 'My devices',
  password: 'Change password',
  signOut: 'Sign out',
  thisDevice: 'this browser',
  lastSeen: (when) => `last seen ${when}`,
  signOutDevice: (name) => `Sign out ${name}`,
  devicesHelp: 'You can be signed in with five browsers at once. A sixth signs out the oldest.',
  noDevices: 'No other browser is signed in.',
  currentPassword: 'Current password',
  newPassword: 'New password',
  passwordRule: 'At least ten characters. A short sentence is easy to remember.',
  wrongPassword: 'The current password is wrong.',
  save: 'Save password',
  saved: 'Your password is changed. Other browsers have to sign in again.',
  notConnected: 'Not connected',
  loading: 'Loading your devices',
  failed: 'Your devices could not be loaded.',
};
export default en;
