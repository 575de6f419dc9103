import type { Availability } from '@klapka/protocol';

/** Detail of `pbx-chat-changed`. */
export interface ChatChangedDetail {
  /** The window is open. */
  open: boolean;
  /** Messages the visitor has not read. */
  unread: number;
}

/** The chat button, as the window knows it. */
export interface ChatOwner extends HTMLElement {
  readonly info: Availability | undefined;
  show(open: boolean, unread: number): void;
}
