import { createHash, randomBytes } from 'node:crypto';
import type { SipCredentials } from '../../../ports/pbx.ts';
import type { Ari } from './ari.ts';

/** Of every auth the gateway makes, and of `klapka-locked`. */
const realm = 'klapka';
export const sipDomain = 'klapka.invalid';
/** In every endpoint's list: one whose list is empty lets everybody in. */
export const locked = 'klapka-locked';
const lifetime = 5 * 60_000;

/**
 * Devices of one extension at most: Asterisk cuts an endpoint's list at 255 characters, and half a name in it refuses
 * everybody. Names are short for the same reason.
 */
const maximumSessions = 12;

export interface Session {
  /** Name of the auth in Asterisk. */
  auth: string;
  username: string;
  /** What the password is proved by (RFC 2617 §3.2.2.2). */
  ha1: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const ha1Of = (username: string, password: string): string => md5(`${username}:${realm}:${password}`);
/** Of an auth: Asterisk never has the password itself. */
export const authFields = (username: string, password: string): Record<string, string> => ({ auth_type: 'md5', username, realm, md5_cred: ha1Of(username, password) });
export const deviceKey = (extensionNumber: string, deviceId: string): string => `${extensionNumber}\u0000${deviceId}`;

/**
 * What devices sign in to Asterisk with: for each a name and a password of its own, made for minutes. An endpoint lists
 * those of all its devices. Two rules keep the others of an extension in: an auth is made before it is listed and deleted after
 * it is no more, because one that is listed and missing refuses everybody; and changes of one list go one after the other.
 */
export class Sessions {
  readonly #ari: Ari;
  readonly #inUse: (extensionNumber: string, deviceId: string) => boolean;
  readonly #sessions = new Map<string, Map<string, Session>>();
  readonly #queues = new Map<string, Promise<unknown>>();

  /** `inUse`: whether a device is connected; those that are not make room first. */
  constructor(ari: Ari, inUse: (extensionNumber: string, deviceId: string) => boolean) {
    this.#ari = ari;
    this.#inUse = inUse;
  }

  of(extensionNumber: string, deviceId: string): Session | undefined {
    return this.#sessions.get(extensionNumber)?.get(deviceId);
  }

  issue(extensionNumber: string, deviceId: string, now: number): Promise<SipCredentials> {
    return this.#oneByOne(extensionNumber, async () => {
      await this.#makeRoom(extensionNumber, deviceId);
      const [username, password] = [randomBytes(12).toString('base64url'), randomBytes(24).toString('base64url')];
      const session = { auth: this.#freeName(extensionNumber), username, ha1: ha1Of(username, password) };
      await this.#ari.put('auth', session.auth, authFields(username, password));
      await this.#replace(extensionNumber, deviceId, session);
      return { aor: `${extensionNumber}@${sipDomain}`, username, password, expiresAt: now + lifetime };
    });
  }

  revoke(extensionNumber: string, deviceId: string): Promise<void> {
    return this.#oneByOne(extensionNumber, async () => {
      if (this.of(extensionNumber, deviceId)) await this.#replace(extensionNumber, deviceId, null);
    });
  }

  /** All of an extension that is no more; its endpoint is gone already. */
  forget(extensionNumber: string): Promise<void> {
    return this.#oneByOne(extensionNumber, async () => {
      const gone = [...this.#sessions.get(extensionNumber)?.values() ?? []];
      this.#sessions.delete(extensionNumber);
      await Promise.all(gone.map(({ auth }) => this.#ari.delete('auth', auth)));
    });
  }

  /** Asterisk was started anew: every phone comes back with a new password, so the ones before are nobody's. */
  clear(): void {
    this.#sessions.clear();
  }

  async #makeRoom(extensionNumber: string, deviceId: string): Promise<void> {
    const devices = [...this.#sessions.get(extensionNumber)?.keys() ?? []].filter((id) => id !== deviceId);
    if (devices.length < maximumSessions) return;
    const leaving = devices.find((id) => !this.#inUse(extensionNumber, id)) ?? devices[0];
    if (leaving !== undefined) await this.#replace(extensionNumber, leaving, null);
  }

  /** One more than there can be, because a device has two for a moment. */
  #freeName(extensionNumber: string): string {
    const taken = new Set([...this.#sessions.get(extensionNumber)?.values() ?? []].map(({ auth }) => auth));
    const names = Array.from({ length: maximumSessions + 2 }, (_, index) => `${extensionNumber}.${index}`);
    return names.find((name) => !taken.has(name)) ?? `${extensionNumber}.x`;
  }

  async #replace(extensionNumber: string, deviceId: string, session: Session | null): Promise<void> {
    const before = this.#sessions.get(extensionNumber) ?? new Map<string, Session>();
    const old = before.get(deviceId);
    const after = new Map(before);
    if (session) after.set(deviceId, session);
    else after.delete(deviceId);
    await this.#ari.put('endpoint', extensionNumber, { auth: this.#list(after) });
    this.#sessions.set(extensionNumber, after);
    if (old) await this.#ari.delete('auth', old.auth);
  }

  /** Makes or changes the endpoint of an extension; its list stays what it is. */
  putEndpoint(extensionNumber: string, fields: Readonly<Record<string, string | number>>): Promise<void> {
    return this.#oneByOne(extensionNumber, () => {
      const sessions = this.#sessions.get(extensionNumber) ?? new Map<string, Session>();
      return this.#ari.put('endpoint', extensionNumber, { ...fields, auth: this.#list(sessions) });
    });
  }

  /** Whether there is an endpoint of this name that is not ours: it is somebody else's, from Asterisk's own configuration. */
  async isForeign(extensionNumber: string): Promise<boolean> {
    const there = await this.#ari.get('endpoint', extensionNumber);
    return there !== null && !(there.get('auth') ?? '').split(',').includes(locked);
  }

  #list(sessions: ReadonlyMap<string, Session>): string {
    return [locked, ...[...sessions.values()].map(({ auth }) => auth)].join(',');
  }

  #oneByOne<T>(extensionNumber: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(extensionNumber) ?? Promise.resolve()).then(task, task);
    const settled = turn.catch(() => undefined).then(() => {
      if (this.#queues.get(extensionNumber) === settled) this.#queues.delete(extensionNumber);
    });
    this.#queues.set(extensionNumber, settled);
    return turn;
  }
}
