import type { Party } from '@klapka/protocol';
import { PbxError } from './pbx-error.ts';

/** A message in a mailbox. Its audio is the PBX's. */
export interface PbxVoicemail {
  id: string;
  /** Number of the mailbox. */
  mailbox: string;
  from: Party;
  at: number;
  /** ms */
  duration: number;
  heard: boolean;
  callId?: string;
}

/** What can be done with mailboxes. All reject with `PbxError`: NOT_FOUND, NOT_SUPPORTED, PBX_UNAVAILABLE. */
export interface MailboxActions {
  /** Oldest first. */
  list(mailbox: string): Promise<PbxVoicemail[]>;
  /** WAV. */
  audio(mailbox: string, id: string): Promise<AsyncIterable<Uint8Array>>;
  setHeard(mailbox: string, id: string, heard: boolean): Promise<void>;
  /** It may have another id there, which an event tells. */
  move(mailbox: string, id: string, toMailbox: string): Promise<void>;
  remove(mailbox: string, id: string): Promise<void>;
}

const refuse = (): Promise<never> => Promise.reject(new PbxError('NOT_SUPPORTED', 'This PBX has no mailboxes'));
export const noMailboxActions: MailboxActions = { list: refuse, audio: refuse, setHeard: refuse, move: refuse, remove: refuse };
