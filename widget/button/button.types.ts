/** The gateway's answer to the button's one question (`Availability` of the protocol; the button imports nothing, not even types). */
export interface ChatInfo {
  /** Somebody is there to answer. */
  online: boolean;
  /** Messages a returning visitor has not read. */
  unread: number;
  /** The administrator's own words above the conversation, by language. */
  greeting?: Record<string, string | undefined>;
}

/** Detail of `pbx-chat-changed`. */
export interface ChatChangedDetail {
  /** The window is open. */
  open: boolean;
  /** Messages the visitor has not read. */
  unread: number;
}

/** Detail of `pbx-error`: an error of the protocol. */
export interface ChatError {
  /** For example `ORIGIN_NOT_ALLOWED`. */
  code: string;
  message: string;
  /** Trying again may help. */
  retryable: boolean;
}

/** What the button fires. */
export interface ChatButtonEvents {
  'pbx-chat-changed': CustomEvent<ChatChangedDetail>;
  'pbx-error': CustomEvent<ChatError>;
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
  readonly info: ChatInfo | undefined;
  show(open: boolean, unread: number): void;
}

declare global {
  interface HTMLElementEventMap {
    'pbx-chat-changed': CustomEvent<ChatChangedDetail>;
  }
}
