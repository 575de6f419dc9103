/** Texts of `<pbx-extension-list>`. */
export interface ExtensionListStrings {
  title: string;
  search: string;
  department: string;
  everyDepartment: string;
  state: string;
  everyState: string;
  presenceGroup: string;
  lineGroup: string;
  idle: string;
  columns: { person: string; department: string; state: string; actions: string };
  you: string;
  call: (name: string) => string;
  callMobile: (name: string) => string;
  email: (name: string) => string;
  leaveVoicemail: (name: string) => string;
  favourite: (name: string) => string;
  favourites: string;
  copy: (number: string) => string;
  copied: (number: string) => string;
  count: (shown: string, all: string) => string;
  notConnected: string;
  notConnectedNext: string;
  signedOut: string;
  signedOutNext: string;
  loading: string;
  empty: string;
  emptyNext: string;
  nobody: string;
  nobodyNext: string;
  clear: string;
  noPermission: string;
  noPermissionNext: string;
  failed: string;
  failedNext: string;
  stale: string;
  group: string;
  everyGroup: string;
  hasMobile: string;
  devices: { desk: string; mobile: string; desktop: string; web: string };
  devicesOn: (names: string) => string;
  noDevice: string;
  manage: (name: string) => string;
  pickUpOf: (name: string) => string;
  pickUp: string;
  passOn: string;
  toWhom: string;
  hangUp: string;
  modes: { listen: string; whisper: string; barge: string };
  rings: string;
  talks: string;
  recorded: string;
}

const en: ExtensionListStrings = {
  title: 'Extensions',
  search: 'Find by name, number or e-mail',
  department: 'Department',
  everyDepartment: 'All departments',
  state: 'State',
  everyState: 'Any state',
  presenceGroup: 'Presence',
  lineGroup: 'Line',
  idle: 'Free',
  columns: { person: 'Person', department: 'Department', state: 'State', actions: 'Actions' },
  you: 'You',
  call: (name) => `Call ${name}`,
  callMobile: (name) => `Mobile of ${name}`,
  email: (name) => `E-mail ${name}`,
  leaveVoicemail: (name) => `Leave a voicemail for ${name}`,
  favourite: (name) => `Favourite: ${name}`,
  favourites: 'Favourites',
  copy: (number) => `Copy number ${number}`,
  copied: (number) => `${number} copied`,
  count: (shown, all) => (shown === all ? all : `${shown} of ${all}`),
  notConnected: 'Not connected',
  notConnectedNext: 'This list belongs inside a <pbx-provider>, which connects it to your telephone system.',
  signedOut: 'You are signed out',
  signedOutNext: 'Sign in to see your colleagues and call them.',
  loading: 'Loading colleagues',
  empty: 'No colleague is visible to you yet',
  emptyNext: 'Either nobody has been added, or your groups may not see others. An administrator can change both.',
  nobody: 'Nobody matches',
  nobodyNext: 'Try part of a name, a number, or fewer filters.',
  clear: 'Show everybody',
  noPermission: 'You may not see this list',
  noPermissionNext: 'An administrator decides who sees which colleagues.',
  failed: 'The list could not be loaded',
  failedNext: 'It loads by itself as soon as the connection is better. What you typed stays.',
  stale: 'Reconnecting. States may be out of date.',
  group: 'Group',
  everyGroup: 'All groups',
  hasMobile: 'With a mobile',
  devices: { desk: 'desk phone', mobile: 'mobile', desktop: 'desktop', web: 'browser' },
  devicesOn: (names) => `Signed in: ${names}`,
  noDevice: 'No phone signed in',
  manage: (name) => `Manage calls: ${name}`,
  pickUpOf: (name) => `Pick up for ${name}`,
  pickUp: 'Pick up',
  passOn: 'Transfer',
  toWhom: 'To whom: name or number',
  hangUp: 'Hang up',
  modes: { listen: 'Listen', whisper: 'Whisper', barge: 'Join in' },
  rings: 'Ringing',
  talks: 'Talking',
  recorded: 'recorded',
};
export default en;
