import type { Account } from '@klapka/protocol';

/** What the form asks for now. */
export type SignInView = 'sign-in' | 'forgotten' | 'link-sent' | 'new-password' | 'saved';

export interface SignedInDetail {
  account: Account;
}

export interface ResetClosedDetail {
  /** False where the form was put away without a new password. */
  saved: boolean;
}

declare global {
  interface HTMLElementEventMap {
    /** The form of an invitation or reset link was left. */
    'pbx-reset-closed': CustomEvent<ResetClosedDetail>;
    /** Somebody signed in through this form. */
    'pbx-signed-in': CustomEvent<SignedInDetail>;
  }
}
