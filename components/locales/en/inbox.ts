/** Texts of `<pbx-inbox>`. */
export interface InboxStrings {
  title: string;
  views: { mine: string; unassigned: string; all: string; closed: string };
  conversations: string;
  visitor: (code: string) => string;
  you: string;
  typing: string;
  online: string;
  now: string;
  fresh: string;
  waiting: (time: string) => string;
  closed: string;
  unread: (count: number) => string;
  choose: string;
  chooseNext: string;
  notConnected: string;
  notConnectedNext: string;
  signedOut: string;
  signedOutNext: string;
  loading: string;
  empty: Record<'mine' | 'unassigned' | 'all' | 'closed', { title: string; next: string }>;
  noPermission: string;
  noPermissionNext: string;
  failed: string;
  failedNext: string;
  stale: string;
  attachment: string;
}

const en: InboxStrings = {
  title: 'Inbox',
  views: { mine: 'Mine', unassigned: 'Unassigned', all: 'All', closed: 'Closed' },
  conversations: 'Conversations',
  visitor: (code) => `Visitor ${code}`,
  you: 'You',
  typing: 'typing…',
  online: 'on the page now',
  now: 'now',
  fresh: 'new',
  waiting: (time) => `waiting ${time}`,
  closed: 'closed',
  unread: (count) => `${count} unread`,
  choose: 'Choose a conversation',
  chooseNext: 'Its messages open here. New conversations wait under Unassigned until somebody picks them up.',
  notConnected: 'Not connected',
  notConnectedNext: 'The inbox belongs inside a <pbx-provider>, which connects it to your gateway.',
  signedOut: 'You are signed out',
  signedOutNext: 'Sign in to read and answer messages.',
  loading: 'Loading conversations',
  empty: {
    mine: { title: 'You have no conversation right now', next: 'Pick up a conversation under Unassigned and it stays here until it is closed.' },
    unassigned: { title: 'Nobody is waiting', next: 'A message from your web site appears here the moment it is sent.' },
    all: { title: 'No open conversation', next: 'Put the chat button on your web site; its messages arrive here.' },
    closed: { title: 'Nothing is closed yet', next: 'A closed conversation moves here. It opens again when the visitor writes.' },
  },
  noPermission: 'You do not take messages',
  noPermissionNext: 'Only members of a queue that takes messages see them. An administrator can add you.',
  failed: 'The inbox could not be loaded',
  failedNext: 'It loads by itself as soon as the connection is better.',
  stale: 'Reconnecting. New messages appear as soon as the connection is back.',
  attachment: 'Attachment',
};
export default en;
