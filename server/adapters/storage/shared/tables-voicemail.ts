import type { VoicemailRecord } from '../../../ports/storage-voicemail.ts';

/* The tables of mailboxes, messages and favourites. */

/** `rules` and `members` are JSON text. */
export interface MailboxesTable {
  id: string;
  extensionId: string | null;
  name: string | null;
  number: string | null;
  members: string;
  rules: string;
}

export interface VoicemailsTable extends Omit<VoicemailRecord, 'heard' | 'transcriptState'> {
  heard: number;
  transcriptState: string;
}

export interface FavouritesTable { accountId: string; extensionId: string }

export interface VoicemailTables {
  mailboxes: MailboxesTable;
  voicemails: VoicemailsTable;
  favourites: FavouritesTable;
}
