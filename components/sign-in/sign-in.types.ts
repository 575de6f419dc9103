import type { Account } from '@klapka/protocol';

/** What the form asks for now. */
export type SignInView = 'sign-in' | 'forgotten' | 'link-sent' | 'new-password' | 'saved';

export interface SignedInDetail {
  account: Account;
}

declare global {
  interface HTMLElementEventMap {
    /** Somebody signed in through this form. */
    'pbx-signed-in': CustomEvent<SignedInDetail>;
  }
}
