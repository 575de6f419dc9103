import type { AccountsRepository, LinksRepository, SessionsRepository, SettingsRepository } from './storage-accounts.ts';
import type { CallsRepository, RecordingsRepository } from './storage-calls.ts';
import type { ChannelsRepository, DirectoryRepository, GroupsRepository, QueuesRepository, ReachRepository } from './storage-directory.ts';
import type { FavouritesRepository, MailboxesRepository, VoicemailsRepository } from './storage-voicemail.ts';
import type {
  ContactsRepository,
  ConversationsRepository,
  FilesRepository,
  MessagesRepository,
  OutboxRepository,
} from './storage-conversations.ts';
import type { NumbersRepository, RoutesRepository, SoundsRepository } from './storage-routes.ts';

/** Everything stored, by domain. Inside `write` they see the transaction's own changes. */
export interface Repositories {
  settings: SettingsRepository;
  accounts: AccountsRepository;
  sessions: SessionsRepository;
  links: LinksRepository;
  directory: DirectoryRepository;
  reach: ReachRepository;
  groups: GroupsRepository;
  queues: QueuesRepository;
  channels: ChannelsRepository;
  numbers: NumbersRepository;
  routes: RoutesRepository;
  sounds: SoundsRepository;
  contacts: ContactsRepository;
  conversations: ConversationsRepository;
  messages: MessagesRepository;
  files: FilesRepository;
  outbox: OutboxRepository;
  calls: CallsRepository;
  recordings: RecordingsRepository;
  mailboxes: MailboxesRepository;
  voicemails: VoicemailsRepository;
  favourites: FavouritesRepository;
}

/**
 * The gateway's memory. Whatever `write` resolved for survives a killed process and a lost power line.
 *
 * All writes that are asked for in one turn of the event loop share one transaction, each behind its own savepoint:
 * one that throws is undone alone. So a `work` must await nothing but its own `tx`: everybody else waits for it,
 * and a `write` inside a `write` is refused.
 */
export interface StoragePort {
  /** Sees committed data only. Writing through it throws. */
  readonly read: Repositories;
  /** Resolves after the fsynced commit with what `work` returned; rejects with its error, or with a `StorageError`. */
  write<Result>(work: (tx: Repositories) => Promise<Result>): Promise<Result>;
  /** Throws where the database does not answer. */
  ping(): Promise<void>;
  /** Waits for the writes under way, then lets go of the database. */
  close(): Promise<void>;
}

export type StorageErrorCode = 'CONFLICT' | 'UNAVAILABLE';

/** CONFLICT: a unique key or a reference was violated, trying again does not help. UNAVAILABLE: disk full, locked, closed. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;
  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}
