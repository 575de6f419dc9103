import type { Extension } from '@klapka/protocol';

/** What one can do with a colleague from the list. */
export const extensionActions = ['call', 'mobile', 'pickup', 'manage', 'email', 'copy'] as const;
export type ExtensionAction = (typeof extensionActions)[number];

/** What somebody with the right can do with a colleague's calls now. */
interface Calls {
  picksUp: boolean;
  manages: boolean;
}

/** The actions there are for somebody; nobody calls themselves. While there are calls to be managed, those come first. */
export function actionsFor(person: Extension, { picksUp, manages }: Calls = { picksUp: false, manages: false }): ExtensionAction[] {
  return extensionActions.filter((action) => {
    switch (action) {
      case 'call': return !person.self;
      case 'mobile': return Boolean(person.mobile) && !person.self;
      case 'pickup': return picksUp;
      case 'manage': return manages;
      case 'email': return Boolean(person.email) && !manages;
      case 'copy': return !manages;
    }
  });
}
