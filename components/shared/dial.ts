/** What somebody wants to call. */
export interface DialDetail {
  /** As typed or as it stands in the directory. */
  number: string;
  /** Whom it belongs to, where known. */
  name?: string;
}

declare global {
  interface HTMLElementEventMap {
    /** Somebody asked for a call. Prevent it to place the call elsewhere; else the session's phone dials. */
    'pbx-dial': CustomEvent<DialDetail>;
  }
}
