import type { Availability, ErrorBody } from '@klapka/protocol';

/** Detail of `pbx-chat-changed`. */
export interface ChatChangedDetail {
  /** The window is open. */
  open: boolean;
  /** Messages the visitor has not read. */
  unread: number;
}

/** What the button needs of the window. */
export interface ChatWindow extends HTMLElement {
  owner: ChatOwner;
  open(): void;
  close(): void;
  forget(): Promise<void>;
}

/** What the window needs of the button. */
export interface ChatOwner extends HTMLElement {
  readonly info: Availability | undefined;
  show(open: boolean, unread: number): void;
}

declare global {
  interface HTMLElementEventMap {
    'pbx-chat-changed': CustomEvent<ChatChangedDetail>;
    'pbx-error': CustomEvent<ErrorBody>;
  }
}
