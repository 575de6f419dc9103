import type { Account, CommandInput, CommandName, CommandResults, ErrorBody, SessionEndCause, TopicName, TopicRows, UploadAnswer } from '@klapka/protocol';
import { PhoneError, type PhonePort } from './phone/phone-port.ts';
import type { DeviceCheckPort } from './device-check/device-check-port.ts';
import type { DevicesPort } from './devices/devices-port.ts';
import type { FilesPort } from './files/files-port.ts';
import type { Store } from './stores/store.ts';

/**
 * Where a session stands:
 *
 *   signed-out ──signIn──▶ connecting ──▶ connected ◀──▶ reconnecting
 *       ▲                                     │              │
 *       └───────── ended (with a cause) ◀─────┴──────────────┘
 *
 * `reconnecting` keeps every store's last rows, marked stale; `ended` empties them.
 */
export type SessionStatus = 'signed-out' | 'connecting' | 'connected' | 'reconnecting' | 'ended';

export interface SessionState {
  readonly status: SessionStatus;
  readonly account: Account | null;
  /** Why the last session ended, or why a sign-in failed. */
  readonly error: ErrorBody | null;
  readonly cause: SessionEndCause | null;
  /** While reconnecting: when the next attempt is made, ms since the epoch. */
  readonly retryAt: number | null;
}

/**
 * Everything an element may use, behind one object: the real one speaks to a gateway (`createSession`), the fake one of
 * `testing/` plays scenarios. Every listener takes an `AbortSignal`.
 */
export interface PbxSession {
  readonly state: SessionState;
  onState(listener: (state: SessionState) => void, signal: AbortSignal): void;
  /** What went wrong outside any command: told once, to be shown or logged. */
  onProblem(listener: (error: ErrorBody) => void, signal: AbortSignal): void;

  /** Resolves to null on success, else to the typed error; never throws. */
  signIn(login: string, password: string): Promise<ErrorBody | null>;
  signOut(): Promise<void>;
  forgotPassword(login: string): Promise<ErrorBody | null>;
  /** Sets a password by the token of an invitation or a reset link; the caller signs in afterwards. */
  resetPassword(token: string, password: string): Promise<ErrorBody | null>;
  /** Changes the password of the signed-in account. */
  changePassword(current: string, password: string): Promise<ErrorBody | null>;

  /** Live rows of a topic. Stores are counted: the first `watch` subscribes, the last abort ends it after a grace of 5 s. */
  store<Name extends TopicName>(topic: Name, param?: string): Store<TopicRows[Name]>;

  /** Resolves with the gateway's result or rejects with `PbxCommandError`. Sent again after a reconnect under the same id. */
  command<Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<CommandResults[Name]>;

  /**
   * A request to the gateway's HTTP interface as the signed-in account, for example `('GET', '/api/admin/extensions')`.
   * The path is relative to the gateway; JSON both ways. Rejects with `PbxCommandError`. What is live comes from a store instead.
   */
  request<Answer>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: `/api/${string}`, body?: unknown): Promise<Answer>;

  /** Uploads one file for a conversation; progress 0–1. Rejects with `PbxCommandError`. */
  upload(file: File, options: { signal?: AbortSignal; onProgress?: (done: number) => void }): Promise<UploadAnswer>;

  /** Where what was not sent outlives a reload of the page, in this tab alone; null where storage is forbidden. */
  readonly tabStorage: TabStorage | null;

  /** Absolute address of a gateway-relative one. Private files (photos, pictures, attachments) are not for a `src`: see `files`. */
  resolve(url: string): string;

  readonly phone: PhonePort;
  readonly devices: DevicesPort;
  readonly deviceCheck: DeviceCheckPort;
  readonly files: FilesPort;

  /** Ends sockets, phone and timers. A disposed session stays `signed-out`. */
  dispose(): void;
}

/** Where a session keeps what must outlive the page; `localStorage` fits. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Storage of one tab; `sessionStorage` fits. */
export type TabStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

export interface SessionOptions {
  /** Absolute address of the gateway, for example `https://pbx.example.com`. */
  gateway: string;
  /** A token of the host's backend; without one the person signs in, or a kept sign-in is resumed. */
  token?: string;
  /** Asked for a fresh token before the one in use runs out at `expiresAt`, or when it was refused. */
  getToken?: (expiresAt: number) => Promise<string>;
  /** Default: `localStorage`, or memory where there is none. */
  storage?: SessionStorage;
  /** How this browser is called in the list of devices. Default: browser and system. */
  deviceName?: string;
}

export class PbxCommandError extends Error {
  readonly body: ErrorBody;
  constructor(body: ErrorBody) {
    super(`${body.code}: ${body.message}`);
    this.name = 'PbxCommandError';
    this.body = body;
  }
}

/** The typed error behind anything thrown by a session or a phone. */
export function errorBodyOf(error: unknown): ErrorBody {
  if (error instanceof PbxCommandError) return error.body;
  if (error instanceof PhoneError) return { code: error.code, message: error.message, retryable: false };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : 'Something went wrong', retryable: false };
}
