import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SipCredentials } from '../../../../ports/pbx.ts';

/** Digest authentication (RFC 3261 §22, RFC 2617 qop=auth) with credentials that live for minutes and belong to one device. */

export const realm = 'klapka';
export const sipDomain = 'klapka.invalid';

const credentialsLifetime = 5 * 60_000;
const maximumHeader = 1024;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface Issued {
  device: string;
  ha1: string;
  expiresAt: number;
}

export const deviceKey = (extensionNumber: string, deviceId: string): string => `${extensionNumber}\u0000${deviceId}`;
export const createNonce = (): string => randomBytes(18).toString('base64url');
export const challenge = (nonce: string, stale = false): string => `Digest realm="${realm}", nonce="${nonce}", algorithm=MD5, qop="auth"${stale ? ', stale=true' : ''}`;

export function parseDigest(header: string): Map<string, string> | null {
  if (header.length > maximumHeader || !/^digest\s/i.test(header)) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.slice(6).matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)) {
    fields.set(name.toLowerCase(), quoted ?? plain ?? '');
  }
  return fields;
}

/** What a phone's digest is made of besides its request (RFC 2617 §3.2.2.2). */
export const ha1Of = (username: string, password: string): string => md5(`${username}:${realm}:${password}`);

/** Whether the digest was made with the secret, for this method and the nonce it names. */
export function isProof(fields: Map<string, string>, ha1: string, method: string): boolean {
  if (fields.get('realm') !== realm || fields.get('qop') !== 'auth') return false;
  const ha2 = md5(`${method}:${fields.get('uri') ?? ''}`);
  const expected = md5([ha1, fields.get('nonce') ?? '', fields.get('nc') ?? '', fields.get('cnonce') ?? '', 'auth', ha2].join(':'));
  const given = Buffer.from(fields.get('response') ?? '');
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}

export class Credentials {
  readonly #byUsername = new Map<string, Issued>();
  readonly #usernames = new Map<string, string>();

  /** New credentials of a device; the ones before stop working. */
  issue(extensionNumber: string, deviceId: string, now: number): SipCredentials {
    const device = deviceKey(extensionNumber, deviceId);
    this.revoke(device);
    this.#sweep(now);
    const username = randomBytes(12).toString('base64url');
    const password = randomBytes(24).toString('base64url');
    const expiresAt = now + credentialsLifetime;
    this.#byUsername.set(username, { device, ha1: ha1Of(username, password), expiresAt });
    this.#usernames.set(device, username);
    return { aor: `${extensionNumber}@${sipDomain}`, username, password, expiresAt };
  }

  revoke(device: string): void {
    const username = this.#usernames.get(device);
    if (username !== undefined) this.#byUsername.delete(username);
    this.#usernames.delete(device);
  }

  /** Whether an Authorization header proves that it comes from this device and answers this nonce. */
  verify(header: string, method: string, nonce: string, device: string, now: number): boolean {
    const fields = parseDigest(header);
    const issued = this.#byUsername.get(fields?.get('username') ?? '');
    if (!fields || !issued || issued.device !== device || issued.expiresAt <= now) return false;
    return fields.get('nonce') === nonce && isProof(fields, issued.ha1, method);
  }

  #sweep(now: number): void {
    for (const [username, { device, expiresAt }] of this.#byUsername) {
      if (expiresAt > now) continue;
      this.#byUsername.delete(username);
      this.#usernames.delete(device);
    }
  }
}
