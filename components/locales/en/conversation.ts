import type { ConversationEvent } from '@klapka/protocol';

/** Texts of `<pbx-conversation>`. */
export interface ConversationStrings {
  log: string;
  back: string;
  visitor: (code: string) => string;
  you: string;
  pickUp: string;
  close: string;
  online: string;
  offline: string;
  typing: (name: string) => string;
  assignedTo: (name: string) => string;
  answers: (name: string) => string;
  unassigned: string;
  closed: string;
  closedNext: string;
  taken: (name: string) => string;
  unread: string;
  older: string;
  loadingOlder: string;
  newMessages: string;
  today: string;
  yesterday: string;
  delivery: { sending: string; sent: string; delivered: string; read: string; failed: string };
  retry: string;
  discard: string;
  events: Record<ConversationEvent, (who: string) => string>;
  someone: string;
  file: (name: string, why: string) => string;
  showPicture: (name: string, size: string) => string;
  play: (name: string, size: string) => string;
  save: string;
  download: (name: string, size: string) => string;
  fileFailed: string;
  fileGone: string;
  loading: string;
  empty: string;
  emptyNext: string;
  notConnected: string;
  notConnectedNext: string;
  signedOut: string;
  signedOutNext: string;
  noneChosen: string;
  noneChosenNext: string;
  noPermission: string;
  noPermissionNext: string;
  failed: string;
  failedNext: string;
  stale: string;
  fromPage: (page: string) => string;
}

const en: ConversationStrings = {
  log: 'Conversation',
  back: 'Back to the list',
  visitor: (code) => `Visitor ${code}`,
  you: 'You',
  pickUp: 'Pick up',
  close: 'Close conversation',
  online: 'on the page now',
  offline: 'left the page; an answer waits for them',
  typing: (name) => `${name} is typing…`,
  assignedTo: (name) => `with ${name}`,
  answers: (name) => `${name} answers this conversation.`,
  unassigned: 'waiting for somebody to pick it up',
  closed: 'This conversation is closed.',
  closedNext: 'It opens again when the visitor writes.',
  taken: (name) => `${name} was quicker and has this conversation now.`,
  unread: 'New',
  older: 'Show older messages',
  loadingOlder: 'Loading older messages',
  newMessages: 'New messages below',
  today: 'Today',
  yesterday: 'Yesterday',
  delivery: { sending: 'sending…', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'not sent' },
  retry: 'Send again',
  discard: 'Discard',
  events: {
    started: () => 'The conversation started',
    'picked-up': (who) => (who ? `${who} picked up the conversation` : 'The conversation was picked up'),
    closed: (who) => (who ? `${who} closed the conversation` : 'The conversation was closed'),
    reopened: () => 'The visitor wrote again',
  },
  someone: 'Somebody',
  file: (name, size) => `${name}, ${size}`,
  showPicture: (name, size) => `Show ${name} large, ${size}`,
  play: (name, size) => `Play ${name}, ${size}`,
  save: 'Download',
  download: (name, size) => `Download ${name}, ${size}`,
  fileFailed: 'could not be loaded; try again',
  fileGone: 'no longer stored',
  loading: 'Loading messages',
  empty: 'No message yet',
  emptyNext: 'What the visitor writes appears here.',
  notConnected: 'Not connected',
  notConnectedNext: 'A conversation belongs inside a <pbx-provider>, which connects it to your gateway.',
  signedOut: 'You are signed out',
  signedOutNext: 'Sign in to read and answer messages.',
  noneChosen: 'No conversation is chosen',
  noneChosenNext: 'Choose one from the list.',
  noPermission: 'You may not see this conversation',
  noPermissionNext: 'A colleague may have picked it up meanwhile.',
  failed: 'The messages could not be loaded',
  failedNext: 'They load by themselves as soon as the connection is better.',
  stale: 'Reconnecting. What you send now goes out as soon as the connection is back.',
  fromPage: (page) => `wrote from ${page}`,
};
export default en;
