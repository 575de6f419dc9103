import type { Account } from '@klapka/protocol';

/** Where the access token comes from: a sign-in kept by this browser, or the host page. */
export interface Tokens {
  /** A token that should be good now. `renew`: the one in use was refused or runs out. Rejects with `PbxCommandError`. */
  get(renew: boolean): Promise<string>;
  /** When the last token runs out, ms since the epoch, where known. */
  readonly expiresAt: number | null;
  /** The account, where the token's source told it. */
  readonly account: Account | null;
}
