/** Views of the list, in their order. */
export const inboxViews = ['mine', 'unassigned', 'all', 'closed'] as const;
export type InboxView = (typeof inboxViews)[number];

export interface ConversationSelectedDetail {
  /** Null: back to the list. */
  conversationId: string | null;
}
