import type { Account, Device } from '@klapka/protocol';
import type { Actor } from '../domain/permissions/authorise.ts';
import type { Reaching } from '../domain/directory/reaching.ts';
import type { Mailboxes } from '../domain/voicemail/mailboxes.ts';
import type { HoursSwitch } from '../domain/directory/hours-switch.ts';
import type { TrunkStates } from '../domain/directory/trunk-states.ts';
import type { EventHub } from '../domain/events.ts';
import type { Turns } from '../domain/turns.ts';
import type { Clock } from '../ports/clock.ts';
import type { FilePort } from '../ports/file.ts';
import type { Logger } from '../ports/logger.ts';
import type { ChannelPort } from '../ports/channel.ts';
import type { PbxPort } from '../ports/pbx.ts';
import type { StoragePort } from '../ports/storage.ts';
import type { TranscriberPort } from '../ports/transcriber.ts';

/** A signed-in browser, as the sockets need to know it. */
export interface SignedIn {
  actor: Actor;
  account: Account;
  deviceId: string;
  /** When the token that was shown runs out. */
  expiresAt: number;
}

/** What the sockets ask of the accounts' domain. */
export interface AgentSessions {
  /**
   * Checks an access token or a host-minted JWT. An access token must belong to `device.id`; a JWT signs that device in.
   * Throws `DomainError` (NOT_SIGNED_IN, TOKEN_EXPIRED, or the cause that ended the session).
   */
  authenticate(token: string, device: { id: string; name?: string }): Promise<SignedIn>;
  /** The same account with its rights of now; null where it may not be signed in any more. */
  reload(accountId: string, deviceId: string): Promise<SignedIn | null>;
  devices(accountId: string): Promise<Omit<Device, 'current'>[]>;
  /** Ends the device's session; the event `session:ended` follows. Throws NOT_FOUND. */
  signOutDevice(accountId: string, deviceId: string): Promise<void>;
}

/** The part of the configuration the sockets, the SIP proxy and the files need. */
export interface RealtimeConfig {
  /** `https://pbx.example.com`, without a slash at the end. */
  publicUrl: string;
  /** Origins that may embed agents' elements, as patterns (`https://*.example.com`). */
  embedOrigins: readonly string[];
  iceServers: readonly IceServerConfig[];
  /** At least 32 random bytes; signs file addresses and visitors' upload passes. */
  secret: Buffer;
  /** Reverse proxies in front whose `X-Forwarded-For` is believed; 0: none. */
  trustProxy: number;
}

export interface IceServerConfig {
  urls: string[];
  /** Static credentials … */
  username?: string;
  credential?: string;
  /** … or the shared secret of TURN REST credentials (coturn `static-auth-secret`). */
  secret?: string;
}

export interface RealtimeDeps {
  config: RealtimeConfig;
  storage: StoragePort;
  files: FilePort;
  pbx: PbxPort;
  reaching: Reaching;
  mailboxes: Mailboxes;
  /** Null: nothing is written down. */
  transcriber: TranscriberPort | null;
  trunks: TrunkStates;
  hours: HoursSwitch;
  /** Who tells the PBX what is stored waits for their turn. */
  turns: Turns;
  clock: Clock;
  logger: Logger;
  events: EventHub;
  sessions: AgentSessions;
  /** The chat on web sites (`adapters/channels/website`). */
  websiteChannel: ChannelPort;
  /** Tighter or wider than the defaults; tests and benches only. */
  limits?: Partial<RealtimeLimits> | undefined;
}

export interface RealtimeLimits {
  /** Commands and subscriptions a socket may send: burst, and refill per second. */
  commandBurst: number;
  commandsPerSecond: number;
  visitorBurst: number;
  visitorPerSecond: number;
  /** Visitor sockets opened by one address a minute, and conversations it starts an hour. */
  visitorConnectsPerMinute: number;
  visitorThreadsPerHour: number;
  /** Bytes a slow reader may have waiting before it is cut off. */
  bufferedBytes: number;
  coalesceMs: number;
}

export const defaultLimits: RealtimeLimits = {
  commandBurst: 100,
  commandsPerSecond: 30,
  visitorBurst: 40,
  visitorPerSecond: 5,
  visitorConnectsPerMinute: 60,
  visitorThreadsPerHour: 60,
  bufferedBytes: 1024 * 1024,
  coalesceMs: 25,
};

export interface Realtime {
  /** Starts feeds from the PBX. */
  start(): Promise<void>;
  /** Tells the pages, flushes what waits and closes every socket. Within two seconds. */
  stop(): Promise<void>;
  /** For `/metrics`. */
  stats(): RealtimeStats;
}

export interface RealtimeStats {
  agents: number;
  visitors: number;
  phones: number;
  feeds: number;
  subscriptions: number;
}
