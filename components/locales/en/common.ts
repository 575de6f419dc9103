/** Texts that many rooms show. */
export interface CommonStrings {
  notConnected: string;
  notConnectedHelp: string;
  loading: string;
  connecting: string;
  reconnecting: string;
  noPermission: string;
  noPermissionHelp: string;
  failed: string;
  tryAgain: string;
  chooseAnother: string;
  ownWindow: string;
  close: string;
  cancel: string;
  back: string;
  dismiss: string;
  presence: {
    available: string;
    away: string;
    business_trip: string;
    do_not_disturb: string;
    lunch: string;
    off_work: string;
  };
  line: { offline: string; ringing: string; busy: string; held: string };
}

const en: CommonStrings = {
  notConnected: 'Not connected',
  notConnectedHelp: 'Sign in to use the phone.',
  loading: 'Loading…',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  noPermission: 'Your account has no access',
  noPermissionHelp: 'Ask your administrator if you need this.',
  failed: 'This did not work',
  tryAgain: 'Try again',
  chooseAnother: 'Choose another',
  ownWindow: 'Open in its own window',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  dismiss: 'Dismiss',
  presence: {
    available: 'Available',
    away: 'Away',
    business_trip: 'Business trip',
    do_not_disturb: 'Do not disturb',
    lunch: 'Lunch',
    off_work: 'Off work',
  },
  line: { offline: 'Signed out', ringing: 'Ringing', busy: 'On a call', held: 'On hold' },
};
export default en;
