import type { Extension } from '@klapka/protocol';

/** What one can do with a colleague from the list. */
export const extensionActions = ['call', 'mobile', 'email', 'copy'] as const;
export type ExtensionAction = (typeof extensionActions)[number];

/** The actions there are for somebody; nobody calls themselves. */
export function actionsFor(person: Extension): ExtensionAction[] {
  return extensionActions.filter((action) => {
    switch (action) {
      case 'call': return !person.self;
      case 'mobile': return Boolean(person.mobile) && !person.self;
      case 'email': return Boolean(person.email);
      case 'copy': return true;
    }
  });
}
