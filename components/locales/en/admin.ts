/** Texts of `<pbx-admin>`. */
export interface AdminStrings {
  title: string;
  tabs: { people: string; buttons: string };
  invite: string;
  person: { firstName: string; lastName: string; number: string; email: string; emailHint: string; department: string; role: string };
  roles: { user: string; supervisor: string; administrator: string };
  create: string;
  cancel: string;
  columns: { name: string; number: string; role: string; state: string; actions: string };
  states: { active: string; invited: string; disabled: string };
  newLink: string;
  newLinkFor: (name: string) => string;
  disable: (name: string) => string;
  enable: (name: string) => string;
  disableShort: string;
  enableShort: string;
  you: string;
  linkMailed: (name: string) => string;
  linkShown: (name: string) => string;
  link: string;
  copy: string;
  copied: string;
  newButton: string;
  button: { name: string; origins: string; originsHint: string; queue: string; greeting: { en: string; cs: string } };
  snippet: (name: string) => string;
  snippetHint: string;
  noButtons: string;
  noButtonsNext: string;
  noPeople: string;
  noPeopleNext: string;
  noQueue: string;
  answeredBy: (queue: string) => string;
  notConnected: string;
  notConnectedNext: string;
  signedOut: string;
  signedOutNext: string;
  loading: string;
  noPermission: string;
  noPermissionNext: string;
  failed: string;
  again: string;
  snippetFallback: string;
}

const en: AdminStrings = {
  title: 'Administration',
  tabs: { people: 'People', buttons: 'Chat buttons' },
  invite: 'Invite a person',
  person: {
    firstName: 'First name', lastName: 'Last name', number: 'Extension number', email: 'E-mail',
    emailHint: 'The invitation goes there. Without one, or without a mail server, you get a link to hand over.',
    department: 'Department', role: 'Role',
  },
  roles: { user: 'User', supervisor: 'Supervisor', administrator: 'Administrator' },
  create: 'Create',
  cancel: 'Cancel',
  columns: { name: 'Name', number: 'Number', role: 'Role', state: 'State', actions: 'Actions' },
  states: { active: 'active', invited: 'invited', disabled: 'disabled' },
  newLink: 'New link',
  newLinkFor: (name) => `New link for ${name}`,
  disable: (name) => `Disable ${name}`,
  enable: (name) => `Enable ${name}`,
  disableShort: 'Disable',
  enableShort: 'Enable',
  you: 'you',
  linkMailed: (name) => `${name} has the link by e-mail.`,
  linkShown: (name) => `Hand this link to ${name}. It works once; here it is shown only now.`,
  link: 'Link',
  copy: 'Copy',
  copied: 'Copied',
  newButton: 'New chat button',
  button: {
    name: 'Name', origins: 'Web sites', originsHint: 'One address on each line, for example https://www.example.com. The button works only there.',
    queue: 'Answered by', greeting: { en: 'Greeting in English', cs: 'Greeting in Czech' },
  },
  snippet: (name) => `Snippet of ${name}`,
  snippetHint: 'Put this into the pages of the web site, before the end of the body.',
  noButtons: 'No chat button yet',
  noButtonsNext: 'Create one, put its snippet on your web site, and visitors can write to you.',
  noPeople: 'Nobody here yet',
  noPeopleNext: 'Invite a person: they get an extension and a link to choose a password.',
  noQueue: 'A chat button needs a queue that takes messages. Create one with "npm run admin".',
  answeredBy: (queue) => `answered by ${queue}`,
  notConnected: 'Not connected',
  notConnectedNext: 'Administration belongs inside a <pbx-provider>, which connects it to your gateway.',
  signedOut: 'You are signed out',
  signedOutNext: 'Sign in as an administrator.',
  loading: 'Loading',
  noPermission: 'Only for administrators',
  noPermissionNext: 'An administrator can give your account this role.',
  failed: 'This could not be loaded',
  again: 'Try again',
  snippetFallback: 'Write to us',
};
export default en;
