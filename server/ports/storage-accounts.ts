import type { Device, Role, SessionEndCause } from '@klapka/protocol';

/** Small values the gateway keeps for itself, such as its signing key. */
export interface SettingsRepository {
  get(key: string): Promise<string | null>;
  /** Keeps the first value: of two that set at once both get the same one back. */
  setOnce(key: string, value: string): Promise<string>;
  set(key: string, value: string): Promise<void>;
}

/** Who may sign in. */
export interface AccountRecord {
  id: string;
  name: string;
  /** In lower case. */
  email: string | null;
  /** argon2id in PHC form; null until an invitation was taken up. */
  passwordHash: string | null;
  roles: Role[];
  disabled: boolean;
  createdAt: number;
  passwordChangedAt: number | null;
}

export interface AccountsRepository {
  insert(account: AccountRecord): Promise<void>;
  update(id: string, change: Partial<Omit<AccountRecord, 'id' | 'createdAt'>>): Promise<void>;
  remove(id: string): Promise<void>;
  get(id: string): Promise<AccountRecord | null>;
  byEmail(email: string): Promise<AccountRecord | null>;
  list(): Promise<AccountRecord[]>;
  count(): Promise<number>;
}

/** One signed-in browser of an account. Ended sessions stay for a while, so that a browser that comes back is told why. */
export interface SessionRecord {
  id: string;
  accountId: string;
  /** Made by the browser; unique among the account's live sessions. */
  deviceId: string;
  deviceName: string;
  kind: Device['kind'];
  /** SHA-256 of the refresh token; null for an embed, whose host mints its tokens. */
  refreshHash: string | null;
  /** The token before the last rotation, honoured for a moment: two tabs may refresh at once. */
  previousHash: string | null;
  rotatedAt: number;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  endedAt: number | null;
  endCause: SessionEndCause | null;
}

export interface SessionsRepository {
  insert(session: SessionRecord): Promise<void>;
  update(id: string, change: Partial<Omit<SessionRecord, 'id' | 'accountId' | 'createdAt'>>): Promise<void>;
  get(id: string): Promise<SessionRecord | null>;
  /** Live or ended, by the current, the previous or an even older refresh token. */
  byRefreshHash(hash: string): Promise<SessionRecord | null>;
  /** Remembers a token that was rotated away, so that its reuse is recognised. */
  retireHash(hash: string, sessionId: string): Promise<void>;
  /** Sessions neither ended nor expired, the first signed in first. */
  live(accountId: string, now: number): Promise<SessionRecord[]>;
  /** The newest session of a device, live or ended. */
  latestOfDevice(accountId: string, deviceId: string): Promise<SessionRecord | null>;
  /** Forgets sessions that ended or expired before. */
  prune(before: number): Promise<void>;
}

/** An invitation or a request for a new password. The token itself is stored nowhere, only its SHA-256. */
export interface LinkRecord {
  id: string;
  accountId: string;
  purpose: 'invitation' | 'reset';
  /** Null: somebody asked for a link, but without a mail server only an administrator can make one. */
  tokenHash: string | null;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
}

export interface LinksRepository {
  insert(link: LinkRecord): Promise<void>;
  byTokenHash(hash: string): Promise<LinkRecord | null>;
  markUsed(id: string, at: number): Promise<void>;
  /** Drops every unused link of an account, or those of one purpose. */
  removeOpen(accountId: string, purpose?: LinkRecord['purpose']): Promise<void>;
  /** Unused and not expired, newest first. */
  open(now: number): Promise<LinkRecord[]>;
  prune(before: number): Promise<void>;
}
