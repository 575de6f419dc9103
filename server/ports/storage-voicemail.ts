import type { MailboxRules, TranscriptState } from '@klapka/protocol';

/** How an extension's mailbox is set, where somebody has set it, or a mailbox several people listen to. */
export type MailboxRecord = { id: string; rules: MailboxRules } & (
  | { extensionId: string; group: null }
  | { extensionId: null; group: { name: string; number: string; memberExtensionIds: string[] } }
);

export interface MailboxesRepository {
  /** Adds it or replaces it. */
  put(mailbox: MailboxRecord): Promise<void>;
  get(id: string): Promise<MailboxRecord | null>;
  ofExtension(extensionId: string): Promise<MailboxRecord | null>;
  list(): Promise<MailboxRecord[]>;
  remove(id: string): Promise<void>;
}

/** What is known of a message. Its audio is the PBX's. */
export interface VoicemailRecord {
  id: string;
  /** Number of the mailbox. */
  mailbox: string;
  fromNumber: string;
  fromName: string | null;
  at: number;
  /** ms */
  duration: number;
  heard: boolean;
  callId: string | null;
  transcriptState: TranscriptState;
  transcript: string | null;
  /** How often somebody tried to write it down. */
  attempts: number;
  /** When that is tried next. */
  nextAt: number;
}

export interface VoicemailCount {
  mailbox: string;
  total: number;
  unread: number;
}

export interface VoicemailsRepository {
  /** A new one, or what the PBX says of one that is there: its transcript stays. True: it is new. */
  put(voicemail: VoicemailRecord): Promise<boolean>;
  get(id: string): Promise<VoicemailRecord | null>;
  /** Of these mailboxes, newest first; `before` is a time they were left at. */
  page(mailboxes: readonly string[], before: number, limit: number): Promise<VoicemailRecord[]>;
  /** Of one mailbox, all. */
  ids(mailbox: string): Promise<string[]>;
  counts(): Promise<VoicemailCount[]>;
  count(mailbox: string): Promise<VoicemailCount>;
  remove(id: string): Promise<void>;
  setTranscript(id: string, change: Pick<VoicemailRecord, 'transcriptState' | 'transcript' | 'attempts' | 'nextAt'>): Promise<void>;
  /** That wait to be written down, the longest first. */
  dueTranscripts(now: number, limit: number): Promise<VoicemailRecord[]>;
}

export interface FavouritesRepository {
  set(accountId: string, extensionId: string, favourite: boolean): Promise<void>;
  /** Extension ids. */
  of(accountId: string): Promise<string[]>;
}
