import { createHash, randomBytes } from 'node:crypto';

/** A secret for a link or a token: 256 random bits, safe in a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** For a phone on a desk, where somebody may have to type it: 144 random bits in 24 characters. */
export function newDeskPassword(): string {
  return randomBytes(18).toString('base64url');
}

/** What is stored of a secret. It is random and long, so a plain hash cannot be turned round. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
