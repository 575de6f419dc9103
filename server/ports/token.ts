/** What an access token of ours says. */
export interface AccessClaims {
  accountId: string;
  sessionId: string;
  /** Milliseconds since the epoch, whole seconds. */
  expiresAt: number;
}

/** What a JWT of a host's backend says. Times in milliseconds since the epoch. */
export interface EmbedTokenClaims {
  /** Extension number or e-mail. */
  subject: string;
  issuedAt: number;
  expiresAt: number;
}

export type VerifiedToken = ({ kind: 'access' } & AccessClaims) | ({ kind: 'embed' } & EmbedTokenClaims);

/** Signed tokens. */
export interface TokenPort {
  issue(claims: AccessClaims): Promise<string>;
  /** Throws `TokenError`. */
  verify(token: string): Promise<VerifiedToken>;
}

/** EXPIRED: was good once. DISABLED: a host's token, but this gateway has no embed secret. INVALID: everything else. */
export class TokenError extends Error {
  readonly reason: 'EXPIRED' | 'INVALID' | 'DISABLED';
  constructor(reason: TokenError['reason'], options?: ErrorOptions) {
    super(`The token is ${reason.toLowerCase()}`, options);
    this.name = 'TokenError';
    this.reason = reason;
  }
}
