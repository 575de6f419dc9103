import { createSecretKey } from 'node:crypto';
import { EmbedClaims } from '@klapka/protocol';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import { TokenError, type TokenPort, type VerifiedToken } from '../../../ports/token.ts';

/** RFC 9068 §2.1: tells our access tokens from a host's, which are of type `JWT` or none. */
const accessType = 'at+jwt';
const issuer = 'klapka';
/** A host mints for the moment, not for the day. */
const embedLifetime = 600;

const OurClaims = z.object({ sub: z.string(), sid: z.string(), exp: z.number().int() });

export interface JoseTokensOptions {
  /** At least 32 bytes, kept across restarts. */
  key: Buffer;
  embedSecret: string | null;
  clock: Clock;
}

/** JSON Web Tokens, HS256 with two different keys: ours, and the one shared with a host's backend. */
export function joseTokens({ key, embedSecret, clock }: JoseTokensOptions): TokenPort {
  const ours = createSecretKey(key);
  const hosts = embedSecret === null ? null : createSecretKey(Buffer.from(embedSecret, 'utf8'));
  const common = () => ({ algorithms: ['HS256'], currentDate: new Date(clock.now()) });

  async function access(token: string): Promise<VerifiedToken> {
    const { payload } = await jwtVerify(token, ours, { ...common(), issuer, audience: issuer, typ: accessType });
    const { sub, sid, exp } = OurClaims.parse(payload);
    return { kind: 'access', accountId: sub, sessionId: sid, expiresAt: exp * 1000 };
  }

  async function embed(token: string): Promise<VerifiedToken> {
    if (!hosts) throw new TokenError('DISABLED');
    // Two clocks never agree to the second; five of them do no harm.
    const { payload } = await jwtVerify(token, hosts, { ...common(), audience: issuer, clockTolerance: 5 });
    const { sub, iat, exp } = EmbedClaims.parse(payload);
    if (exp - iat > embedLifetime || iat * 1000 > clock.now() + 5000) throw new TokenError('INVALID');
    return { kind: 'embed', subject: sub, issuedAt: iat * 1000, expiresAt: exp * 1000 };
  }

  return {
    issue: ({ accountId, sessionId, expiresAt }) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: accessType })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(accountId)
        .setIssuedAt(Math.floor(clock.now() / 1000))
        .setExpirationTime(Math.floor(expiresAt / 1000))
        .sign(ours),
    async verify(token) {
      try {
        return decodeProtectedHeader(token).typ === accessType ? await access(token) : await embed(token);
      } catch (error) {
        if (error instanceof TokenError) throw error;
        throw new TokenError(error instanceof errors.JWTExpired ? 'EXPIRED' : 'INVALID', { cause: error });
      }
    },
  };
}
