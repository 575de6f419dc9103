import type { Conversation } from '@klapka/protocol';

/** How many conversations ask for somebody: those nobody has, and one's own with something unread. */
export function waitingFor(conversations: readonly Conversation[], me: string): number {
  return conversations.filter(({ state, assignee, unread }) => state === 'open' && (!assignee || (assignee.accountId === me && unread > 0))).length;
}
