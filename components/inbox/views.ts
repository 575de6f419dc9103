import type { Conversation } from '@klapka/protocol';
import { inboxViews, type InboxView } from './inbox.types.ts';

function belongs(view: InboxView, { state, assignee }: Conversation, me: string): boolean {
  switch (view) {
    case 'mine': return state === 'open' && assignee?.accountId === me;
    case 'unassigned': return state === 'open' && !assignee;
    case 'all': return state === 'open';
    case 'closed': return state === 'closed';
  }
}

/** The conversations of a view, the latest first. */
export function conversationsOf(view: InboxView, all: readonly Conversation[], me: string): Conversation[] {
  return all.filter((conversation) => belongs(view, conversation, me)).sort((one, other) => other.lastAt - one.lastAt || one.id.localeCompare(other.id));
}

export function countViews(all: readonly Conversation[], me: string): Record<InboxView, number> {
  const counts: Record<InboxView, number> = { mine: 0, unassigned: 0, all: 0, closed: 0 };
  for (const conversation of all) for (const view of inboxViews) if (belongs(view, conversation, me)) counts[view] += 1;
  return counts;
}
