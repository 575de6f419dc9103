import type { ErrorBody, SessionEndCause } from '@klapka/protocol';

export interface TokenExpiringDetail {
  /** When the token in use stops working, ms since the epoch. Answer by setting the provider's `token`. */
  expiresAt: number;
}

export interface SessionEndedDetail {
  cause: SessionEndCause;
}

declare global {
  interface HTMLElementEventMap {
    /** Something failed; decide by `detail.code`. */
    'pbx-error': CustomEvent<ErrorBody>;
    /** The session ended, not by this page's own wish unless the cause says so. */
    'pbx-session-ended': CustomEvent<SessionEndedDetail>;
    /** The host's token runs out (or was refused): set a fresh one as the provider's `token`. */
    'pbx-token-expiring': CustomEvent<TokenExpiringDetail>;
  }
}

/** Fires `pbx-error` on an element. */
export function fireError(target: HTMLElement, error: ErrorBody): void {
  target.dispatchEvent(new CustomEvent('pbx-error', { detail: error, bubbles: true, composed: true }));
}
