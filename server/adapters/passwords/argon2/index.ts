import { hash, verify } from '@node-rs/argon2';
import type { PasswordPort } from '../../../ports/password.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const argon2id = 2;
const options = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes in the thread pool, at most four at once, so a storm of sign-ins cannot take the memory. */
export function argon2Passwords(): PasswordPort {
  const nobody = hash('no account has this password', options);
  return {
    hash: (password) => hash(password, options),
    async verify(stored, password) {
      const right = await verify(stored ?? (await nobody), password);
      return stored !== null && right;
    },
  };
}
