export interface MessageSentDetail {
  conversationId: string;
}

declare global {
  interface HTMLElementEventMap {
    /** A message was handed over for sending; it shows in the conversation at once. */
    'pbx-message-sent': CustomEvent<MessageSentDetail>;
  }
}
