import type { Conversation } from '@klapka/protocol';

/** A visitor need not give a name; then a short code of their own tells one from another. */
export function visitorName({ contact }: Pick<Conversation, 'contact'>, nameless: (code: string) => string): string {
  return contact.name ?? nameless(contact.id.replaceAll(/[^A-Za-z0-9]/g, '').slice(-4).toUpperCase());
}
