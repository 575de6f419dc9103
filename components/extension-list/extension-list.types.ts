import type { Extension } from '@klapka/protocol';

/** What one can do with a colleague from the list. */
export const extensionActions = ['call', 'mobile', 'voicemail', 'pickup', 'manage', 'favourite', 'copy', 'email'] as const;
export type ExtensionAction = (typeof extensionActions)[number];

/** What can be done with a colleague now: with their calls, by who has the right, and whether messages can be left. */
interface Calls {
  picksUp: boolean;
  manages: boolean;
  voicemail: boolean;
}

/** The actions there are for somebody; nobody calls themselves. While there are calls to be managed, those come first. */
export function actionsFor(person: Extension, { picksUp, manages, voicemail }: Calls): ExtensionAction[] {
  return extensionActions.filter((action) => {
    switch (action) {
      case 'call': return !person.self;
      case 'mobile': return Boolean(person.mobile) && !person.self;
      case 'voicemail': return voicemail && !person.self && !manages;
      case 'favourite': return !manages;
      case 'pickup': return picksUp;
      case 'manage': return manages;
      case 'email': return Boolean(person.email) && !manages;
      case 'copy': return !manages;
    }
  });
}
